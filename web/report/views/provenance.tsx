import { noteTexts, reasonTexts } from '#provenance'
import { useEffect, useState } from 'react'
import {
  coinTests,
  effectRows,
  heatRows,
  pairsOf,
  strongest,
  type ComparedComponent,
  type Pair,
} from '../comparison.ts'
import { CoinPicture } from '../components/coin-picture.tsx'
import { ComponentTable, Counted } from '../components/component-table.tsx'
import { EffectSizes } from '../components/effect-sizes.tsx'
import { EvidenceLink } from '../components/evidence-link.tsx'
import { Hallmark } from '../components/hallmark.tsx'
import { LayerHeat } from '../components/layer-heat.tsx'
import { QuotableSentence } from '../components/quotable-sentence.tsx'
import { ReplyAndDetermination } from '../components/reply-and-determination.tsx'
import { useReport } from '../context.tsx'
import { decimal, probability } from '../formats.ts'
import { pairAnchor } from '../place.ts'
import { componentSentence, gateSentence } from '../provenance-sentence.ts'
import { componentName, directionName, findingMeanings, findings, marked, relationName, testName } from '../terms.ts'

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
                components={pair.comparison.components}
                caption={t(
                  '구성 모듈별 판정과 수치. p값은 동전과 번호 검사에서만 나오며, 한 모든 검사의 수만큼 보정했습니다.',
                  'Finding and figures by component. p-values come from the coin and label tests alone, corrected for every test made.',
                )}
              />
            )}
            {pair.comparison.components.map((component) => (
              <ComponentDetail key={component.component} pair={pair} component={component} />
            ))}
          </>
        )}
      </div>
    </section>
  )
}

const ComponentDetail = ({ pair, component }: { pair: Pair; component: ComparedComponent }) => {
  const { data, lang, t } = useReport()
  const coins = strongest(coinTests(component))
  const effects = effectRows(component)
  const heat = heatRows(component)
  const name = componentName(component.component, lang)
  return (
    <div className="component">
      <h3>
        {name} <Hallmark term={marked(findings, component.finding)} lang={lang} />
      </h3>
      <QuotableSentence text={componentSentence(data, pair, component, lang)} />
      {component.reason !== undefined && component.reason !== null && (
        <p className="small">
          <b>{t('더 말하지 못하는 까닭', 'Why no more is said')}</b> {reasonTexts[component.reason][lang]}
        </p>
      )}
      <Relation component={component} />
      {coins !== undefined && (
        <CoinPicture n={coins.coins.n} alike={coins.coins.alike} test={testName(coins.test, lang)} part={coins.part} />
      )}
      {heat.length > 0 && <LayerHeat rows={heat} name={name} />}
      {effects.length > 0 && <EffectSizes rows={effects} />}
      <Tests component={component} name={name} />
      <Seen component={component} />
    </div>
  )
}

const SHARED = ['derived', 'partial']

const Relation = ({ component }: { component: ComparedComponent }) => {
  const { lang, t } = useReport()
  if (!SHARED.includes(component.finding)) return null
  const relations = component.relations ?? (component.relation === undefined ? [] : [component.relation])
  return (
    <dl className="pairs">
      {relations.length > 0 && (
        <>
          <dt>{t('무엇을 했나', 'What happened between')}</dt>
          <dd>{relations.map((relation) => relationName(relation, lang)).join(', ')}</dd>
        </>
      )}
      {component.direction !== undefined && (
        <>
          <dt>{t('방향', 'Direction')}</dt>
          <dd>
            {directionName(component.direction, lang)}{' '}
            <span className="muted">
              {t(
                '(경험 규칙에 따른 것이며, ‘파생’이라는 판정은 방향을 말하지 않습니다)',
                '(by an empirical rule; the finding “derived” itself says nothing of direction)',
              )}
            </span>
          </dd>
        </>
      )}
    </dl>
  )
}

/** All tests of a component with their raw p-values: the correction is at the component. */
const Tests = ({ component, name }: { component: ComparedComponent; name: string }) => {
  const { lang, t } = useReport()
  const tests = component.tests ?? []
  if (tests.length === 0) return null
  return (
    <details>
      <summary>{t(`검사 ${tests.length}가지: ${name}`, `The ${tests.length} tests: ${name}`)}</summary>
      <div className="scroll" tabIndex={0} role="group" aria-label={t(`검사 표: ${name}`, `Table of tests: ${name}`)}>
        <table className="tests">
          <thead>
            <tr>
              <th>{t('검사', 'Test')}</th>
              <th>{t('부분', 'Part')}</th>
              <th>{t('기준 모형의 짝', 'Partner')}</th>
              <th>{t('틀', 'Frame')}</th>
              <th className="num">{t('센 것', 'Counted')}</th>
              <th className="num">{t('p값(보정 전)', 'p-value, raw')}</th>
            </tr>
          </thead>
          <tbody>
            {tests.map((test) => (
              <tr key={`${test.test} ${test.part}`}>
                <th scope="row">{testName(test.test, lang)}</th>
                <td>{test.part}</td>
                <td>{test.partner ?? '–'}</td>
                <td>{test.frame}</td>
                <td className="num">
                  {test.coins !== null && (
                    <Counted part={test.coins.alike} all={test.coins.n} range={test.underIndependence} />
                  )}
                  {test.labels !== null && (
                    <Counted part={test.labels.equal} all={test.labels.matched} range={test.underIndependence} />
                  )}
                  {test.coins === null && test.labels === null && `${decimal(test.estimate * 100, 1)} %`}
                </td>
                <td className="num">{test.log10P === null ? '–' : probability(test.log10P)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

const BLIND: Record<string, { ko: string; en: string }> = {
  ident: {
    ko: '좌표를 있는 그대로 견줍니다. 숨은 차원을 돌려 감춘 사본은 보지 못합니다.',
    en: 'compares coordinates as they stand: a copy whose hidden dimensions were rotated is not seen.',
  },
}

/** What the frames saw and could not see, and the planted copy that would have been found. */
const Seen = ({ component }: { component: ComparedComponent }) => {
  const { lang, t } = useReport()
  const planted = component.planted ?? undefined
  return (
    <ul className="seen cap">
      {(component.frames ?? []).map((frame) => (
        <li key={frame}>
          {t('틀', 'Frame')} <code>{frame}</code>: {BLIND[frame]?.[lang] ?? ''}
        </li>
      ))}
      {planted !== undefined && (
        <li>
          {planted.found
            ? t('검출력: 기준 모형의 사본을 심어 찾아냈습니다', 'Power: a planted copy of the reference was found')
            : t('검출력: 심어 둔 사본을 찾지 못했습니다', 'Power: a planted copy of the reference was not found')}{' '}
          {t(
            `(코사인 ${decimal(planted.cosine, 2)}까지 변형, ${planted.disguised ? '감춘' : '감추지 않은'} 사본, p ${probability(planted.log10P)}).`,
            `(drifted to a cosine of ${decimal(planted.cosine, 2)}, ${planted.disguised ? 'disguised' : 'not disguised'}, p ${probability(planted.log10P)}).`,
          )}
        </li>
      )}
      {component.testsCorrectedFor !== undefined && (
        <li>
          {t(
            `p값은 검사 ${component.testsCorrectedFor}가지에 대해 보정했습니다.`,
            `The p-value is corrected for ${component.testsCorrectedFor} tests.`,
          )}
        </li>
      )}
      {(component.notes ?? []).map(({ code, facts }) => (
        <li key={code}>{noteText(code, facts, lang)}</li>
      ))}
    </ul>
  )
}

const noteText = (code: string, facts: Readonly<Record<string, string | number>>, lang: 'ko' | 'en'): string => {
  const text = (noteTexts as Readonly<Record<string, { ko: string; en: string }>>)[code]?.[lang] ?? code
  return text.replaceAll(/\{(\w+)\}/g, (whole, fact: string) => String(facts[fact] ?? whole))
}

const Limits = () => {
  const { t } = useReport()
  return (
    <section aria-labelledby="limits-title">
      <div className="card limits">
        <h2 id="limits-title">{t('읽는 법과 한계', 'How to read this, and its limits')}</h2>
        <ul className="dots">
          <li>
            {t(
              '보정한 p값이 10⁻⁹보다 작을 때만 공통된 기원이라 말합니다.',
              'A common origin is stated only at a corrected p below 10⁻⁹.',
            )}
          </li>
          <li>
            {t(
              'p값은 상한입니다. 근사를 쓰지 않으며 실제 확률은 더 작습니다.',
              'A p-value is an upper bound, without approximation; the true probability is smaller.',
            )}
          </li>
          <li>
            {t(
              '공통된 기원에는 같은 무작위 초기값도 들어갑니다. 학습된 것을 공유하는지는 조상 기울기로 따로 가립니다.',
              'A common origin includes a common random start. Whether anything trained is shared is told apart by the ancestor slope.',
            )}
          </li>
          <li>
            {t(
              '코사인과 상관은 효과 크기이며 근거가 아닙니다.',
              'Cosines and correlations are effect sizes, never evidence.',
            )}
          </li>
        </ul>
      </div>
    </section>
  )
}
