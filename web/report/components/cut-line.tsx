/** The one line through all rows: above it a team is within the seats. */
export const CutLine = ({ x, from, to }: { x: number; from: number; to: number }) => (
  <>
    <path d={`M${x} ${from}V${to}`} className="cutgap" />
    <path d={`M${x} ${from}V${to}`} className="cutedge" />
  </>
)
