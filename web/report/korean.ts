// Korean particles follow the sound that a word ends in. Names come from rules, so the page has to listen.

/** Letters whose Korean names end in a consonant: 엘, 엠, 엔, 알. */
const CLOSED_LETTERS = new Set('lmnrLMNR')
/** Digits whose readings end in a consonant: 영, 일, 삼, 육, 칠, 팔. */
const CLOSED_DIGITS = new Set('013678')

const HANGUL_FIRST = 0xac00
const HANGUL_LAST = 0xd7a3
const FINALS = 28
const FINAL_RIEUL = 8

const finalOf = (word: string): number => {
  const last = word.replace(/[^\p{L}\p{N}]+$/u, '').at(-1)
  if (last === undefined) return 0
  const code = last.charCodeAt(0)
  if (code >= HANGUL_FIRST && code <= HANGUL_LAST) return (code - HANGUL_FIRST) % FINALS
  if (last === 'l' || last === 'L' || last === 'r' || last === 'R' || '178'.includes(last)) return FINAL_RIEUL
  return CLOSED_LETTERS.has(last) || CLOSED_DIGITS.has(last) ? 1 : 0
}

/** `withParticle('업스테이지', '이', '가')` → 업스테이지가. */
export const withParticle = (word: string, closed: string, open: string): string =>
  word + (finalOf(word) === 0 ? open : closed)

/** The particle 으로/로, which treats a final ㄹ as open. */
export const withTowards = (word: string): string => {
  const final = finalOf(word)
  return word + (final === 0 || final === FINAL_RIEUL ? '로' : '으로')
}

const COUNTS = ['', '한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟', '아홉', '열']

/** A count before a noun: 세 (팀), 한 (자리); figures above ten. */
export const koreanCount = (n: number): string => COUNTS[n] || String(n)
