import { useWidth } from '../../report/components/use-width.ts'
import { useWords } from '../../shell/language.tsx'
import { type Grid, type GridRow, stepOf } from '../effect-grid.ts'
import { decimal, whole } from '../room.ts'

const CELL = 17
const GAP = 8
const LEFT = 76
const TOP = 24

export type Cursor = { readonly row: number; readonly column: number }

const rowTop = (rows: readonly GridRow[], index: number): number => {
  const apart = rows[index]?.vector === true && rows.some(({ vector }) => !vector)
  return TOP + index * (CELL + 1) + (apart ? GAP : 0)
}

const heightOf = (rows: readonly GridRow[]): number => rowTop(rows, rows.length - 1) + CELL

/** Cells of one grid; the cell under the cursor is framed. */
export const HeatCells = ({
  grid: { rows, columns },
  cursor,
  onPoint,
  title,
}: {
  grid: Grid
  cursor: Cursor
  onPoint: (cursor: Cursor) => void
  title: string
}) => {
  const [ref, width] = useWidth<HTMLDivElement>(440)
  const pitch = Math.min(72, (width - LEFT) / columns.length)
  const cell = pitch - Math.min(1, pitch / 4)
  const height = heightOf(rows)
  const x = (column: number): number => LEFT + column * pitch
  const paths = new Map<string, string>() // one path a colour: thousands of cells stay light
  for (const [i, { cosines, underIndependence }] of rows.entries()) {
    for (const [column, cosine] of cosines.entries()) {
      if (cosine === undefined) continue
      const step = stepOf(cosine, underIndependence)
      const colour = step === undefined ? 'url(#no-null)' : `var(--heat-${step})`
      const square = `M${x(column).toFixed(2)} ${rowTop(rows, i)}h${cell.toFixed(2)}v${CELL}h-${cell.toFixed(2)}z`
      paths.set(colour, (paths.get(colour) ?? '') + square)
    }
  }
  const each = Math.ceil(28 / pitch)
  const point = (clientX: number, clientY: number, box: DOMRect): void => {
    const column = Math.floor(((clientX - box.left) * (width / box.width) - LEFT) / pitch)
    const down = (clientY - box.top) * (width / box.width)
    const row = rows.findIndex((_, i) => down >= rowTop(rows, i) && down <= rowTop(rows, i) + CELL)
    if (row >= 0 && column >= 0 && column < columns.length) onPoint({ row, column })
  }
  return (
    <div ref={ref}>
      <svg
        className="plot"
        viewBox={`0 0 ${width} ${height + 22}`}
        role="img"
        aria-label={title}
        onPointerMove={(event) => point(event.clientX, event.clientY, event.currentTarget.getBoundingClientRect())}
        onPointerDown={(event) => point(event.clientX, event.clientY, event.currentTarget.getBoundingClientRect())}
      >
        <NoNull />
        <text x="0" y="13" className="t13 bold ink">
          {title}
        </text>
        {rows.map(({ role }, i) => (
          <text key={role} x={LEFT - 8} y={rowTop(rows, i) + 12.5} textAnchor="end" className="t12">
            {role}
          </text>
        ))}
        {[...paths].map(([colour, d]) => (
          <path key={colour} d={d} fill={colour} />
        ))}
        {columns.map((column, i) =>
          (column === undefined ? pitch < 14 : column % each !== 0) ? null : (
            <text key={column ?? 'outside'} x={x(i) + pitch / 2} y={height + 15} textAnchor="middle" className="t11">
              {column ?? '–'}
            </text>
          ),
        )}
        <rect
          x={x(Math.min(cursor.column, columns.length - 1)) - 0.5}
          y={rowTop(rows, Math.min(cursor.row, rows.length - 1)) - 0.5}
          width={pitch}
          height={CELL + 1}
          className="cursor"
          data-pointer
        />
      </svg>
    </div>
  )
}

/** Where no control model was compared cell by cell: the whole range that independent models gave for each tensor. */
export const NullRanges = ({ rows, title }: { rows: readonly GridRow[]; title: string }) => {
  const { t } = useWords()
  const [ref, width] = useWidth<HTMLDivElement>(440)
  const height = heightOf(rows)
  return (
    <div ref={ref}>
      <svg className="plot" viewBox={`0 0 ${width} ${height + 22}`} role="img" aria-label={title}>
        <NoNull />
        <text x="0" y="13" className="t13 bold ink">
          {title}
        </text>
        {rows.map(({ role, underIndependence }, i) => (
          <g key={role}>
            <text x={LEFT - 8} y={rowTop(rows, i) + 12.5} textAnchor="end" className="t12">
              {role}
            </text>
            <rect
              x={LEFT}
              y={rowTop(rows, i)}
              width={width - LEFT - 1}
              height={CELL}
              fill={underIndependence === undefined ? 'url(#no-null)' : 'var(--heat-0)'}
            />
            <text x={LEFT + 8} y={rowTop(rows, i) + 12.5} className="t11 ink">
              {underIndependence === undefined ? '–' : range(underIndependence.cosine)}
            </text>
            {underIndependence !== undefined && width > 330 && (
              <text x={width - 9} y={rowTop(rows, i) + 12.5} textAnchor="end" className="t11">
                {t(`모형 ${whole(underIndependence.controls)}개`, `${whole(underIndependence.controls)} models`)}
              </text>
            )}
          </g>
        ))}
        <text x={LEFT} y={height + 15} className="t11">
          {t('모든 층의 전체 범위', 'whole range over all layers')}
        </text>
      </svg>
    </div>
  )
}

/** A tensor whose null nobody knows is hatched: unknown is a shape. */
const NoNull = () => (
  <defs>
    <pattern id="no-null" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <path d="M0 0V5" stroke="var(--undisclosed)" strokeWidth="1.4" />
    </pattern>
  </defs>
)

const range = ({ low, high }: { low: number; high: number }): string => `${decimal(low, 3)} … ${decimal(high, 3)}`
