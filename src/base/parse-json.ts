import { MAX_DEPTH } from './canonical-json.ts'
import { AssayError } from './errors.ts'
import type { Json } from './json.ts'

/**
 * Parses JSON from outside. Unlike `JSON.parse` it refuses a name that stands twice in one object (the earlier value
 * would be lost without a word) and nesting beyond the limit (a parser's stack is not the sender's to spend).
 *
 * @param where what the text is, for the refusal: a path or an address
 * @throws AssayError `base/json-malformed`, `base/json-duplicate-name`, `base/json-too-deep`
 */
export const parseJson = (text: string, where: string, maxDepth: number = MAX_DEPTH): Json => {
  checkShape(text, where, maxDepth)
  try {
    return JSON.parse(text) as Json
  } catch (cause) {
    throw new AssayError('base/json-malformed', { where, what: (cause as Error).message }, { cause })
  }
}

// One pass over the text, no recursion. It trusts nothing but the quotes and brackets; all else is JSON.parse's to judge.
const checkShape = (text: string, where: string, maxDepth: number): void => {
  const open: (Set<string> | undefined)[] = [] // names seen in each open object; undefined for an array
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) {
      const start = i
      i = endOfString(text, i)
      if (i < 0) return // unterminated: JSON.parse says so
      const names = open.at(-1)
      if (names !== undefined && isName(text, i)) {
        const name = nameOf(text.slice(start, i + 1))
        if (name === undefined) return
        if (names.has(name)) throw new AssayError('base/json-duplicate-name', { where, name })
        names.add(name)
      }
    } else if (c === OPEN_OBJECT || c === OPEN_ARRAY) {
      if (open.length >= maxDepth) throw new AssayError('base/json-too-deep', { where, limit: maxDepth })
      open.push(c === OPEN_OBJECT ? new Set() : undefined)
    } else if (c === CLOSE_OBJECT || c === CLOSE_ARRAY) open.pop()
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d

const endOfString = (text: string, start: number): number => {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === BACKSLASH) i++
    else if (c === QUOTE) return i
  }
  return -1
}

const isName = (text: string, end: number): boolean => {
  for (let i = end + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === COLON) return true
    if (c !== 0x20 && c !== 0x09 && c !== 0x0a && c !== 0x0d) return false
  }
  return false
}

const nameOf = (quoted: string): string | undefined => {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return undefined // malformed: JSON.parse of the whole text says so, with its place
  }
}
