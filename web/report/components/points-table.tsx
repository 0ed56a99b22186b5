import { useState } from 'react'
import { useReport } from '../context.tsx'
import { points } from '../formats.ts'
import { pointsFigure } from '../points-figure.ts'
import { pairAnchor } from '../place.ts'
import { isSample, type TeamRow } from '../round-view.ts'
import { findings, gateStates, marked, standings } from '../terms.ts'
import { csv } from './csv.ts'
import { Download } from './downloads.tsx'
import { EvidenceLink } from './evidence-link.tsx'
import { Glyph, Hallmark } from './hallmark.tsx'
import { MeanBar, partColour, PointsBar, PointsScale } from './points-bar.tsx'
import { SampleMark } from './sample-mark.tsx'

/** Points against the cut, gates beside them, standing at the end: one row a team, a card a team on a phone. */
export const PointsTable = () => {
  const { data, view, names, t } = useReport()
  const [figures, setFigures] = useState(false)
  const { gates } = view.round
  const hasMean = view.means['total'] !== undefined
  return (
    <figure className="card fig">
      <Key />
      {view.cut !== undefined && (
        <p className="cap cutcap">
          <b>
            {t('세로선: 진출선', 'Line: cut')} {view.cut.exact ? '' : '≤ '}
            {points(view.cut.at)}
          </b>
        </p>
      )}
      <table className="main">
        <caption className="vh">{t('팀별 점수, 적격 요건, 결과', 'Points, gates and standing of each team')}</caption>
        <thead>
          <tr>
            <th className="num">{t('순위', 'Rank')}</th>
            <th>{t('정예팀 · 모형', 'Team · model')}</th>
            <th className="plotcell">
              <span className="vh">{t('부문별 점수와 범위', 'Points by part, and intervals')}</span>
              <PointsScale />
            </th>
            <th className="num">
              {t('총점', 'Total')}
              <span className="cap">/ {view.maximum}</span>
            </th>
            <th className="gatecell">
              {gates.length === 1 && gates[0] !== undefined
                ? t(`${names.gate(gates[0].id)} 요건`, `Gate: ${names.gate(gates[0].id)}`)
                : t('적격 요건', 'Gates')}
            </th>
            <th>{t('결과', 'Standing')}</th>
          </tr>
        </thead>
        <tbody>
          {view.rows.map((row) => (
            <Row key={row.team.id} row={row} />
          ))}
          {hasMean && (
            <tr className="mean">
              <td />
              <th scope="row">{t('평균', 'Mean')}</th>
              <td className="plotcell">
                <MeanBar />
              </td>
              <td className="num tot">
                <b>{points(view.means['total'] ?? 0)}</b>
              </td>
              <td className="gatecell" />
              <td className="stand" />
            </tr>
          )}
        </tbody>
      </table>
      {figures && <Figures />}
      <div className="figfoot">
        <TieAndRounding />
        <button type="button" className="link noprint" aria-expanded={figures} onClick={() => setFigures(!figures)}>
          {figures ? t('표 접기', 'Hide the table') : t('표로 보기', 'As a table')}
        </button>
        <Download
          name={`${data.rules.programme}-${data.round}-points.svg`}
          type="image/svg+xml"
          make={() => pointsFigure(view, names, t)}
        >
          SVG
        </Download>
        <CsvDownload />
      </div>
    </figure>
  )
}

const Row = ({ row }: { row: TeamRow }) => {
  const { data, names, lang, t } = useReport()
  const { team, range, interval } = row
  const blocked = data.decision.status === 'blocked'
  const model = names.model(team.id)
  return (
    <tr>
      <td className="num rank">{team.rank ?? '–'}</td>
      <th scope="row">
        <span className="team">{names.team(team.id)}</span>
        {model !== undefined && <span className="cap">{model}</span>}
      </th>
      <td className="plotcell">
        <PointsBar row={row} />
      </td>
      <td className="num tot">
        {team.total === null ? (
          <>
            <span className="hid">{blocked ? t('아직 없음', 'not yet') : t('비공개', 'undisclosed')}</span>
            {range !== undefined && (
              <span className="cap">
                {points(range.low)}–{points(range.high)}
              </span>
            )}
          </>
        ) : (
          <>
            <b>
              {points(team.total)}
              {isSample(team, 'total') && <SampleMark />}
            </b>
            {interval !== undefined && (
              <span className="cap">
                {points(interval.low)}–{points(interval.high)}
              </span>
            )}
          </>
        )}
      </td>
      <td className="gatecell">
        <ul className="plainlist">
          {team.gates.map((gate) => (
            <li key={gate.id}>
              {team.gates.length > 1 && <span className="cap gname">{names.gate(gate.id)}</span>}
              <Hallmark term={marked(gateStates, gate.state)} lang={lang} />
              <GateBasis team={team.id} gate={gate} />
            </li>
          ))}
        </ul>
      </td>
      <td className="stand">
        {team.standing === null ? (
          <span className="cap">{t('미정', 'open')}</span>
        ) : (
          <Hallmark term={marked(standings, team.standing)} lang={lang} />
        )}
      </td>
    </tr>
  )
}

type Gate = {
  readonly id: string
  readonly state: string
  readonly finding?: string | null | undefined
  readonly determination?: string | null | undefined
}

// The finding that a gate rests on, with a way to it; a gate that is simply met says no more.
const GateBasis = ({ team, gate }: { team: string; gate: Gate }) => {
  const { data, lang, t } = useReport()
  const determination = gate.determination ?? undefined
  if (gate.state === 'met' && determination === undefined) return null
  const pair = data.evidence.find(({ evidence }) => evidence.kind === 'provenance' && evidence.subject['team'] === team)
  const reference = pair?.evidence.subject['reference']
  return (
    <span className="cap">
      {gate.finding !== undefined && gate.finding !== null && (
        <>
          {t('판정', 'finding')}:{' '}
          {reference === undefined ? (
            marked(findings, gate.finding)[lang]
          ) : (
            <a href={`#${pairAnchor(team, reference)}`}>{marked(findings, gate.finding)[lang]}</a>
          )}
        </>
      )}
      {determination !== undefined && (
        <>
          {' · '}
          {t('결정', 'determination')} <EvidenceLink digest={determination} />
        </>
      )}
    </span>
  )
}

const Key = () => {
  const { view, names, t } = useReport()
  const hidden = view.rows.some(({ range }) => range !== undefined)
  const whiskers = view.rows.some(({ interval }) => interval !== undefined)
  return (
    <ul className="key">
      {view.topParts.map(({ path }, i) => (
        <li key={path}>
          <svg width="14" height="14" aria-hidden="true">
            <rect width="14" height="14" fill={partColour(i).fill} />
          </svg>
          {names.part(path)}
        </li>
      ))}
      {whiskers && (
        <li>
          <svg width="34" height="14" aria-hidden="true">
            <path d="M2 7H32M2 2v10M32 2v10" stroke="var(--ink)" strokeWidth="1.8" />
            <circle cx="17" cy="7" r="4" fill="var(--ink)" />
          </svg>
          {t('총점과 그 구간', 'total and its interval')}
        </li>
      )}
      {hidden && (
        <li>
          <svg width="34" height="14" aria-hidden="true">
            <rect x=".5" y=".5" width="33" height="13" fill="url(#hatch)" stroke="var(--undisclosed)" />
          </svg>
          {t('비공개 총점이 있을 수 있는 범위', 'where an undisclosed total must lie')}
        </li>
      )}
      {view.rows.some(({ team }) => isSample(team, 'total')) && (
        <li>
          <span aria-hidden="true">◇</span>
          {t('견본을 위해 만든 수치가 들어 있음', 'rests on figures made up for a sample')}
        </li>
      )}
      {view.cut !== undefined && (
        <li>
          <svg width="8" height="16" aria-hidden="true">
            <path d="M4 0V16" className="cutedge" />
          </svg>
          {t('진출선: 이보다 높으면 자리 안', 'cut: above it a team is within the seats')}
        </li>
      )}
    </ul>
  )
}

const TieAndRounding = () => {
  const { view, names, t } = useReport()
  const { rank, rounding } = view.round
  return (
    <>
      {rank?.ties !== undefined && (
        <span>
          {t('동점 처리', 'Ties')}: {rank.ties.map(names.part).join(' → ')}
        </span>
      )}
      {rounding?.to !== undefined && (
        <span>
          {t(
            `반올림: ${rounding.when === 'total' ? '총점을' : '부문마다'} ${rounding.to}점`,
            `Rounded to ${rounding.to} ${rounding.when === 'total' ? 'in the total' : 'in each part'}`,
          )}
        </span>
      )}
    </>
  )
}

/** The figures behind the bars. */
const Figures = () => {
  const { view, names, t } = useReport()
  return (
    <div className="scroll figures" tabIndex={0} role="group" aria-label={t('점수표', 'Table of points')}>
      <table>
        <thead>
          <tr>
            <th>{t('정예팀', 'Team')}</th>
            {view.allParts.map(({ path, part, depth }) => (
              <th key={path} className="num">
                {names.part(path)}
                <span className="cap">{depth > 0 ? ` (/ ${part.points})` : ` / ${part.points}`}</span>
              </th>
            ))}
            <th className="num">{t('총점', 'Total')}</th>
          </tr>
        </thead>
        <tbody>
          {view.rows.map(({ team, range }) => (
            <tr key={team.id}>
              <th scope="row">{names.team(team.id)}</th>
              {view.allParts.map(({ path }) => (
                <td key={path} className="num">
                  <Figure value={team.parts[path] ?? null} sample={isSample(team, path)} />
                </td>
              ))}
              <td className="num">
                <Figure value={team.total} low={range?.low} high={range?.high} sample={isSample(team, 'total')} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Figure = ({
  value,
  low,
  high,
  sample,
}: {
  value: number | null
  low?: number | undefined
  high?: number | undefined
  sample: boolean
}) => {
  const { t } = useReport()
  if (value !== null) {
    return (
      <>
        {points(value)}
        {sample && <SampleMark />}
      </>
    )
  }
  return (
    <span className="hid">
      <span className="hidglyph">
        <Glyph name="hidden" />
      </span>
      {low === undefined || high === undefined ? (
        <span className="vh">{t('비공개', 'undisclosed')}</span>
      ) : (
        `${points(low)}–${points(high)}`
      )}
    </span>
  )
}

const CsvDownload = () => {
  const { data, view, names } = useReport()
  const make = (): string =>
    csv([
      [
        'rank',
        'team',
        'name',
        'model',
        ...view.allParts.map(({ path }) => path),
        'total',
        'total_low',
        'total_high',
        ...view.round.gates.map(({ id }) => `gate:${id}`),
        'standing',
      ],
      ...view.rows.map(({ team, range, interval }) => [
        team.rank,
        team.id,
        names.team(team.id),
        names.model(team.id),
        ...view.allParts.map(({ path }) => team.parts[path]),
        team.total,
        (range ?? interval)?.low,
        (range ?? interval)?.high,
        ...view.round.gates.map(({ id }) => team.gates.find((gate) => gate.id === id)?.state),
        team.standing,
      ]),
    ])
  return (
    <Download name={`${data.rules.programme}-${data.round}-points.csv`} type="text/csv;charset=utf-8" make={make}>
      CSV
    </Download>
  )
}
