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
  type ToldComparison,
  type ToldComponent,
  whole,
} from '../room.ts'

/** The few figures of the component that says most, each over its null. */
export const KeyFigures = ({ comparison }: { comparison: ToldComparison }) => {
  const { lang, t } = useWords()
  const telling = tellingComponent(comparison)
  if (telling === undefined) return null
  const coins = strongest(coinTests(telling))
  const labels = strongest(labelTests(telling))
  if (coins === undefined && labels === undefined) return null
  return (
    <dl className="keyfigures">
      <div>
        <dt>{t('구성 모듈', 'Component')}</dt>
        <dd>{componentName(telling.component, lang)}</dd>
      </div>
      {telling.log10P !== undefined && (
        <div>
          <dt>{t('독립일 때 이만큼 닮을 확률', 'So alike if independent')}</dt>
          <dd>p {probability(telling.log10P)}</dd>
        </div>
      )}
      {telling.finding === 'structural' && telling.phi != null && (
        <div>
          <dt>{t('하나씩 맞는 단위', 'Units matched one to one')}</dt>
          <dd>
            {decimal(telling.phi.value * 100, 0)} %
            <span className="cap line">
              {t('독립이라면 많아야', 'independent at most')} {decimal(telling.phi.controlHigh * 100, 0)} %
            </span>
          </dd>
        </div>
      )}
      {[coins, labels].map(
        (test) =>
          test !== undefined && (
            <div key={test.test}>
              <dt>{test.coins === null ? t('번호가 같은 짝', 'Labels equal') : t('같은 쪽 동전', 'Coins alike')}</dt>
              <dd>
                {whole(test.coins?.alike ?? test.labels?.equal ?? 0)} / {whole(countedIn(test))}
                <span className="cap line">
                  {t('독립이라면', 'independent')} {whole(countsUnderIndependence(test).low)}–
                  {whole(countsUnderIndependence(test).high)}
                </span>
              </dd>
            </div>
          ),
      )}
    </dl>
  )
}

const tellingComponent = ({ components }: ToldComparison): ToldComponent | undefined =>
  components.toSorted((a, b) => (a.log10P ?? 0) - (b.log10P ?? 0))[0]
