import { points } from './formats.ts'
import type { Names, RoundView, TeamRow } from './round-view.ts'
import { marked, standings } from './terms.ts'

type Translate = (ko: string, en: string) => string

const WIDTH = 960
const LEFT = 190
const RIGHT = 190
const ROW = 46
const TOP = 54

/** Colours of the light scheme: a figure that is taken away stands on white. */
const PARTS = ['#1d3857', '#4b749c', '#a9c5de']
const ON_PARTS = ['#ffffff', '#ffffff', '#10161d']
const INK = '#10161d'
const QUIET = '#414c58'
const HIDDEN = '#535e6a'
const OUTCOME: Record<string, string> = {
  advance: '#00665a',
  gate: '#a5103c',
  points: '#7f4f00',
  undisclosed: HIDDEN,
  evidence: INK,
}

/** Points of all teams against the cut, as one SVG file that stands alone: for a newspaper, a slide, a paper. */
export const pointsFigure = (view: RoundView, names: Names, t: Translate): string => {
  const height = TOP + view.rows.length * ROW + 40
  const x = (value: number): number => round(LEFT + (value / view.maximum) * (WIDTH - LEFT - RIGHT))
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * view.maximum)
  const bottom = height - 32
  const grid = ticks
    .map(
      (value) =>
        `<path d="M${x(value)} ${TOP - 8}V${bottom}" stroke="#d9dfe6"/>${text(x(value), bottom + 18, String(value), { anchor: 'middle', size: 12, fill: QUIET })}`,
    )
    .join('')
  const cut =
    view.cut === undefined
      ? ''
      : `<path d="M${x(view.cut.at)} ${TOP - 12}V${bottom}" stroke="${INK}" stroke-width="2"/>${text(x(view.cut.at), TOP - 18, `${t('진출선', 'Cut')} ${view.cut.exact ? '' : '≤ '}${points(view.cut.at)}`, { anchor: 'middle', bold: true })}`
  const rows = view.rows.map((row, i) => drawRow(row, TOP + i * ROW, { view, names, t, x })).join('')
  const title = `${names.programme} · ${names.round}: ${t('점수와 결과', 'points and standing')}`
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="Pretendard, 'Noto Sans KR', 'Malgun Gothic', sans-serif"><title>${escape(title)}</title><defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V5" stroke="${HIDDEN}" stroke-width="1.4"/></pattern></defs><rect width="${WIDTH}" height="${height}" fill="#ffffff"/>${text(12, 22, title, { bold: true, size: 14 })}${grid}${rows}${cut}</svg>
`
}

type Place = {
  readonly view: RoundView
  readonly names: Names
  readonly t: Translate
  readonly x: (value: number) => number
}

const drawRow = ({ team, range }: TeamRow, y: number, { view, names, t, x }: Place): string => {
  let at = 0
  let bars = ''
  if (team.total !== null) {
    for (const [i, { path }] of view.topParts.entries()) {
      const value = team.parts[path] ?? 0
      bars += `<rect x="${x(at)}" y="${y}" width="${round(Math.max(0, x(at + value) - x(at) - 1.5))}" height="28" fill="${PARTS[i % 3]}"/>`
      if (value > view.maximum / 20)
        bars += text(x(at) + 6, y + 19, points(value), { size: 12, fill: ON_PARTS[i % 3] ?? INK, bold: true })
      at += value
    }
  } else if (range !== undefined) {
    bars = `<rect x="${x(range.low)}" y="${y}" width="${round(x(range.high) - x(range.low))}" height="28" fill="url(#hatch)" stroke="${HIDDEN}"/>`
  }
  const standing = team.standing === null ? undefined : marked(standings, team.standing)
  const total =
    team.total !== null
      ? points(team.total)
      : range === undefined
        ? t('비공개', 'undisclosed')
        : `${points(range.low)}–${points(range.high)}`
  return (
    text(LEFT - 12, y + 19, names.team(team.id), { anchor: 'end', bold: true }) +
    bars +
    text(WIDTH - RIGHT + 16, y + 13, total, { bold: true, fill: team.total === null ? HIDDEN : INK }) +
    (standing === undefined
      ? ''
      : text(WIDTH - RIGHT + 16, y + 29, t(standing.ko, standing.en), {
          size: 12,
          fill: OUTCOME[standing.tone] ?? INK,
        }))
  )
}

type Style = {
  readonly anchor?: 'middle' | 'end'
  readonly size?: number
  readonly fill?: string
  readonly bold?: boolean
}

const text = (x: number, y: number, value: string, { anchor, size = 13, fill = INK, bold = false }: Style): string =>
  `<text x="${x}" y="${y}"${anchor === undefined ? '' : ` text-anchor="${anchor}"`} font-size="${size}" fill="${fill}"${bold ? ' font-weight="650"' : ''}>${escape(value)}</text>`

const round = (value: number): number => Math.round(value * 10) / 10

const escape = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
