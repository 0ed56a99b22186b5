import { useWidth } from '../../report/components/use-width.ts'
import { useWords } from '../../shell/language.tsx'
import { Figure } from '../components/figure.tsx'
import { countsUnderIndependence, familyName, labelTests, type Pictures, type ToldComponent, whole } from '../room.ts'

type Part = Pictures['parts'][number]

/**
 * Which unit of the reference each unit was matched with. A diagonal is a copied order; another order scatters, and still
 * every unit has one partner.
 */
export const MatchedUnits = ({
  parts,
  component,
  file,
}: {
  parts: readonly Part[]
  component: ToldComponent
  file: string
}) => {
  const { lang, t } = useWords()
  const [first] = parts
  if (first === undefined) return null
  const most = new Map(
    labelTests(component).map((test) => [`${test.frame} ${test.part}`, countsUnderIndependence(test).high]),
  )
  const units = familyName(first.family, lang)
  return (
    <Figure
      title={t('짝지은 단위의 번호', 'Matched units by their number')}
      text={t(
        `세로는 이 모형의 단위 번호, 가로는 기준 모형에서 가장 닮은 단위의 번호입니다(${units}). 번호는 학습이 정하지 않으므로 독립 모형에서는 흩어집니다. 대각선은 순서까지 같음을 뜻하고, 순서를 섞은 사본은 흩어져도 모든 단위가 하나씩 짝을 얻습니다. 점은 짝 가운데 번호 순서로 고르게 고른 것입니다.`,
        `Down: the unit’s number in this model. Across: the number of the most similar unit of the reference (${units}). Training does not choose numbers, so independent models scatter. A diagonal means that even the order is the same; a shuffled copy scatters, and still every unit finds one partner. The dots are pairs at even steps of the number.`,
      )}
      file={file}
      table={{
        head: [
          t('부분', 'Part'),
          t('기준 모형의 짝', 'Partner'),
          t('이 모형의 번호', 'Number here'),
          t('기준 모형의 번호', 'Number in the reference'),
        ],
        rows: parts.flatMap(({ part, partner, pairs }) => pairs.map(([a, b]) => [part, partner, a, b])),
      }}
    >
      <Plots parts={parts} most={most} />
    </Figure>
  )
}

const LEFT = 30
const TOP = 22
const BELOW = 68
const GAP = 16
const WIDEST = 250

const Plots = ({ parts, most }: { parts: readonly Part[]; most: ReadonlyMap<string, number> }) => {
  const { t } = useWords()
  const [ref, width] = useWidth<HTMLDivElement>(900)
  const fitting = Math.max(2, Math.floor((width + GAP) / (WIDEST * 0.75 + GAP)))
  const across = Math.max(2, Math.ceil(parts.length / Math.ceil(parts.length / fitting))) // rows of equal length
  const cell = Math.min(WIDEST, Math.floor((width + GAP) / across) - GAP)
  const side = cell - LEFT - 4
  return (
    <div ref={ref} className="matched">
      {parts.map((part) => {
        const { equal, matched, units } = part
        const independent = most.get(`${part.frame} ${part.part}`)
        const texts = [
          t(`번호가 같은 짝 ${whole(equal)}`, `${whole(equal)} of the same number`),
          independent === undefined
            ? ''
            : t(`독립이라면 많아야 ${whole(independent)}`, `independent: ${whole(independent)} at most`),
          t(
            `짝 ${whole(matched)} / 단위 ${whole(units.subject)}`,
            `${whole(matched)} matched of ${whole(units.subject)}`,
          ),
        ]
        return (
          <svg
            key={part.part}
            className="plot"
            style={{ width: cell }}
            viewBox={`0 0 ${cell} ${TOP + side + BELOW}`}
            role="img"
            aria-label={`${part.part}: ${texts.filter((text) => text !== '').join('; ')}`}
          >
            <Dots part={part} side={side} />
            {texts.map((text, i) => (
              <text key={text} x={LEFT} y={TOP + side + 33 + 16 * i} className={i === 0 ? 't12 ink' : 't12'}>
                {text}
              </text>
            ))}
          </svg>
        )
      })}
    </div>
  )
}

const Dots = ({ part: { part, partner, frame, units, pairs }, side }: { part: Part; side: number }) => {
  const x = (index: number): number => LEFT + ((index + 0.5) / units.reference) * side
  const y = (index: number): number => TOP + ((index + 0.5) / units.subject) * side
  return (
    <>
      <text x={LEFT} y={TOP - 8} className="t12 bold ink">
        {part === partner ? part : `${part} → ${partner}`}
        {frame !== 'ident' && ` · ${frame}`}
      </text>
      <rect x={LEFT} y={TOP} width={side} height={side} fill="none" stroke="var(--rule-strong)" />
      {pairs.map(([a, b]) => (
        <rect key={a} x={x(b) - 1.6} y={y(a) - 1.6} width="3.2" height="3.2" fill="var(--evidence)" />
      ))}
      <text x={LEFT - 5} y={TOP + 9} textAnchor="end" className="t11">
        0
      </text>
      <text x={LEFT - 5} y={TOP + side} textAnchor="end" className="t11">
        {whole(units.subject)}
      </text>
      <text x={LEFT} y={TOP + side + 14} className="t11">
        0
      </text>
      <text x={LEFT + side} y={TOP + side + 14} textAnchor="end" className="t11">
        {whole(units.reference)}
      </text>
    </>
  )
}
