import { useEffect, useState } from 'react'
import { ComponentTable } from '../../provenance/components/component-table.tsx'
import { Limits } from '../../provenance/components/limits.tsx'
import { ComponentEvidence } from '../../provenance/component-evidence.tsx'
import { gravestFirst } from '../../provenance/room.ts'
import { pairsOf, type Pair } from '../comparison.ts'
import { EvidenceLink } from '../components/evidence-link.tsx'
import { Hallmark } from '../components/hallmark.tsx'
import { ReplyAndDetermination } from '../components/reply-and-determination.tsx'
import { useReport } from '../context.tsx'
import { pairAnchor } from '../place.ts'
import { gateSentence } from '../gate-sentence.ts'
import { findingMeanings, findings, marked } from '../terms.ts'

/** The gate: what was compared with what, what was found, beside what independent models give. */
export const ProvenanceView = ({ anchor }: { anchor: string }) => {
  const { data, lang, t } = useReport()
  const pairs = pairsOf(data)
  return (
    <div className="view">
      <div className="pagehead">
        <h1 className="second">{gateSentence(data, lang)}</h1>
        <p className="lede">
          {pairs.length > 0 &&
            t(
              '가중치 안에는 아무 뜻 없는 부호와 번호가 있습니다. 따로 학습한 모형이라면 공정한 동전처럼 제멋대로 정해집니다. 그 동전들이 같은 쪽으로 떨어졌는지를 셉니다.',
              'Weights hold signs and numberings that mean nothing. In models trained apart they fall like fair coins. These tests count how many fell the same way.',
            )}
          {pairs.length === 0 &&
            t(
              '사무국이 근거를 놓고 내린 결정에 따른 것이며, 이 기록에 가중치 비교는 없습니다.',
              'By the determinations on record; the record holds no comparison of weights.',
            )}
        </p>
      </div>
      <Sides />
      {pairs.length > 0 && (
        <>
          <Overview pairs={pairs} />
          {pairs.map((pair) => (
            <PairSection key={pair.digest} pair={pair} wanted={pairAnchor(pair.team, pair.reference) === anchor} />
          ))}
          <Limits />
        </>
      )}
    </div>
  )
}

const Sides = () => {
  const { data, names, t } = useReport()
  const acts = data.evidence.filter(({ evidence }) => evidence.kind === 'reply' || evidence.kind === 'determination')
  const sides = Map.groupBy(acts, ({ evidence }) => `${evidence.subject['team']} ${evidence.subject['gate']}`)
  if (sides.size === 0) return null
  return (
    <section aria-labelledby="sides-title">
      <div className="h2row">
        <div>
          <h2 id="sides-title">{t('소명과 결정', 'Reply and determination')}</h2>
          <p>
            {t(
              '판정만으로는 아무도 제외되지 않습니다. 팀의 말과 사무국의 말을 같은 크기로 나란히 둡니다.',
              'A finding alone removes nobody. The team’s words and the office’s stand side by side, in the same size.',
            )}
          </p>
        </div>
      </div>
      <div className="stack">
        {[...sides].map(([key, pieces]) => {
          const { team = '', gate = '' } = pieces[0]?.evidence.subject ?? {}
          const last = (kind: string) => pieces.findLast(({ evidence }) => evidence.kind === kind)
          return (
            <div key={key}>
              {sides.size > 1 && <h3 className="sidehead">{names.team(team)}</h3>}
              <ReplyAndDetermination
                team={team}
                gate={gate}
                reply={last('reply')}
                determination={last('determination')}
              />
            </div>
          )
        })}
      </div>
    </section>
  )
}

const Overview = ({ pairs }: { pairs: readonly Pair[] }) => {
  const { names, lang, t } = useReport()
  const teams = [...new Set(pairs.map(({ team }) => team))]
  const references = [...new Set(pairs.map(({ reference }) => reference))]
  return (
    <section aria-labelledby="overview-title">
      <div className="h2row">
        <div>
          <h2 id="overview-title">{t('모든 비교', 'Every comparison')}</h2>
          <p>
            {t(
              '한 칸은 한 팀의 모형과 봉인된 기준 모형 하나입니다.',
              'A cell is one team’s model against one sealed reference.',
            )}
          </p>
        </div>
      </div>
      <div className="card scroll" tabIndex={0} role="group" aria-label={t('비교 표', 'Table of comparisons')}>
        <table>
          <thead>
            <tr>
              <th>{t('정예팀', 'Team')}</th>
              {references.map((reference) => (
                <th key={reference}>{names.reference(reference)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {teams.map((team) => (
              <tr key={team}>
                <th scope="row">{names.team(team)}</th>
                {references.map((reference) => {
                  const pair = pairs.find((p) => p.team === team && p.reference === reference)
                  return (
                    <td key={reference}>
                      {pair === undefined ? (
                        '–'
                      ) : (
                        <a className="marklink" href={`#${pairAnchor(team, reference)}`}>
                          <Hallmark term={marked(findings, pair.comparison.finding)} lang={lang} />
                          <span className="vh">
                            {names.team(team)} · {names.reference(reference)}
                          </span>
                        </a>
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
        <dl className="meanings">
          {[
            ...new Set(
              pairs.flatMap(({ comparison }) => [comparison.finding, ...comparison.components.map((c) => c.finding)]),
            ),
          ].map((id) => (
            <div key={id}>
              <dt>{marked(findings, id)[lang]}</dt>
              <dd>{findingMeanings[id]?.[lang]}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  )
}

// What says more than that nothing was found stands open; the rest is one press away.
const isTelling = ({ comparison }: Pair): boolean =>
  comparison.finding !== 'independent' && comparison.components.length > 0

const PairSection = ({ pair, wanted }: { pair: Pair; wanted: boolean }) => {
  const { names, lang, t } = useReport()
  const [open, setOpen] = useState(wanted || isTelling(pair))
  useEffect(() => {
    if (wanted) setOpen(true)
  }, [wanted])
  const components = gravestFirst(pair.comparison.components)
  const title = t(
    `${names.team(pair.team)} · 기준 모형 ${names.reference(pair.reference)}`,
    `${names.team(pair.team)} against ${names.reference(pair.reference)}`,
  )
  return (
    <section id={pairAnchor(pair.team, pair.reference)} className="pair" aria-label={title}>
      <div className="card long">
        <div className="pairhead">
          <h2>{title}</h2>
          <Hallmark term={marked(findings, pair.comparison.finding)} lang={lang} large />
          <span className="cap">
            {t('근거', 'Evidence')} <EvidenceLink digest={pair.digest} />
          </span>
          <button type="button" className="btn noprint" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('접기', 'Fold') : t('수치 보기', 'Show the figures')}
          </button>
        </div>
        {open && (
          <>
            {pair.comparison.components.length === 0 ? (
              <p className="small muted none">
                {t(
                  '이 근거에는 구성 모듈별 비교가 없습니다. 전체 내용은 근거에 있습니다.',
                  'This evidence compares no component. What it says stands in the evidence itself.',
                )}
              </p>
            ) : (
              <ComponentTable
                components={components}
                caption={t(
                  '구성 모듈별 판정과 수치. p값은 동전과 번호 검사에서만 나오며, 한 모든 검사의 수만큼 보정했습니다.',
                  'Finding and figures by component. p-values come from the coin and label tests alone, corrected for every test made.',
                )}
              />
            )}
            {components.map((component) => (
              <ComponentEvidence
                key={component.component}
                component={component}
                names={{ subject: names.team(pair.team), reference: names.reference(pair.reference) }}
              />
            ))}
          </>
        )}
      </div>
    </section>
  )
}
