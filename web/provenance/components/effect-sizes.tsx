import { useWords } from '../../shell/language.tsx'
import type { EffectRow } from '../effect-grid.ts'
import { decimal, median, tensorRole } from '../room.ts'

const FROM = -0.5
const TO = 1

type Band = { readonly low: number; readonly high: number }

/** Cosine and correlation by tensor, each on one axis with what independent models give. Never evidence. */
export const EffectSizes = ({ rows }: { rows: readonly EffectRow[] }) => {
  const { lang, t } = useWords()
  const controls = rows.find(({ underIndependence }) => underIndependence !== undefined && underIndependence !== null)
    ?.underIndependence?.controls
  return (
    <div className="effects">
      <h4>{t('효과 크기: 텐서별 코사인과 상관', 'Effect sizes: cosine and correlation by tensor')}</h4>
      <p className="cap">
        {t(
          '얼마나 닮았는지를 보일 뿐, 근거가 아닙니다. 독립 모형끼리도 높게 나오는 텐서가 있으므로(정규화 벡터의 코사인은 늘 0.99쯤) 같은 축에 그 범위를 함께 그립니다. 점 하나는 층 하나이고, 수치는 가운데 값입니다.',
          'They show how alike, and are never evidence. Some tensors of independent models are alike too (norm vectors reach a cosine of 0.99 always), so their range stands on the same axis. A dot is one layer; the figure is their median.',
        )}
      </p>
      <ul className="key">
        <li>
          <svg width="26" height="14" aria-hidden="true">
            <rect
              x="1"
              y="1"
              width="24"
              height="12"
              fill="var(--null-tint)"
              stroke="var(--null)"
              strokeDasharray="3 2"
            />
          </svg>
          {t('독립 모형끼리의 범위', 'what independent models give')}
          {controls !== undefined && t(` (대조 모형 ${controls}개)`, ` (${controls} control models)`)}
        </li>
        <li>
          <svg width="14" height="14" aria-hidden="true">
            <circle cx="7" cy="7" r="5" fill="var(--evidence)" />
          </svg>
          {t('이 비교, 범위 밖', 'this comparison, outside it')}
        </li>
        <li>
          <svg width="14" height="14" aria-hidden="true">
            <circle cx="7" cy="7" r="4.5" fill="var(--paper)" stroke="var(--null)" strokeWidth="2" />
          </svg>
          {t('범위 안', 'inside it')}
        </li>
      </ul>
      <table className="effecttable">
        <thead>
          <tr>
            <th>{t('텐서', 'Tensor')}</th>
            <th className="axiscell">
              {t('코사인', 'Cosine')}
              <Scale />
            </th>
            <th className="num">
              <span className="vh">{t('코사인 값', 'Cosine, value')}</span>
            </th>
            <th className="axiscell">
              {t('피어슨', 'Pearson')}
              <Scale />
            </th>
            <th className="num">
              <span className="vh">{t('피어슨 값', 'Pearson, value')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ role, cosines, pearsons, underIndependence }) => (
            <tr key={role}>
              <th scope="row">
                {tensorRole(role, lang)}
                {cosines.length > 1 && <span className="cap"> × {cosines.length}</span>}
              </th>
              <Effect name={t('코사인', 'Cosine')} values={cosines} band={underIndependence?.cosine} />
              <Effect name={t('피어슨', 'Pearson')} values={pearsons} band={underIndependence?.pearson} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const percent = (value: number): number => Math.max(0, Math.min(100, ((value - FROM) / (TO - FROM)) * 100))

const Scale = () => (
  <svg className="effectaxis" width="100%" height="16" aria-hidden="true">
    {[0, 0.5, 1].map((value) => (
      <text key={value} x={`${percent(value)}%`} y="12" textAnchor={value === 1 ? 'end' : 'middle'} className="t11">
        {value}
      </text>
    ))}
  </svg>
)

const Effect = ({ name, values, band }: { name: string; values: readonly number[]; band: Band | undefined }) => {
  const { t } = useWords()
  if (values.length === 0) {
    return (
      <>
        <td className="axiscell" />
        <td className="num muted">–</td>
      </>
    )
  }
  const middle = decimal(median(values), 3)
  const range =
    band === undefined ? t('대조 없음', 'no controls') : `${decimal(band.low, 2)} … ${decimal(band.high, 2)}`
  return (
    <>
      <td className="axiscell">
        <svg
          width="100%"
          height="22"
          role="img"
          aria-label={`${name} ${middle}; ${t('독립 모형', 'independent models')} ${range}`}
        >
          <line x1="0" x2="100%" y1="11" y2="11" className="axis" />
          <line x1={`${percent(0)}%`} x2={`${percent(0)}%`} y1="4" y2="18" className="axis" />
          {band !== undefined && (
            <rect
              x={`${percent(band.low)}%`}
              y="3"
              width={`${Math.max(1.2, percent(band.high) - percent(band.low))}%`}
              height="16"
              fill="var(--null-tint)"
              stroke="var(--null)"
              strokeDasharray="3 2"
            />
          )}
          {values.map((value, i) => (
            <Dot key={`${i} ${value}`} value={value} band={band} />
          ))}
        </svg>
      </td>
      <td className="num" data-label={name}>
        {middle}
        <span className="cap nullfig">{range}</span>
      </td>
    </>
  )
}

const Dot = ({ value, band }: { value: number; band: Band | undefined }) => {
  const outside = band === undefined ? undefined : value < band.low || value > band.high
  return (
    <circle
      cx={`${percent(value)}%`}
      cy="11"
      r={outside === true ? 4.5 : 4}
      fill={outside === true ? 'var(--evidence)' : 'var(--paper)'}
      fillOpacity={outside === true ? 0.85 : 1}
      stroke={outside === true ? 'var(--paper)' : 'var(--null)'}
      strokeWidth={outside === true ? 1 : 2}
    />
  )
}
