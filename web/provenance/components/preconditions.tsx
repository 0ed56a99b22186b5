import type { Precondition } from '#provenance'
import { useWords } from '../../shell/language.tsx'
import { usePrinting } from '../../shell/use-printing.ts'
import { carrierName, decimal, familyName, probability, type ToldComponent } from '../room.ts'
import { Fold } from './fold.tsx'

/** What must hold for a p-value to mean what it says, tested on both models; one honest side is enough. */
export const Preconditions = ({ component, name }: { component: ToldComponent; name: string }) => {
  const { lang, t } = useWords()
  const printing = usePrinting()
  const preconditions = component.preconditions ?? []
  if (preconditions.length === 0) return null
  const dropped = preconditions.filter(({ tested }) => !tested).length
  const labels = {
    need: t('필요한 것', 'Needed'),
    subject: t('이 모형', 'This model'),
    reference: t('기준 모형', 'Reference'),
    carried: t('지탱하는 쪽', 'Carried by'),
    tested: t('검사함', 'Tested'),
  }
  return (
    <Fold
      open={printing}
      summary={
        <>
          {t(`전제 조건 ${preconditions.length}가지: ${name}`, `The ${preconditions.length} preconditions: ${name}`)}
          {dropped > 0 && t(` (검사하지 않은 것 ${dropped}가지)`, ` (${dropped} not tested)`)}
        </>
      }
    >
      <p className="cap">
        {t(
          '부호가 고르게 나뉘고 번호에 뜻이 없어야 p값이 성립합니다. 한쪽 모형에서만 성립해도 충분하며, 양쪽 모두 어긋나면 그 검사를 하지 않습니다.',
          'A p-value holds if signs fall evenly and numbers mean nothing. It is enough that they do in one of the two models; where they do in neither, the test is not made.',
        )}
      </p>
      <table className="cards">
        <thead>
          <tr>
            <th>{t('무엇의', 'Of what')}</th>
            <th>{labels.need}</th>
            <th>{labels.subject}</th>
            <th>{labels.reference}</th>
            <th>{labels.carried}</th>
            <th>{labels.tested}</th>
          </tr>
        </thead>
        <tbody>
          {preconditions.map((precondition) => {
            const { family, need, subject, reference, carriedBy, tested } = precondition
            return (
              <tr key={`${family} ${need}`}>
                <th scope="row">{familyName(family, lang)}</th>
                <td data-label={labels.need}>
                  {need === 'signs' ? t('부호가 고름', 'even signs') : t('번호에 뜻이 없음', 'order without meaning')}
                </td>
                <td data-label={labels.subject}>
                  <Side side={subject} />
                </td>
                <td data-label={labels.reference}>
                  <Side side={reference} />
                </td>
                <td data-label={labels.carried}>{carrierName(carriedBy, lang)}</td>
                <td data-label={labels.tested}>{tested ? t('예', 'yes') : t('아니요', 'no')}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Fold>
  )
}

/** The statistic that came nearest to failing; an even share is 0.5, no order is 0. */
const Side = ({ side }: { side: Precondition['subject'] }) => {
  const { t } = useWords()
  if (side === null) return <>–</>
  return (
    <span>
      {decimal(side.value, 2)}, p {probability(side.log10P)}, {side.holds ? t('성립', 'holds') : t('어긋남', 'fails')}
      <span className="cap line" lang="en">
        {side.statistic}, {side.part}
      </span>
    </span>
  )
}
