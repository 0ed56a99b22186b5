import { useReport } from '../context.tsx'
import { points } from '../formats.ts'
import type { Range } from '../round-facts.ts'
import type { TeamRow } from '../round-view.ts'
import { CutLine } from './cut-line.tsx'
import { HatchedBox } from './hatch.tsx'
import { useWidth } from './use-width.ts'

/** From here on a row is drawn for a desk: values inside the bars, gridlines, a taller bar. */
const DESK = 340
/** Lines run this far beyond a row so that they join those of its neighbours; the cell clips them. */
const BEYOND = 80
/** Room to the right of full points for a bound's figure. */
const MARGIN = 38

/** Colours of the parts repeat after three; a programme with more parts is told apart by order and by the table. */
export const partColour = (index: number): { readonly fill: string; readonly on: string } => ({
  fill: `var(--part-${(index % 3) + 1})`,
  on: `var(--on-part-${(index % 3) + 1})`,
})

/**
 * One team's points: parts stacked from zero against the cut, the interval of the total as a whisker, an undisclosed
 * total as a hatched box over where it must lie. Never a gate.
 */
export const PointsBar = ({ row }: { row: TeamRow }) => {
  const { view, names, t } = useReport()
  const [ref, width] = useWidth<HTMLDivElement>(500)
  const desk = width >= DESK
  const x = scaleTo(view.maximum, width - MARGIN)
  const [height, top, tall] = desk ? [58, 15, 28] : [50, 6, 20]
  const middle = top + tall / 2
  const { team, range, interval } = row
  const known = knownParts(
    row,
    view.topParts.map(({ path }) => path),
  )
  const name = names.team(team.id)
  const label =
    team.total === null
      ? `${name}: ${t('총점 비공개', 'total undisclosed')}${range === undefined ? '' : `, ${points(range.low)}–${points(range.high)}`}`
      : `${name}: ${known.map(({ path, value }) => `${names.part(path)} ${points(value)}`).join(', ')}; ${t('총점', 'total')} ${points(team.total)}`
  return (
    <div ref={ref} className="rowplot">
      <svg width={width} height={height} role="img" aria-label={label}>
        {desk && [0.25, 0.5, 0.75, 1].map((share) => <Grid key={share} x={x(view.maximum * share)} height={height} />)}
        {known.map(({ path, value, at, index }) => {
          const colour = partColour(index)
          const wide = x(value)
          return (
            <g key={path}>
              <rect x={x(at)} y={top} width={Math.max(0, wide - 1.5)} height={tall} fill={colour.fill} />
              {desk && wide > 34 && (
                <text
                  x={clearOf(view.cut === undefined ? undefined : x(view.cut.at), x(at) + 7)}
                  y={middle + 4.5}
                  className="t13"
                  style={{ fill: colour.on, fontWeight: 600 }}
                >
                  {points(value)}
                </text>
              )}
              {!desk && wide > 26 && (
                <text x={x(at)} y={top + tall + 15} className="t12">
                  {points(value)}
                </text>
              )}
            </g>
          )
        })}
        {team.total !== null && interval !== undefined && <Whisker range={interval} at={team.total} x={x} y={middle} />}
        {team.total !== null && interval === undefined && (
          <path d={`M${x(team.total)} ${top - 5}V${top + tall + 5}`} stroke="var(--ink)" strokeWidth="2.5" />
        )}
        {team.total === null && range !== undefined && <Undisclosed range={range} x={x} y={top} height={tall} />}
        {view.cut !== undefined && (
          <CutLine x={x(view.cut.at)} from={desk ? -BEYOND : 1} to={desk ? height + BEYOND : top + tall + 6} />
        )}
      </svg>
    </div>
  )
}

export const scaleTo =
  (maximum: number, width: number) =>
  (value: number): number =>
    Math.round((value / maximum) * width * 10) / 10 + 1

/** Width of a figure inside a bar, at 13 px. */
const FIGURE = 28

/** Where a figure begins, moved to the right of the cut line where the line would strike it through. */
const clearOf = (line: number | undefined, at: number): number =>
  line !== undefined && line > at - 4 && line < at + FIGURE + 4 ? line + 6 : at

// Parts stack without a gap only as far as they are known from the first on.
const knownParts = ({ team }: TeamRow, paths: readonly string[]) => {
  const known: { path: string; value: number; at: number; index: number }[] = []
  let at = 0
  for (const [index, path] of paths.entries()) {
    const value = team.parts[path] ?? null
    if (value === null) break
    known.push({ path, value, at, index })
    at += value
  }
  return known
}

const Grid = ({ x, height }: { x: number; height: number }) => (
  <path d={`M${x} ${-BEYOND}V${height + BEYOND}`} className="axis" />
)

type Drawn = { readonly range: Range; readonly x: (value: number) => number; readonly y: number }

const Whisker = ({ range, at, x, y }: Drawn & { at: number }) => {
  const [low, high] = [x(range.low), x(range.high)]
  return (
    <>
      <path d={`M${low} ${y}H${high}M${low} ${y - 6}v12M${high} ${y - 6}v12`} stroke="var(--paper)" strokeWidth="5" />
      <path d={`M${low} ${y}H${high}M${low} ${y - 5}v10M${high} ${y - 5}v10`} stroke="var(--ink)" strokeWidth="1.8" />
      <circle cx={x(at)} cy={y} r="4.2" fill="var(--ink)" stroke="var(--paper)" strokeWidth="1.8" />
    </>
  )
}

const Undisclosed = ({ range, x, y, height }: Drawn & { height: number }) => {
  const [low, high] = [x(range.low), x(range.high)]
  const room = low > 36
  return (
    <>
      <HatchedBox x={low} y={y} width={Math.max(2, high - low)} height={height} />
      <text
        x={room ? low - 6 : low + 6}
        y={y + height / 2 + 4.5}
        textAnchor={room ? 'end' : 'start'}
        className="t13 halo ink"
      >
        {points(range.low)}
      </text>
      <text x={high + 6} y={y + height / 2 + 4.5} className="t13 halo ink">
        {points(range.high)}
      </text>
    </>
  )
}

/** Head of the plot's column: the scale, and the name of the cut. */
export const PointsScale = () => {
  const { view, t } = useReport()
  const [ref, width] = useWidth<HTMLDivElement>(500)
  const x = scaleTo(view.maximum, width - MARGIN)
  const cut = view.cut
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => view.maximum * share)
  return (
    <div ref={ref} className="rowplot">
      <svg width={width} height="44" aria-hidden="true">
        {ticks
          .filter((value) => cut === undefined || Math.abs(x(value) - x(cut.at)) > 18)
          .map((value) => (
            <text key={value} x={x(value)} y="38" textAnchor={value === 0 ? 'start' : 'middle'} className="t12">
              {Number.isInteger(value) ? value : points(value)}
            </text>
          ))}
        {cut !== undefined && (
          <>
            <text x={x(cut.at)} y="14" textAnchor={x(cut.at) > width - 60 ? 'end' : 'middle'} className="t13 bold ink">
              {t('진출선', 'Cut')} {cut.exact ? '' : '≤ '}
              {points(cut.at)}
            </text>
            <path d={`M${x(cut.at)} 19V120`} className="cutedge" />
          </>
        )}
      </svg>
    </div>
  )
}

/** The mean of all teams, in thinner bars of the same scale. */
export const MeanBar = () => {
  const { view, names, t } = useReport()
  const [ref, width] = useWidth<HTMLDivElement>(500)
  const x = scaleTo(view.maximum, width - MARGIN)
  const values = view.topParts.map(({ path }) => view.means[path])
  const shown = values.every((value) => value !== undefined) ? values : []
  let at = 0
  return (
    <div ref={ref} className="rowplot">
      <svg
        width={width}
        height="38"
        role="img"
        aria-label={`${t('평균', 'mean')}: ${view.topParts.map(({ path }, i) => `${names.part(path)} ${shown[i] ?? '–'}`).join(', ')}`}
      >
        {shown.map((value, i) => {
          const from = at
          at += value
          return (
            <g key={view.topParts[i]?.path}>
              <rect x={x(from)} y="9" width={Math.max(0, x(value) - 1.5)} height="8" fill={partColour(i).fill} />
              {x(value) > 34 && (
                <text x={clearOf(view.cut === undefined ? undefined : x(view.cut.at), x(from))} y="32" className="t12">
                  {points(value)}
                </text>
              )}
            </g>
          )
        })}
        {view.cut !== undefined && (
          <CutLine x={x(view.cut.at)} from={width >= DESK ? -BEYOND : 1} to={width >= DESK ? 40 : 22} />
        )}
      </svg>
    </div>
  )
}
