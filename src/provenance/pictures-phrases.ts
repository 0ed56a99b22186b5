import { decimal } from './pictures-figures.ts'

export const percent = (share: number): string => `${decimal(share * 100, share > 0 && share < 0.1 ? 1 : 0)}\u00a0%`

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** 은 or 는 after a word of the glossary, which always ends in Hangul. */
export const withTopic = (word: string): string => {
  const last = word.charCodeAt(word.length - 1) - HANGUL_FIRST
  return `${word}${last >= 0 && last % FINALS !== 0 ? '은' : '는'}`
}

const HANGUL_FIRST = 0xac00
const FINALS = 28
