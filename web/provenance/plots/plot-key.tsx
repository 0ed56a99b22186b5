import type { ReactNode } from 'react'
import { useWidth } from '../../report/components/use-width.ts'

export type KeyEntry = {
  readonly name: string
  /** drawn in a box of 26 × 12 */
  readonly sign: ReactNode
}

const ROW = 20
const SIGN = 32
const GAP = 20

/** What the signs of a plot mean, drawn as a plot itself so that the plot's file carries it. */
export const PlotKey = ({ entries }: { entries: readonly KeyEntry[] }) => {
  const [ref, width] = useWidth<HTMLDivElement>(900)
  let [x, y] = [0, 0]
  const placed = entries.map((entry) => {
    const wide = SIGN + textWidth(entry.name) + GAP
    if (x > 0 && x + wide - GAP > width) [x, y] = [0, y + ROW]
    const place = { ...entry, x, y }
    x += wide
    return place
  })
  return (
    <div ref={ref} className="plotkey">
      <svg
        className="plot"
        viewBox={`0 0 ${width} ${y + ROW}`}
        role="img"
        aria-label={entries.map(({ name }) => name).join(', ')}
      >
        {placed.map(({ name, sign, x, y }) => (
          <g key={name} transform={`translate(${x} ${y})`}>
            {sign}
            <text x={SIGN} y="11" className="t12">
              {name}
            </text>
          </g>
        ))}
      </svg>
    </div>
  )
}

/** About how wide a text of 12 px is: Hangul is square, Latin half of it. */
const textWidth = (text: string): number =>
  Array.from(text).reduce((sum, letter) => sum + (letter > '\u1100' && letter !== '−' ? 11.5 : 6.6), 0)
