import { useWidth } from '../../report/components/use-width.ts'
import { useWords } from '../../shell/language.tsx'
import { Figure } from '../components/figure.tsx'
import { AXIS, decimal, familyName, type Pictures, whole } from '../room.ts'

type Similarities = NonNullable<Pictures['similarities']>

const HEIGHT = 250
const TOP = 64
const BASE = HEIGHT - 42

/** How alike matched units are, beside the null on the same axis: the distance between the two is the message. */
export const SimilarityHistogram = ({
  similarities,
  frames,
  file,
}: {
  similarities: Similarities
  /** in which the drawn units were matched */
  frames: readonly string[]
  file: string
}) => {
  const { lang, t } = useWords()
  const { family, matched, underIndependence, source, controls, median, nullLow, nullHigh } = similarities
  const units = familyName(family, lang)
  const nullName = {
    controls: t(
      `대조 모형 ${controls}개의 가장 닮은 짝`,
      `best matches of ${controls} control ${controls === 1 ? 'model' : 'models'}`,
    ),
    'second-best': t('같은 단위의 다음으로 닮은 짝', 'the next best partner of the same units'),
    none: t('대조 없음', 'no null known'),
  }[source]
  const total = sum(matched)
  return (
    <Figure
      title={t(`짝지은 단위의 닮음: ${units}`, `How alike matched units are: ${units}`)}
      text={t(
        `짝지은 ${whole(total)}쌍의 코사인입니다(틀 ${frames.join(', ')}). 남색은 이 비교, 회색은 ${nullName}입니다. 축은 −0.2에서 1까지 끊김이 없습니다.`,
        `Cosines of ${whole(total)} matched pairs (frame ${frames.join(', ')}). Indigo: this comparison. Grey: ${nullName}. One axis without a break, from −0.2 to 1.`,
      )}
      file={file}
      table={{
        head: [
          t('부터', 'From'),
          t('까지', 'To'),
          t('이 비교의 쌍', 'Pairs, this comparison'),
          t('대조의 쌍', 'Pairs, null'),
        ],
        rows: matched.map((count, i) => [edge(i), edge(i + 1), count, underIndependence[i] ?? 0]),
      }}
      note={
        source === 'second-best'
          ? t(
              '닮음은 효과 크기이며 근거가 아닙니다. 가장 닮은 짝은 어느 두 모형에서나 다음 짝보다 조금 위에 있습니다.',
              'Likeness is an effect size, never evidence. A best partner lies a little above the next best in any two models.',
            )
          : t('닮음은 효과 크기이며 근거가 아닙니다.', 'Likeness is an effect size, never evidence.')
      }
    >
      <Bars
        {...{ matched, underIndependence, median, nullLow, nullHigh }}
        own={t('이 비교', 'This comparison')}
        ownFigure={t(`가운데 값 ${decimal(median, 3)}`, `median ${decimal(median, 3)}`)}
        other={
          source === 'controls'
            ? t('독립 모형', 'Independent models')
            : source === 'second-best'
              ? t('다음으로 닮은 짝', 'Next best partner')
              : t('대조 없음', 'No null known')
        }
        otherFigure={
          nullHigh === null
            ? ''
            : t(
                `98 %가 ${decimal(nullLow ?? 0, 2)}–${decimal(nullHigh, 2)}`,
                `98 % within ${decimal(nullLow ?? 0, 2)}–${decimal(nullHigh, 2)}`,
              )
        }
        axis={t('짝지은 두 단위의 코사인', 'Cosine of two matched units')}
      />
    </Figure>
  )
}

type Bars = Pick<Similarities, 'matched' | 'underIndependence' | 'median' | 'nullLow' | 'nullHigh'> &
  Readonly<Record<'own' | 'ownFigure' | 'other' | 'otherFigure' | 'axis', string>>

const Bars = ({
  matched,
  underIndependence,
  median,
  nullLow,
  nullHigh,
  own,
  ownFigure,
  other,
  otherFigure,
  axis,
}: Bars) => {
  const [ref, width] = useWidth<HTMLDivElement>(900)
  const left = 8
  const right = width - 12
  const x = (value: number): number => left + ((value - AXIS.from) / (AXIS.to - AXIS.from)) * (right - left)
  const tallest = Math.max(...shares(matched), ...shares(underIndependence), 1e-9)
  const y = (share: number): number => BASE - (share / tallest) * (BASE - TOP)
  const bin = (right - left) / AXIS.bins
  const ticks = width > 520 ? [-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1] : [0, 0.5, 1]
  const bars = (bins: readonly number[], colour: string, offset: number) =>
    shares(bins).map((share, i) =>
      share === 0 ? null : (
        <rect
          key={edge(i)}
          x={x(edge(i)) + offset * bin}
          y={y(share)}
          width={Math.max(1, bin * 0.46)}
          height={BASE - y(share)}
          fill={`var(--${colour})`}
        />
      ),
    )
  const ownAt = x(median)
  const ownEnd = median > 0.4
  return (
    <div ref={ref}>
      <svg
        className="plot"
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={`${own}: ${ownFigure}; ${other}: ${otherFigure}`}
      >
        {nullLow !== null && nullHigh !== null && (
          <>
            <rect
              x={x(nullLow)}
              y={TOP - 8}
              width={Math.max(1, x(nullHigh) - x(nullLow))}
              height={BASE - TOP + 8}
              fill="var(--null-tint)"
            />
            <path
              d={`M${x(nullLow)} ${TOP - 8}V${BASE}M${x(nullHigh)} ${TOP - 8}V${BASE}`}
              stroke="var(--null)"
              strokeDasharray="3 3"
            />
          </>
        )}
        {bars(underIndependence, 'null', 0.02)}
        {bars(matched, 'evidence', 0.52)}
        <path d={`M${left} ${BASE}H${right}`} stroke="var(--rule-strong)" />
        {ticks.map((value) => (
          <text
            key={value}
            x={x(value)}
            y={BASE + 17}
            textAnchor={value === 1 ? 'end' : value < 0 ? 'start' : 'middle'}
            className="t12"
          >
            {value === 0 || value === 1 ? value : decimal(value, 1)}
          </text>
        ))}
        <text x={(left + right) / 2} y={HEIGHT - 6} textAnchor="middle" className="t12">
          {axis}
        </text>
        <text x={left} y="14" className="t13">
          <tspan className="bold ink">{other}</tspan> {otherFigure}
        </text>
        <text
          x={ownEnd ? Math.min(right, ownAt + 40) : Math.max(left, Math.min(ownAt, right - 200))}
          y="36"
          textAnchor={ownEnd ? 'end' : 'start'}
          className="t13"
        >
          <tspan className="bold" fill="var(--evidence)">
            {own}
          </tspan>{' '}
          {ownFigure}
        </text>
        <path d={`M${ownAt} 42V${TOP - 12}`} stroke="var(--evidence)" strokeWidth="1.5" />
      </svg>
    </div>
  )
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const shares = (bins: readonly number[]): number[] => {
  const total = sum(bins)
  return bins.map((count) => (total === 0 ? 0 : count / total))
}

/** Lower edge of a bin, without the dust of binary fractions. */
const edge = (bin: number): number => Math.round((AXIS.from + (bin * (AXIS.to - AXIS.from)) / AXIS.bins) * 1000) / 1000
