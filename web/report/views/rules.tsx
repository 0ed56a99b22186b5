import type { ReactNode } from 'react'
import { useReport } from '../context.tsx'
import { gateAnchor } from '../place.ts'
import {
  cutWords,
  disclosureWords,
  metWhenWords,
  pointsFromWords,
  reuseWords,
  rulesSentence,
  roundingWords,
  tieWords,
  vacancyWords,
} from '../rule-words.ts'

/** The sealed rules in plain words, so that a reader can check the decision against them. */
export const RulesView = () => {
  const { data, view, names, lang, t } = useReport()
  const { round } = view
  const sealed =
    data.digests?.rules ?? data.ledger.entries.findLast(({ act }) => act === 'rules-sealed')?.digests?.['rules']
  return (
    <div className="view">
      <div className="pagehead">
        <h1 className="second">{rulesSentence(round, lang)}</h1>
        <p className="lede">
          {t(
            '이 규칙은 제출을 받기 전에 봉인되었습니다. 여기 없는 셈은 어디에도 쓰이지 않습니다.',
            'These rules were sealed before submissions opened. A formula that does not stand here is applied nowhere.',
          )}
        </p>
        {sealed !== undefined && (
          <p className="cap sealed">
            {t('봉인된 규칙의 다이제스트', 'Digest of the sealed rules')} <code className="hex">{sealed}</code>
          </p>
        )}
      </div>
      <section aria-labelledby="parts-rule">
        <h2 id="parts-rule" className="lead">
          {t('점수', 'Points')}
        </h2>
        <div className="card">
          <table className="cards rulelist">
            <thead>
              <tr>
                <th>{t('부문', 'Part')}</th>
                <th className="num">{t('점수', 'Points')}</th>
                <th>{t('측정값', 'Measure')}</th>
                <th>{t('측정값에서 점수로', 'From measure to points')}</th>
              </tr>
            </thead>
            <tbody>
              {view.allParts.map(({ path, part, depth }) => (
                <tr key={path}>
                  <th scope="row" className={depth > 0 ? 'child' : undefined}>
                    {names.part(path)}
                  </th>
                  <td className="num" data-label={t('점수', 'Points')}>
                    {part.points}
                  </td>
                  <td data-label={t('측정값', 'Measure')}>
                    {part.measure === undefined ? '–' : <code>{part.measure}</code>}
                  </td>
                  <td>{pointsFromWords(part, lang)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section aria-labelledby="gates-rule">
        <h2 id="gates-rule" className="lead">
          {t('적격 요건', 'Gates')}
        </h2>
        <div className="stack">
          {round.gates.map((gate) => (
            <div key={gate.id} id={gateAnchor(gate.id)} className="card gaterule">
              <h3>{names.gate(gate.id)}</h3>
              {gate.definition !== undefined && <blockquote>{gate.definition[lang]}</blockquote>}
              <p className="small">{metWhenWords(gate, lang)}</p>
              {reuseWords(gate, lang).map((line) => (
                <p key={line} className="small muted">
                  {line}
                </p>
              ))}
            </div>
          ))}
        </div>
      </section>
      <section id="rules-order" aria-labelledby="order-rule">
        <h2 id="order-rule" className="lead">
          {t('순위와 진출', 'Order and cut')}
        </h2>
        <div className="card">
          <dl className="rulepairs">
            <Rule name={t('진출선', 'Cut')}>{cutWords(round, lang)}</Rule>
            <Rule name={t('동점', 'Ties')}>{tieWords(round, names, lang)}</Rule>
            <Rule name={t('반올림', 'Rounding')}>{roundingWords(round, lang)}</Rule>
            {round.objection !== undefined && (
              <Rule name={t('이의신청', 'Objections')}>
                {t(`${round.objection.days ?? 0}일 안에 낼 수 있습니다.`, `Within ${round.objection.days ?? 0} days.`)}
                {round.objection.grounds !== undefined &&
                  ` ${t('사유', 'Grounds')}: ${round.objection.grounds.map((g) => GROUNDS[g]?.[lang] ?? g).join(', ')}.`}
              </Rule>
            )}
            {round.disclosure !== undefined && (
              <Rule name={t('공개', 'Disclosure')}>
                {round.disclosure.map((rule) => (
                  <span key={JSON.stringify(rule)} className="line">
                    {disclosureWords(rule, names, lang)}
                  </span>
                ))}
              </Rule>
            )}
            {vacancyWords(data.rules, lang).length > 0 && (
              <Rule name={t('결원과 최종 선정', 'Vacancies and winners')}>
                {vacancyWords(data.rules, lang).map((line) => (
                  <span key={line} className="line">
                    {line}
                  </span>
                ))}
              </Rule>
            )}
          </dl>
        </div>
      </section>
      <References />
    </div>
  )
}

const GROUNDS: Record<string, { ko: string; en: string }> = {
  procedure: { ko: '절차', en: 'procedure' },
  arithmetic: { ko: '계산', en: 'arithmetic' },
  'new-fact': { ko: '새로운 사실', en: 'a new fact' },
}

const Rule = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="row2">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

const References = () => {
  const { data, names, t } = useReport()
  const references = data.rules.references ?? []
  if (references.length === 0) return null
  return (
    <section aria-labelledby="references-title">
      <h2 id="references-title" className="lead">
        {t('기준 모형', 'Reference models')}
      </h2>
      <div className="card">
        <table className="cards">
          <thead>
            <tr>
              <th>{t('모형', 'Model')}</th>
              <th>{t('공개일', 'Public since')}</th>
              <th>{t('다이제스트', 'Digest')}</th>
            </tr>
          </thead>
          <tbody>
            {references.map((reference) => (
              <tr key={reference.id}>
                <th scope="row">{names.reference(reference.id)}</th>
                <td data-label={t('공개일', 'Public since')}>{reference['public-since'] ?? '–'}</td>
                <td>
                  <code className="hex">{reference.digest ?? '–'}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
