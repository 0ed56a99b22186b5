import type { Test } from '#provenance'
import { Hallmark } from '../../report/components/hallmark.tsx'
import { findings, marked } from '../../report/terms.ts'
import { useWords } from '../../shell/language.tsx'
import {
  coinTests,
  componentName,
  countedIn,
  countsUnderIndependence,
  decimal,
  labelTests,
  probability,
  strongest,
  type ToldComponent,
  whole,
} from '../room.ts'

/** Every component with its figures, each beside its null. p-values come from coins and labels alone. */
export const ComponentTable = ({ components, caption }: { components: readonly ToldComponent[]; caption: string }) => {
  const { t } = useWords()
  const labels = {
    finding: t('판정', 'Finding'),
    p: t('p값', 'p-value'),
    coins: t('같은 쪽 동전', 'Coins alike'),
    labels: t('번호가 같은 짝', 'Labels equal'),
    slope: t('조상 기울기', 'Ancestor slope'),
    share: t('공유된 부분', 'Parts shared'),
  }
  return (
    <table className="cards ct">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th>{t('구성 모듈', 'Component')}</th>
          <th>{labels.finding}</th>
          <th className="num">
            {labels.p}
            <span className="cap">{t('독립일 때 이만큼 닮을 확률', 'so alike if independent')}</span>
          </th>
          <th className="num">{labels.coins}</th>
          <th className="num">{labels.labels}</th>
          <th className="num">
            {labels.slope}
            <span className="cap">{t('0.75부터 학습을 공유', 'trained in common from 0.75')}</span>
          </th>
          <th className="num">{labels.share}</th>
        </tr>
      </thead>
      <tbody>
        {components.map((component) => (
          <Row key={component.component} component={component} labels={labels} />
        ))}
      </tbody>
    </table>
  )
}

type Labels = Readonly<Record<'finding' | 'p' | 'coins' | 'labels' | 'slope' | 'share', string>>

const Row = ({ component, labels }: { component: ToldComponent; labels: Labels }) => {
  const { lang, t } = useWords()
  const coins = strongest(coinTests(component))
  const label = strongest(labelTests(component))
  const slope = component.trained ?? undefined
  const compared = coins !== undefined || label !== undefined
  return (
    <tr>
      <th scope="row">{componentName(component.component, lang)}</th>
      <td data-label={labels.finding}>
        <Hallmark term={marked(findings, component.finding)} lang={lang} />
      </td>
      <td className="num" data-label={labels.p}>
        {compared && component.log10P !== undefined ? probability(component.log10P) : '–'}
      </td>
      <td className="num" data-label={labels.coins}>
        {coins === undefined ? '–' : <Counted test={coins} />}
      </td>
      <td className="num" data-label={labels.labels}>
        {label === undefined ? '–' : <Counted test={label} />}
      </td>
      <td className="num" data-label={labels.slope}>
        {slope === undefined ? (
          '–'
        ) : (
          <span>
            {decimal(slope.slope, 2)}
            <span className="cap nullfig">
              {t(
                `초기값만 같으면 ${decimal(slope.initialHigh, 2)}까지`,
                `same start only: up to ${decimal(slope.initialHigh, 2)}`,
              )}
            </span>
          </span>
        )}
      </td>
      <td className="num" data-label={labels.share}>
        {compared && component.share !== undefined ? `${Math.round(component.share * 100)} %` : '–'}
      </td>
    </tr>
  )
}

/** A count beside what independent models give, in the same row. */
export const Counted = ({ test }: { test: Test }) => {
  const { t } = useWords()
  const { low, high } = countsUnderIndependence(test)
  return (
    <span>
      {whole(test.coins?.alike ?? test.labels?.equal ?? 0)} <span className="muted">/ {whole(countedIn(test))}</span>
      <span className="cap nullfig">
        {t('독립이라면', 'independent')} {whole(low)}–{whole(high)}
      </span>
    </span>
  )
}
