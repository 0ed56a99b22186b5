import { useWords } from '../../shell/language.tsx'
import { whole } from '../room.ts'

/** More dots than this say nothing more; each then stands for several coins. */
const MAX_DOTS = 400
const STEP = 10

/**
 * Fair coins that fell alike, as dots, beside what fair coins do. Independent training is a fair coin for each unit: a
 * reader needs no more statistics than that.
 */
export const CoinPicture = ({ n, alike, test, part }: { n: number; alike: number; test: string; part: string }) => {
  const { t } = useWords()
  return (
    <div className="coins">
      <Coins
        n={n}
        alike={alike}
        seed={1}
        tone="evidence"
        name={t('이 비교', 'This comparison')}
        about={`${test} · ${part}`}
        figure={
          alike === n
            ? t(`동전 ${whole(n)}개가 모두 같은 쪽`, `${whole(n)} coins, all alike`)
            : t(`동전 ${whole(n)}개 가운데 ${whole(alike)}개가 같은 쪽`, `${whole(alike)} of ${whole(n)} coins alike`)
        }
      />
      <Coins
        n={n}
        alike={Math.round(n / 2)}
        seed={2}
        tone="null"
        name={t('독립 모형이라면', 'Independent models')}
        figure={t(`공정한 동전 ${whole(n)}개: 절반쯤`, `${whole(n)} fair coins: about half`)}
      />
    </div>
  )
}

type Drawn = {
  readonly n: number
  readonly alike: number
  readonly seed: number
  readonly tone: 'evidence' | 'null'
  readonly name: string
  readonly about?: string
  readonly figure: string
}

const Coins = ({ n, alike, seed, tone, name, about, figure }: Drawn) => {
  const { t } = useWords()
  const each = Math.ceil(n / MAX_DOTS)
  const dots = Math.ceil(n / each)
  const columns = Math.ceil(Math.sqrt(dots * 2))
  const filled = scattered(dots, Math.round((alike / n) * dots), seed)
  const rows = Math.ceil(dots / columns)
  return (
    <figure>
      <figcaption>
        <b>{name}</b>
        {about !== undefined && <span className="cap">{about}</span>}
        <span className="cap">
          {figure}
          {each > 1 && t(` (점 하나가 ${each}개)`, ` (a dot is ${each} coins)`)}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${columns * STEP} ${rows * STEP}`}
        style={{ maxWidth: columns * STEP * 1.15 }}
        className="plot"
        role="img"
        aria-label={`${name}: ${figure}`}
      >
        {filled.map((same, i) => (
          <circle
            key={i}
            cx={(i % columns) * STEP + STEP / 2}
            cy={Math.floor(i / columns) * STEP + STEP / 2}
            r={same ? 3.6 : 3}
            fill={same ? `var(--${tone})` : 'none'}
            stroke={`var(--${tone})`}
            strokeWidth="1"
          />
        ))}
      </svg>
    </figure>
  )
}

/** Which of `total` places are filled: the same places for the same seed. */
const scattered = (total: number, filled: number, seed: number): boolean[] => {
  const places = Array.from({ length: total }, (_, i) => i < filled)
  let state = seed
  for (let i = total - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const j = Math.floor((state / 2 ** 32) * (i + 1))
    ;[places[i], places[j]] = [places[j] ?? false, places[i] ?? false]
  }
  return places
}
