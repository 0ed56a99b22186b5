/** Characters that Python's `str.isspace` and `str.strip` take for white space: not U+FEFF, but U+001C–U+001F and U+0085. */
export const WHITE_SPACE =
  '\\t\\n\\v\\f\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const LEADING = new RegExp(`^[${WHITE_SPACE}]+`)
const TRAILING = new RegExp(`[${WHITE_SPACE}]+$`)
const ONLY = new RegExp(`^[${WHITE_SPACE}]+$`)
const RUNS = new RegExp(`[${WHITE_SPACE}]+`)

export const isSpace = (text: string): boolean => ONLY.test(text)

export const lstrip = (text: string, chars?: string): string => {
  if (chars === undefined) return text.replace(LEADING, '')
  const points = Array.from(text)
  let from = 0
  while (from < points.length && chars.includes(points[from] as string)) from++
  return points.slice(from).join('')
}

export const rstrip = (text: string, chars?: string): string => {
  if (chars === undefined) return rstripSpace(text)
  const points = Array.from(text)
  let to = points.length
  while (to > 0 && chars.includes(points[to - 1] as string)) to--
  return points.slice(0, to).join('')
}

// A pattern anchored at the end alone is tried at every blank of a long prompt; looking from the end is linear.
const rstripSpace = (text: string): string => {
  let to = text.length
  while (to > 0 && isSpace(text[to - 1] as string)) to--
  return text.slice(0, to)
}

export const strip = (text: string, chars?: string): string => rstrip(lstrip(text, chars), chars)

/** `str.split()` without a separator: runs of white space part, edges give nothing. */
export const words = (text: string): string[] =>
  strip(text)
    .split(RUNS)
    .filter((word) => word !== '')

/** `len(re.split(r"\s+", text))`: white space at an edge makes an empty word there. */
export const countWords = (text: string): number => text.split(RUNS).length

export const startsWithSpace = (text: string): boolean =>
  text !== '' && isSpace(Array.from(text.slice(0, 2))[0] as string)
export const endsWithSpace = (text: string): boolean => text !== '' && TRAILING.test(text.slice(-1))

/** `str.isdigit`: decimal digits and digit-like characters such as superscripts. */
export const isDigit = (text: string): boolean =>
  /^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468]+$/u.test(text)

/** `str.title`: every run of letters begins with its title-case letter. */
export const titleCase = (text: string): string => {
  let out = ''
  let inWord = false
  for (const char of text) {
    const cased = /\p{Lu}|\p{Ll}|\p{Lt}/u.test(char)
    out += cased ? (inWord ? char.toLowerCase() : titleChar(char)) : char
    inWord = cased
  }
  return out
}

/** The title-case form of one character: upper case, of an expansion only its first letter. */
const titleChar = (char: string): string => {
  const [first = '', ...rest] = char.toUpperCase()
  return first + rest.join('').toLowerCase()
}

export const capitalize = (text: string): string => {
  const [first = '', ...rest] = text
  return titleChar(first) + rest.join('').toLowerCase()
}

/** `str.count`: occurrences that do not overlap; of the empty text, one more than the code points. */
export const countOf = (text: string, part: string): number =>
  part === '' ? Array.from(text).length + 1 : text.split(part).length - 1

const SEPARATORS = '\\x1c-\\x1e\\x85\\u2028\\u2029'
const LINE_ENDS = new RegExp(`\\r\\n|[\\n\\r\\v\\f${SEPARATORS}]`)

/** `str.splitlines()`. */
export const splitLines = (text: string): string[] => {
  const lines = text.split(LINE_ENDS)
  if (lines.at(-1) === '') lines.pop()
  return lines
}
