import type { Lang } from './data.ts'

export { decimal, probability, whole } from '../provenance/room.ts'

/** Points with at least one decimal and at most two: 90.2, 28.56. A true minus sign for negatives. */
export const points = (value: number): string => {
  const twice = Math.round(value * 100) / 100
  const text = Number.isInteger(Math.round(twice * 1000) / 100) ? twice.toFixed(1) : twice.toFixed(2)
  return text.replace('-', '−')
}

/** `sha256:b41f…` → `b41f…90c2`, enough to compare by eye; the whole digest stands where it is looked up. */
export const shortDigest = (digest: string): string => {
  const hex = digest.replace(/^sha256:/, '')
  return hex.length > 14 ? `${hex.slice(0, 6)}…${hex.slice(-4)}` : hex
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ')

/** A day: 2026. 1. 15. or 15 January 2026. The text itself where it is no date. */
export const day = (iso: string, lang: Lang): string => {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso)
  if (match === null) return iso
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return lang === 'ko' ? `${year}. ${month}. ${date}.` : `${date} ${MONTHS[month - 1]} ${year}`
}

/** A moment in UTC, to the second. */
export const moment = (iso: string): string => iso.replace(/^(\S{10})T(\S{8})(\.\d+)?Z$/, '$1 $2')

export const plural = (n: number, one: string, many: string): string => (n === 1 ? one : many)

const NUMBERS = 'no one two three four five six seven eight nine ten'.split(' ')

/** A count in words up to ten. */
export const inWords = (n: number): string => NUMBERS[n] ?? String(n)

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Names joined as a sentence joins them: A, B and C. */
export const listed = (names: readonly string[], lang: Lang): string => {
  if (names.length < 2) return names.join('')
  return lang === 'ko' ? names.join(', ') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
