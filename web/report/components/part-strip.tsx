import { useReport } from '../context.tsx'
import { listed, points } from '../formats.ts'
import { isSample, type PartRow } from '../round-view.ts'
import { rangeKey } from '../round-facts.ts'
import { HatchedBox } from './hatch.tsx'
import { useWidth } from './use-width.ts'

/** Height of one line of labels above the axis. */
const LINE = 18
const AXIS_BELOW = 58

/** One part: a dot for each known figure, a heavy tick for the mean, a hatched run where hidden figures must lie. */
export const PartStrip = ({ row }: { row: PartRow }) => {
  const { data, view, names, lang, t } = useReport()
  const [ref, width] = useWidth<HTMLDivElement>(350)
  const { path, part } = row
  const name = names.part(path)
  const known = data.decision.teams
    .flatMap((team) => {
      const value = team.parts[path] ?? null
      return value === null ? [] : [{ team, value }]
    })
    .toSorted((a, b) => a.value - b.value)
  const hidden = data.decision.teams
    .filter((team) => (team.parts[path] ?? null) === null)
    .flatMap((team) => view.ranges.get(rangeKey(team.id, path)) ?? [])
  const mean = view.means[path]
  const values = [
    ...known.map(({ value }) => value),
    ...hidden.map(({ low }) => low),
    ...(mean === undefined ? [] : [mean]),
  ]
  // Position is read here, not length, so the axis may begin at half where nothing lies below.
  const from = Math.min(...values, part.points) >= part.points / 2 ? part.points / 2 : 0
  const x = (value: number): number =>
    Math.round((8 + ((value - from) / (part.points - from)) * (width - 16)) * 10) / 10
  const labels = placed(
    known.map(({ team, value }) => ({
      id: team.id,
      text: `${names.team(team.id)} ${points(value)}${isSample(team, path) ? '◇' : ''}`,
      at: x(value),
      advances: team.standing === 'advances',
    })),
  )
  const lines = Math.max(1, ...labels.map(({ line }) => line + 1))
  const axis = lines * LINE + 22
  const winners = data.decision.partWinners[path] ?? []
  const low = Math.min(...hidden.map((range) => range.low))
  const high = Math.max(...hidden.map((range) => range.high))
  return (
    <div className="card">
      <h3>
        {name} <span className="muted small">/ {part.points}</span>
      </h3>
      <div ref={ref} className="strip-plot">
        <svg
          width={width}
          height={axis + AXIS_BELOW}
          role="img"
          aria-label={`${name}: ${known.map(({ team, value }) => `${names.team(team.id)} ${points(value)}`).join(', ') || t('비공개', 'undisclosed')}${mean === undefined ? '' : `; ${t('평균', 'mean')} ${points(mean)}`}`}
        >
          <path d={`M8 ${axis}H${width - 8}`} className="axis" />
          {hidden.length > 0 && (
            <>
              <HatchedBox x={x(low)} y={axis - 10} width={Math.max(2, x(high) - x(low))} height={20} />
              <text x={8} y={axis + 28} className="t12">
                {t(
                  `비공개 ${hidden.length}팀: ${points(low)}–${points(high)}`,
                  `${hidden.length} undisclosed: ${points(low)}–${points(high)}`,
                )}
              </text>
            </>
          )}
          {mean !== undefined && (
            <>
              <path d={`M${x(mean)} ${axis - 17}V${axis + 33}`} stroke="var(--null)" strokeWidth="3" />
              <text x={x(mean)} y={axis + 50} textAnchor={anchorAt(x(mean), width)} className="t12 bold">
                {t('평균', 'mean')} {points(mean)}
              </text>
            </>
          )}
          {labels.map(({ id, at, line }) => (
            <path
              key={id}
              d={`M${at} ${(lines - 1 - line) * LINE + 18}V${axis}`}
              stroke="var(--rule-strong)"
              strokeWidth="1"
            />
          ))}
          {labels.map(({ id, at, advances }) => (
            <circle
              key={id}
              cx={at}
              cy={axis}
              r="6"
              fill={advances ? 'var(--advance)' : 'var(--paper)'}
              stroke={advances ? 'var(--advance)' : 'var(--ink-2)'}
              strokeWidth="2"
            />
          ))}
          {labels.map(({ id, text, at, line, end }) => (
            <text
              key={id}
              x={end ? at + 3 : at - 3}
              y={(lines - 1 - line) * LINE + 14}
              textAnchor={end ? 'end' : 'start'}
              className={`t13 halo${winners.includes(id) ? ' bold ink' : ''}`}
            >
              {text}
            </text>
          ))}
          <text x="8" y={axis + 50} className="t12">
            {mean !== undefined && x(mean) < 60 ? '' : from}
          </text>
          <text x={width - 8} y={axis + 50} textAnchor="end" className="t12">
            {mean !== undefined && x(mean) > width - 90 ? '' : part.points}
          </text>
        </svg>
      </div>
      <p className="small">
        {winners.length === 0 ? (
          t('부문 1위는 공표된 수치로 정해지지 않습니다.', 'The published figures do not settle who won this part.')
        ) : (
          <>
            {t('부문 1위', 'Part winner')} <b>{listed(winners.map(names.team), lang)}</b>
            <Sum row={row} team={winners.length === 1 ? winners[0] : undefined} />
          </>
        )}
      </p>
    </div>
  )
}

/** The winner's figure as the sum of its nested parts. */
const Sum = ({ row, team }: { row: PartRow; team: string | undefined }) => {
  const { data, names } = useReport()
  const parts = data.decision.teams.find(({ id }) => id === team)?.parts
  const value = parts?.[row.path] ?? null
  if (parts === undefined || value === null) return null
  const nested = (row.part.parts ?? []).map(({ id }) => ({
    path: `${row.path}/${id}`,
    value: parts[`${row.path}/${id}`] ?? null,
  }))
  const whole = nested.length > 0 && nested.every((entry) => entry.value !== null)
  return (
    <>
      {' '}
      <b>{points(value)}</b>
      {whole && (
        <span className="muted">
          {' '}
          = {nested.map((entry) => `${names.part(entry.path)} ${points(entry.value ?? 0)}`).join(' + ')}
        </span>
      )}
    </>
  )
}

type Label = { readonly id: string; readonly text: string; readonly at: number; readonly advances: boolean }

// From the lowest figure on, each label ends at its own dot and stands above every label and leader that it would
// touch: no leader runs through a label.
const placed = (labels: readonly Label[]): readonly (Label & { readonly line: number; readonly end: boolean })[] => {
  const done: (Label & { line: number; end: boolean; from: number; to: number })[] = []
  for (const label of labels) {
    const long = widthOf(label.text)
    const end = label.at + 3 - long >= 0
    const [from, to] = end ? [label.at - long - 6, label.at + 8] : [label.at - 8, label.at + long + 6]
    const touched = done.filter((other) => other.at >= from || other.to > from)
    done.push({ ...label, end, from, to, line: Math.max(-1, ...touched.map(({ line }) => line)) + 1 })
  }
  return done
}

/** Rough width of 13 px text: Hangul is a full em, the rest about half of one. */
const widthOf = (text: string): number => Array.from(text).reduce((sum, c) => sum + (c >= '\u1100' ? 12.5 : 7.4), 0)

const anchorAt = (x: number, width: number): 'start' | 'middle' | 'end' =>
  x < 40 ? 'start' : x > width - 40 ? 'end' : 'middle'
