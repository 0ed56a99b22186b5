import { AssayError } from '#base'

/**
 * Most tensors of one file. Mixtures of hundreds of experts stay below it with all their shards together; a header of
 * the greatest allowed length could name a million, which would take two gigabytes to hold.
 */
const MAX_TENSORS = 250_000

/**
 * Refuses what `JSON.parse` would hide: a dimension or an offset is a whole number written as one, and 2.0, 2e0 and
 * −0 are floats to the reference implementation. Also bounds what parsing may allocate. One pass, before parsing;
 * text that is no JSON is left for the parser to refuse.
 *
 * @throws AssayError `tensors/malformed-header`, `tensors/too-many-tensors`
 */
export const checkHeaderText = (text: string, file: string): void => {
  let objects = -1 // the header itself
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) i = endOfString(text, i)
    else if (c === MINUS || c === POINT || ((c | LOWER) === SMALL_E && isDigit(text.charCodeAt(i - 1)))) {
      throw new AssayError('tensors/malformed-header', {
        file,
        why: `a number at ${i} is not written as a whole number`,
      })
    } else if (c === OPENING_BRACE && ++objects > MAX_TENSORS) {
      throw new AssayError('tensors/too-many-tensors', { file, limit: MAX_TENSORS })
    }
  }
}

const QUOTE = 0x22
const MINUS = 0x2d
const POINT = 0x2e
const BACKSLASH = 0x5c
const SMALL_E = 0x65
const OPENING_BRACE = 0x7b
const LOWER = 0x20

const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39

/** Place of the closing quote, or the end of the text if there is none. */
const endOfString = (text: string, start: number): number => {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === BACKSLASH) i++
    else if (c === QUOTE) return i
  }
  return text.length
}
