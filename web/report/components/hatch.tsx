/** The pattern of what is undisclosed. One definition for the page; every plot refers to it. */
export const Hatches = () => (
  <svg width="0" height="0" className="defs" aria-hidden="true">
    <defs>
      <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V5" stroke="var(--undisclosed)" strokeWidth="1.4" />
      </pattern>
    </defs>
  </svg>
)

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

export const HatchedBox = (box: Box) => (
  <>
    <rect {...box} fill="var(--undisclosed-tint)" />
    <rect {...box} fill="url(#hatch)" stroke="var(--undisclosed)" strokeWidth="1.4" />
  </>
)
