import { replaceAll } from '../python/regex-use.ts'
import type { Metric } from '../tasks/task.ts'

const PUNCTUATION = /[!-/:-@[-`{-~]/g

/**
 * Share of predictions that equal their references, each prepared alike: patterns removed in order, then case,
 * punctuation, digits. Texts are compared as numpy compares them: trailing NULs do not count, and lower-casing keeps
 * the width of the longest text, so that a letter whose lower case has two code points is cut.
 *
 * @param predictions and references of one length
 */
export const exactMatch = (
  predictions: readonly string[],
  references: readonly string[],
  options: Metric['exactMatch'],
): number => {
  const [left, right] = [prepared(predictions, options), prepared(references, options)]
  let equal = 0
  for (const [i, text] of left.entries()) if (text === right[i]) equal++
  return equal / left.length
}

const prepared = (
  given: readonly string[],
  { ignoreCase, ignorePunctuation, ignoreNumbers, regexesToIgnore }: Metric['exactMatch'],
): string[] => {
  let texts = given.map((text) =>
    (regexesToIgnore ?? []).reduce((rest, pattern) => replaceAll(pattern, '', rest), text),
  )
  if (ignoreCase) {
    const width = Math.max(1, ...texts.map((text) => Array.from(text).length))
    texts = texts.map((text) => Array.from(withoutNuls(text).toLowerCase()).slice(0, width).join(''))
  }
  if (ignorePunctuation) texts = texts.map((text) => withoutNuls(text).replaceAll(PUNCTUATION, ''))
  if (ignoreNumbers) texts = texts.map((text) => withoutNuls(text).replaceAll(/[0-9]/g, ''))
  return texts.map(withoutNuls)
}

const withoutNuls = (text: string): string => {
  let to = text.length
  while (to > 0 && text[to - 1] === '\0') to--
  return text.slice(0, to)
}
