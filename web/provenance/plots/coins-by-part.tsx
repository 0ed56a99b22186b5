import type { Test } from '#provenance'
import { useWidth } from '../../report/components/use-width.ts'
import { useWords } from '../../shell/language.tsx'
import { Figure } from '../components/figure.tsx'
import { countedIn, countsUnderIndependence, probability, testName, type ToldComponent, whole } from '../room.ts'

/** More rows than this are drawn at even steps; the table behind has them all. */
const MAX_ROWS = 18
const ROW = 26
const AXIS_ROOM = 34

/** Coins and labels of every part on one axis, each with the band in which independent models stay. */
export const CoinsByPart = ({ component, file }: { component: ToldComponent; file: string }) => {
  const { lang, t } = useWords()
  const tests = (component.tests ?? []).filter((test) => countedIn(test) > 0)
  if (tests.length === 0) return null
  const telling = onePerPart(tests)
  const count = Math.min(MAX_ROWS, telling.length)
  const drawn = Array.from({ length: count }, (_, k) => telling[Math.floor((k * telling.length) / count)] as Test)
  return (
    <Figure
      title={t('부분마다 같은 쪽으로 떨어진 동전', 'Coins that fell alike, part by part')}
      text={t(
        '점은 같은 쪽으로 떨어진 동전 또는 번호가 같은 짝의 몫입니다. 회색 띠는 독립 모형 100쌍 가운데 99쌍이 머무는 범위입니다.',
        'A dot is the share of coins that fell alike, or of pairs that bear the same number. The grey band is where 99 of 100 independent pairs stay.',
      )}
      file={file}
      table={{
        head: [
          t('부분', 'Part'),
          t('기준 모형의 짝', 'Partner'),
          t('검사', 'Test'),
          t('틀', 'Frame'),
          t('같음', 'Alike'),
          t('모두', 'Of'),
          t('독립이라면, 최소', 'Independent, least'),
          t('독립이라면, 최대', 'Independent, most'),
          t('p값(보정 전)', 'p-value, raw'),
        ],
        rows: tests.map((test) => {
          const { low, high } = countsUnderIndependence(test)
          const p = test.log10P === null ? undefined : probability(test.log10P)
          return [
            test.part,
            test.partner,
            testName(test.test, lang),
            test.frame,
            alikeIn(test),
            countedIn(test),
            low,
            high,
            p,
          ]
        }),
      }}
      note={
        drawn.length < tests.length
          ? t(
              `검사 ${whole(tests.length)}가지 가운데 ${whole(drawn.length)}가지를 그렸습니다. 부분마다 가장 뚜렷한 틀 하나이며, 많으면 고르게 골랐습니다.`,
              `${whole(drawn.length)} of ${whole(tests.length)} tests are drawn: of each part the frame that says most, at even steps where there are many.`,
            )
          : undefined
      }
    >
      <Strips tests={drawn} framed={new Set(drawn.map(({ frame }) => frame)).size > 1} />
    </Figure>
  )
}

/** Of several frames the first, which is the one with the axes as they stand, unless a later one says more than chance. */
const onePerPart = (tests: readonly Test[]): readonly Test[] => {
  const chosen = new Map<string, Test>()
  for (const test of tests) {
    const key = `${test.test} ${test.part}`
    const known = chosen.get(key)
    if (known === undefined || saying(test) < saying(known)) chosen.set(key, test)
  }
  return [...chosen.values()]
}

const SAYS_LOG10_P = -6
const saying = ({ log10P }: Test): number => (log10P !== null && log10P < SAYS_LOG10_P ? log10P : 0)

const alikeIn = ({ coins, labels }: Test): number => coins?.alike ?? labels?.equal ?? 0

const Strips = ({ tests, framed }: { tests: readonly Test[]; framed: boolean }) => {
  const { lang, t } = useWords()
  const [ref, width] = useWidth<HTMLDivElement>(900)
  const narrow = width < 620
  const row = narrow ? ROW + 18 : ROW
  const left = narrow ? 4 : 300
  const right = width - (narrow ? 82 : 110)
  const x = (share: number): number => left + share * (right - left)
  const height = tests.length * row + AXIS_ROOM
  const name = t(
    `${tests.length}가지 검사의 같은 쪽 동전과 같은 번호`,
    `Coins alike and equal numbers in ${tests.length} tests`,
  )
  return (
    <div ref={ref}>
      <svg className="plot" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={name}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <path d={`M${x(share)} ${AXIS_ROOM - 12}V${height}`} className="axis" />
            <text
              x={x(share)}
              y="12"
              textAnchor={share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}
              className="t11"
            >
              {share * 100} %
            </text>
          </g>
        ))}
        {tests.map((test, i) => {
          const top = AXIS_ROOM + i * row
          const middle = top + (narrow ? 26 : 9)
          const { low, high } = test.underIndependence
          const outside = test.estimate < low || test.estimate > high
          const [alike, all] = [alikeIn(test), countedIn(test)]
          return (
            <g key={`${test.test} ${test.frame} ${test.part}`}>
              <text x={narrow ? left : 4} y={narrow ? top + 8 : middle + 4} className="t12">
                <tspan className="ink">{test.part}</tspan> {testName(test.test, lang)}
                {framed && !narrow && ` · ${test.frame}`}
              </text>
              <path d={`M${left} ${middle}H${right}`} className="axis" />
              <rect
                x={x(low)}
                y={middle - 7}
                width={Math.max(2, x(high) - x(low))}
                height="14"
                fill="var(--null-tint)"
                stroke="var(--null)"
                strokeDasharray="3 2"
              />
              <circle
                cx={x(test.estimate)}
                cy={middle}
                r="5"
                fill={outside ? 'var(--evidence)' : 'var(--paper)'}
                stroke={outside ? 'var(--paper)' : 'var(--null)'}
                strokeWidth={outside ? 1 : 2}
              />
              <text x={width - 2} y={middle + 4} textAnchor="end" className="t12 ink">
                {whole(alike)} / {whole(all)}
              </text>
            </g>
          )
        })}
      </svg>
    </div>
  )
}
