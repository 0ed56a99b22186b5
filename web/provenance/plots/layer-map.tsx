import { useWidth } from '../../report/components/use-width.ts'
import { useWords } from '../../shell/language.tsx'
import { Figure } from '../components/figure.tsx'
import { decimal, partKind, probability, type ToldComponent } from '../room.ts'
import { PlotKey } from './plot-key.tsx'

type Part = NonNullable<ToldComponent['layers']>[number]

const HEIGHT = 156
const UPPER = 40
const LOWER = 128

/** log10 p below which a line grows by a step; a part is carried from the first on. */
const STEPS = [-6, -20, -60, -150]

/** Which layer of the reference each layer is, with the strength of the common origin. */
export const LayerMap = ({
  component,
  names,
  file,
}: {
  component: ToldComponent
  names: { readonly subject: string; readonly reference: string }
  file: string
}) => {
  const { lang, t } = useWords()
  const layers = component.layers ?? []
  const kinds = [
    ...Map.groupBy(
      layers.filter(({ layer }) => layer !== null),
      ({ part }) => part.split(' ')[0] ?? part,
    ),
  ]
  if (kinds.length === 0) return null
  const likeness = new Map(component.pictures?.layers.map((entry) => [entry.part, entry]))
  const words = {
    trained: t('학습된 것을 공유', 'trained in common'),
    initial: t('시작만 같음', 'start in common'),
    undecided: t('공통된 기원', 'common origin'),
    none: t('독립 모형과 같음', 'as independent models'),
  }
  return (
    <Figure
      title={t('층 지도', 'Layer map')}
      text={t(
        '위는 이 모형의 층, 아래는 기준 모형의 층입니다. 선은 가장 잘 맞는 층을 잇습니다. 굵을수록 공통된 기원이 뚜렷하고, 회색 점선은 독립 모형과 다르지 않은 것입니다.',
        'Above, the layers of this model; below, those of the reference. A line joins each to the layer that fits it best. The thicker, the surer the common origin; grey dots say no more than independent models.',
      )}
      file={file}
      table={{
        head: [
          t('부분', 'Part'),
          t('기준 모형의 짝', 'Partner'),
          t('공유', 'Shared'),
          t('p값', 'p-value'),
          t('닮음, 가운데 값', 'Likeness, median'),
          t('그 대조', 'Its null'),
          t('똑같은 행', 'Rows unchanged'),
        ],
        rows: layers.map(({ part, partner, carried, kind, log10P, rowsFound }) => [
          part,
          partner,
          carried ? words[kind] : words.none,
          probability(log10P),
          likeness.get(part)?.similarity,
          likeness.get(part)?.underIndependence,
          rowsFound === null ? null : `${decimal(rowsFound * 100, 0)} %`,
        ]),
      }}
    >
      <PlotKey
        entries={[
          {
            name: words.trained,
            sign: <path d="M0 6H26" {...strokeOf({ carried: true, kind: 'trained', log10P: -200 })} />,
          },
          ...(layers.some(({ carried, kind }) => carried && kind !== 'trained')
            ? [
                {
                  name: `${words.initial}, ${words.undecided}`,
                  sign: <path d="M0 6H26" {...strokeOf({ carried: true, kind: 'initial', log10P: -200 })} />,
                },
              ]
            : []),
          { name: words.none, sign: <path d="M0 6H26" {...strokeOf({ carried: false, kind: 'none', log10P: 0 })} /> },
        ]}
      />
      <div className="maps">
        {kinds.map(([kind, parts]) => (
          <Lines key={kind} name={partKind(kind, lang)} parts={parts} names={names} />
        ))}
      </div>
    </Figure>
  )
}

type Stroke = { readonly stroke: string; readonly strokeWidth: number; readonly strokeDasharray?: string }

/** @param pitch pixels from layer to layer: where they stand close, lines are thinner, so that each can be seen */
const strokeOf = ({ carried, kind, log10P }: Pick<Part, 'carried' | 'kind' | 'log10P'>, pitch = 100): Stroke => {
  const thin = Math.min(1, pitch / 20)
  if (!carried) return { stroke: 'var(--null)', strokeWidth: Math.max(0.7, 1.5 * thin), strokeDasharray: '1.5 4' }
  const strokeWidth = Math.max(0.7, (1.5 + STEPS.filter((limit) => log10P < limit).length) * thin)
  return { stroke: 'var(--evidence)', strokeWidth, ...(kind === 'trained' ? {} : { strokeDasharray: '7 4' }) }
}

const Lines = ({
  name,
  parts,
  names,
}: {
  name: string
  parts: readonly Part[]
  names: { readonly subject: string; readonly reference: string }
}) => {
  const { t } = useWords()
  const [ref, width] = useWidth<HTMLDivElement>(440)
  const own = Math.max(...parts.map(({ layer }) => layer ?? 0)) + 1
  const other = Math.max(own, ...parts.map(({ reference }) => (reference ?? 0) + 1))
  const most = Math.max(own, other)
  const x = (layer: number): number => 16 + (most === 1 ? 0.5 : layer / (most - 1)) * (width - 32)
  const each = Math.ceil((most * 24) / Math.max(1, width - 32))
  const carried = parts.filter((part) => part.carried).length
  const label = t(
    `${name}: ${parts.length}개 가운데 ${carried}개가 공통된 기원을 보임`,
    `${name}: ${carried} of ${parts.length} show the common origin`,
  )
  const ticks = Array.from({ length: most }, (_, i) => i).filter((i) => i % each === 0)
  return (
    <div ref={ref}>
      <svg className="plot" viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label}>
        <text x="4" y="13" className="t12">
          <tspan className="bold ink">{name}</tspan> {names.subject}
        </text>
        <text x="4" y={HEIGHT - 6} className="t12">
          {names.reference}
        </text>
        {parts
          .toSorted((a, b) => Number(a.carried) - Number(b.carried))
          .map((part) =>
            part.layer === null || part.reference === null ? null : (
              <path
                key={part.part}
                d={`M${x(part.layer)} ${UPPER + 5}L${x(part.reference)} ${LOWER - 14}`}
                fill="none"
                {...strokeOf(part, (width - 32) / Math.max(1, most - 1))}
              />
            ),
          )}
        {ticks.map((layer) => (
          <g key={layer}>
            {layer < own && (
              <text x={x(layer)} y={UPPER - 2} textAnchor="middle" className="t11 ink">
                {layer}
              </text>
            )}
            <text x={x(layer)} y={LOWER} textAnchor="middle" className="t11 ink">
              {layer}
            </text>
          </g>
        ))}
      </svg>
    </div>
  )
}
