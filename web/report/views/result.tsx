import { Clauses } from '../components/clauses.tsx'
import { EvidenceLinks } from '../components/evidence-link.tsx'
import { Hallmark } from '../components/hallmark.tsx'
import { Hatches } from '../components/hatch.tsx'
import { PartStrip } from '../components/part-strip.tsx'
import { PointsTable } from '../components/points-table.tsx'
import { SeatRow } from '../components/seat-row.tsx'
import { VerifyCard } from '../components/verify-card.tsx'
import { useReport } from '../context.tsx'
import { day, shortDigest } from '../formats.ts'
import { reasonText, ruleAnchor } from '../reasons.ts'
import { roundReasons, roundSentence } from '../sentence.ts'
import { marked, standings } from '../terms.ts'

/** The result of the round: the sentence, what proves it, why each team stands where it does. */
export const ResultView = () => {
  const { data, names, lang, t } = useReport()
  return (
    <div className="view">
      <Hatches />
      <p className="crumb">
        <span>{names.programme}</span>
        <span aria-hidden="true">›</span>
        <span>{names.round}</span>
      </p>
      <div className="hero g84">
        <div>
          <h1>
            <Clauses text={roundSentence(data, lang)} />
          </h1>
          <p className="lede">{roundReasons(data, lang)}</p>
          <Missing />
          <AfterSight />
          <SeatRow />
          <Praise />
          <Facts />
        </div>
        <VerifyCard />
      </div>
      <section aria-labelledby="points-title">
        <div className="h2row">
          <div>
            <h2 id="points-title">{t('점수와 적격 요건', 'Points and gates')}</h2>
            <p>
              {t(
                '막대는 부문별 점수를 쌓은 것입니다. 적격 요건은 점수에 더하거나 빼지 않고, 충족과 미충족만 가릅니다.',
                'Bars stack the points of each part. A gate adds and takes away no points: it is met or not met.',
              )}
            </p>
          </div>
        </div>
        <PointsTable />
      </section>
      <Parts />
      <Reasons />
    </div>
  )
}

const Missing = () => {
  const { data, names, t } = useReport()
  const { missing, status } = data.decision
  if (status !== 'blocked') return null
  return (
    <div className="notice">
      <b>{t('빠진 근거', 'Evidence missing')}</b>
      <ul>
        {missing.map(({ team, part, gate, evidence }) => (
          <li key={`${team} ${part} ${gate} ${evidence}`}>
            {typeof team === 'string' ? `${names.team(team)}: ` : ''}
            {typeof part === 'string' && names.part(part)}
            {typeof gate === 'string' && names.gate(gate)}
            {typeof evidence === 'string' && names.kind(evidence)}
          </li>
        ))}
      </ul>
    </div>
  )
}

// Rules that changed once evidence was there: said wherever the outcome is.
const AfterSight = () => {
  const { data, names, t } = useReport()
  const { amendments, references } = data.decision.afterSight
  if (amendments.length + references.length === 0) return null
  const what = [
    ...amendments.map((version) => t(`규칙 제${version}판`, `version ${version} of the rules`)),
    ...references.map(names.reference),
  ]
  return (
    <div className="notice">
      <b>{t('근거를 본 뒤의 개정', 'After sight')}</b>
      <p>
        {t('이 평가의 근거가 생긴 뒤에 더해졌습니다', 'Added once evidence of this round was there')}: {what.join(', ')}
      </p>
    </div>
  )
}

const Praise = () => {
  const { data, names, lang, t } = useReport()
  const praise = data.decision.commendations
  if (praise.length === 0) return null
  return (
    <div className="praise">
      <b>{t('호평', 'Praised for')}</b>
      <ul>
        {praise.map((one) => (
          <li key={one.evidence}>
            <b>{names.team(one.team)}</b> {one.for[lang]} <EvidenceLinks digests={[one.evidence]} />
          </li>
        ))}
      </ul>
    </div>
  )
}

const Facts = () => {
  const { data, view, lang, t } = useReport()
  const entry = (act: string) => data.ledger.entries.findLast((row) => row.act === act)
  const decided = entry('decision-made')
  const published = data.published ?? entry('bundle-published')?.at
  const rules = data.digests?.rules ?? entry('rules-sealed')?.digests?.['rules']
  const decision = data.digests?.decision ?? decided?.digests?.['decision']
  const objection = view.round.objection
  return (
    <dl className="facts">
      {published !== undefined && <Fact name={t('공표', 'Published')}>{day(published, lang)}</Fact>}
      {published === undefined && decided !== undefined && (
        <Fact name={t('확정', 'Decided')}>{day(decided.at, lang)}</Fact>
      )}
      {objection?.days !== undefined && (
        <Fact name={t('이의신청', 'Objections')}>
          {t(`공표 뒤 ${objection.days}일`, `${objection.days} days from publication`)}
        </Fact>
      )}
      {rules !== undefined && (
        <Fact name={t('규칙', 'Rules')}>
          <a href="#rules" className="mono" title={rules}>
            {shortDigest(rules)}
          </a>
        </Fact>
      )}
      {decision !== undefined && (
        <Fact name={t('결정', 'Decision')}>
          <span className="mono" title={decision}>
            {shortDigest(decision)}
          </span>
        </Fact>
      )}
    </dl>
  )
}

const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

const Parts = () => {
  const { data, view, t } = useReport()
  const hidden = data.decision.teams.some((team) =>
    view.topParts.some(({ path }) => (team.parts[path] ?? null) === null),
  )
  return (
    <section aria-labelledby="parts-title">
      <div className="h2row">
        <div>
          <h2 id="parts-title">{t('부문별 점수', 'Points by part')}</h2>
          <p>
            {t(
              '찬 점은 진출한 팀, 빈 점은 진출하지 않은 팀, 굵은 눈금은 평균입니다.',
              'Filled dot: advances. Open dot: does not. Heavy tick: mean.',
            )}{' '}
            {hidden &&
              t('빗금은 비공개 점수가 있을 수 있는 범위입니다.', 'Hatched: where undisclosed points must lie.')}
          </p>
        </div>
      </div>
      <div className="grid g3">
        {view.topParts.map((row) => (
          <PartStrip key={row.path} row={row} />
        ))}
      </div>
    </section>
  )
}

const Reasons = () => {
  const { view, names, lang, t } = useReport()
  return (
    <section aria-labelledby="reasons-title">
      <div className="h2row">
        <div>
          <h2 id="reasons-title">{t('팀별 이유', 'Why, team by team')}</h2>
          <p>
            {t(
              '이유마다 적용한 규칙과 근거를 적습니다.',
              'Each reason names the rule that was applied and the evidence it rests on.',
            )}
          </p>
        </div>
      </div>
      <div className="card">
        <table className="cards reasons">
          <thead>
            <tr>
              <th>{t('정예팀', 'Team')}</th>
              <th>{t('결과', 'Standing')}</th>
              <th>{t('이유', 'Reasons')}</th>
            </tr>
          </thead>
          <tbody>
            {view.rows.map(({ team }) => (
              <tr key={team.id}>
                <th scope="row">{names.team(team.id)}</th>
                <td data-label={t('결과', 'Standing')}>
                  {team.standing === null ? (
                    t('미정', 'open')
                  ) : (
                    <Hallmark term={marked(standings, team.standing)} lang={lang} />
                  )}
                </td>
                <td>
                  <ul className="plainlist reasonlist">
                    {team.reasons.map(({ code, rule, evidence }) => (
                      <li key={`${code} ${rule}`}>
                        {reasonText(code, rule, names, lang)}
                        {' · '}
                        <a href={`#${ruleAnchor(rule)}`}>
                          <code>{rule}</code>
                        </a>
                        {evidence.length > 0 && (
                          <>
                            {' · '}
                            <EvidenceLinks digests={evidence} />
                          </>
                        )}
                      </li>
                    ))}
                  </ul>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
