import { PythonError } from './python-error.ts'
import { WHITE_SPACE } from './text.ts'

/** A Python regular expression, read. */
export type Node =
  | { readonly kind: 'char'; readonly test: (char: string) => boolean }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'choice'; readonly nodes: readonly Node[] }
  | {
      readonly kind: 'repeat'
      readonly node: Node
      readonly min: number
      readonly max: number
      readonly mode: 'greedy' | 'lazy' | 'possessive'
    }
  | { readonly kind: 'group'; readonly node: Node; readonly index: number }
  | { readonly kind: 'atomic'; readonly node: Node }
  | { readonly kind: 'look'; readonly node: Node; readonly behind: boolean; readonly negative: boolean }
  | { readonly kind: 'back'; readonly index: number; readonly ignoreCase: boolean }
  | { readonly kind: 'if-group'; readonly index: number; readonly yes: Node; readonly no: Node }
  | {
      readonly kind: 'at'
      readonly where: 'start' | 'end' | 'line-start' | 'line-end' | 'text-end' | 'word' | 'not-word'
    }

export type Pattern = { readonly node: Node; readonly groups: number; readonly names: ReadonlyMap<string, number> }

type Flags = { readonly i: boolean; readonly m: boolean; readonly s: boolean; readonly x: boolean; readonly a: boolean }
type Reader = {
  readonly source: readonly string[]
  at: number
  groups: number
  readonly names: Map<string, number>
  flags: Flags
}

const NO_FLAGS: Flags = { i: false, m: false, s: false, x: false, a: false }

/**
 * Reads the syntax of Python's `re` (3.11), with its meaning of `\d \w \s \b . ^ $` on Unicode text.
 *
 * @throws PythonError `re.error` for what Python refuses, and for `(?L)` and `\N{…}`
 */
export const parseRegex = (source: string): Pattern => {
  const reader: Reader = { source: Array.from(source), at: 0, groups: 0, names: new Map(), flags: NO_FLAGS }
  const node = alternatives(reader)
  if (reader.at < reader.source.length) throw bad(reader, 'unbalanced parenthesis')
  return { node, groups: reader.groups, names: reader.names }
}

const peek = (reader: Reader, text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (reader.source[reader.at + i] !== text[i]) return false
  return true
}
const take = (reader: Reader, text: string): boolean => {
  if (!peek(reader, text)) return false
  reader.at += text.length
  return true
}

const alternatives = (reader: Reader): Node => {
  const outer = reader.flags
  const nodes = [sequence(reader)]
  while (take(reader, '|')) nodes.push(sequence(reader))
  if (reader.at < reader.source.length) reader.flags = outer
  return nodes.length === 1 ? (nodes[0] as Node) : { kind: 'choice', nodes }
}

const sequence = (reader: Reader): Node => {
  const nodes: Node[] = []
  while (reader.at < reader.source.length && !peek(reader, '|') && !peek(reader, ')')) {
    if (reader.flags.x && skipVerbose(reader)) continue
    const node = atom(reader, nodes.length === 0)
    if (node !== undefined) nodes.push(quantified(reader, node))
  }
  return nodes.length === 1 ? (nodes[0] as Node) : { kind: 'sequence', nodes }
}

const skipVerbose = (reader: Reader): boolean => {
  const char = reader.source[reader.at] ?? ''
  if (/\s/.test(char)) reader.at++
  else if (char === '#') while (reader.at < reader.source.length && reader.source[reader.at] !== '\n') reader.at++
  else return false
  return true
}

const MAX_REPEAT = 65_535

const quantified = (reader: Reader, node: Node): Node => {
  let result = node
  for (let times = 0; ; times++) {
    while (reader.flags.x && skipVerbose(reader));
    const bounds = bound(reader)
    if (bounds === undefined) return result
    if (times > 0) throw bad(reader, 'multiple repeat')
    if (node.kind === 'at') throw bad(reader, 'nothing to repeat')
    const mode = take(reader, '?') ? 'lazy' : take(reader, '+') ? 'possessive' : 'greedy'
    result = { kind: 'repeat', node, ...bounds, mode }
  }
}

const bound = (reader: Reader): { min: number; max: number } | undefined => {
  if (take(reader, '*')) return { min: 0, max: Infinity }
  if (take(reader, '+')) return { min: 1, max: Infinity }
  if (take(reader, '?')) return { min: 0, max: 1 }
  const match = /^\{(\d*)(,?)(\d*)\}/.exec(reader.source.slice(reader.at, reader.at + 16).join(''))
  if (match === null || (match[1] === '' && match[2] === '')) return undefined
  reader.at += match[0].length
  const min = match[1] === '' ? 0 : Number(match[1])
  const max = match[2] === '' ? min : match[3] === '' ? Infinity : Number(match[3])
  if (max < min || min > MAX_REPEAT) throw bad(reader, 'min repeat greater than max repeat')
  return { min, max }
}

const atom = (reader: Reader, first: boolean): Node | undefined => {
  const char = reader.source[reader.at++] as string
  const { flags } = reader
  switch (char) {
    case '.':
      return { kind: 'char', test: flags.s ? () => true : (c) => c !== '\n' }
    case '^':
      return { kind: 'at', where: flags.m ? 'line-start' : 'start' }
    case '$':
      return { kind: 'at', where: flags.m ? 'line-end' : 'end' }
    case '[':
      return { kind: 'char', test: charClass(reader) }
    case '(':
      return group(reader, first)
    case '\\':
      return escape(reader)
    case '*':
    case '+':
    case '?':
      throw bad(reader, 'nothing to repeat')
    default:
      return literal(char, flags)
  }
}

const literal = (char: string, flags: Flags): Node => ({
  kind: 'char',
  test: flags.i ? sameFolded(char) : (c) => c === char,
})

const sameFolded = (char: string): ((c: string) => boolean) => {
  const folded = fold(char)
  return (c) => fold(c) === folded
}
export const fold = (char: string): string => char.toLowerCase().toUpperCase()

const group = (reader: Reader, first: boolean): Node | undefined => {
  const outer = reader.flags
  const inside = (): Node => {
    const node = alternatives(reader)
    if (!take(reader, ')')) throw bad(reader, 'missing ), unterminated subpattern')
    reader.flags = outer
    return node
  }
  if (!take(reader, '?')) return capture(reader, inside)
  if (take(reader, ':')) return inside()
  if (take(reader, '>')) return { kind: 'atomic', node: inside() }
  if (take(reader, '=')) return { kind: 'look', behind: false, negative: false, node: inside() }
  if (take(reader, '!')) return { kind: 'look', behind: false, negative: true, node: inside() }
  if (take(reader, '<=')) return behind(reader, inside(), false)
  if (take(reader, '<!')) return behind(reader, inside(), true)
  if (take(reader, '#')) {
    while (reader.at < reader.source.length && !peek(reader, ')')) reader.at++
    if (!take(reader, ')')) throw bad(reader, 'missing ), unterminated comment')
    return undefined
  }
  if (take(reader, 'P=')) return backTo(reader, name(reader, ')'))
  if (take(reader, 'P<')) {
    const given = name(reader, '>')
    if (/^\d/.test(given)) throw bad(reader, `bad group name '${given}'`)
    if (reader.names.has(given)) throw bad(reader, `redefinition of group name '${given}'`)
    return capture(reader, inside, given)
  }
  if (take(reader, '(')) {
    const which = name(reader, ')')
    const index = /^\d+$/.test(which) ? Number(which) : reader.names.get(which)
    if (index === undefined) throw bad(reader, `unknown group name '${which}'`)
    const yes = sequence(reader)
    const no: Node = take(reader, '|') ? sequence(reader) : { kind: 'sequence', nodes: [] }
    if (!take(reader, ')')) throw bad(reader, 'missing ), unterminated subpattern')
    return { kind: 'if-group', index, yes, no }
  }
  return inlineFlags(reader, { first, inside })
}

const behind = (reader: Reader, node: Node, negative: boolean): Node => {
  const [least, most] = widths(node)
  if (least !== most) throw bad(reader, 'look-behind requires fixed-width pattern')
  return { kind: 'look', behind: true, negative, node }
}

/** How many characters a pattern can take, at least and at most. */
const widths = (node: Node): readonly [number, number] => {
  switch (node.kind) {
    case 'char':
      return [1, 1]
    case 'sequence':
      return node.nodes.map(widths).reduce(([a, b], [c, d]) => [a + c, b + d] as const, [0, 0])
    case 'choice':
      return [
        Math.min(...node.nodes.map((one) => widths(one)[0])),
        Math.max(...node.nodes.map((one) => widths(one)[1])),
      ]
    case 'repeat':
      return [widths(node.node)[0] * node.min, node.max === 0 ? 0 : widths(node.node)[1] * node.max]
    case 'group':
    case 'atomic':
      return widths(node.node)
    case 'if-group':
      return [Math.min(widths(node.yes)[0], widths(node.no)[0]), Math.max(widths(node.yes)[1], widths(node.no)[1])]
    case 'back':
      return [0, Infinity]
    case 'look':
    case 'at':
      return [0, 0]
  }
}

const capture = (reader: Reader, inside: () => Node, given?: string): Node => {
  const index = ++reader.groups
  if (given !== undefined) reader.names.set(given, index)
  return { kind: 'group', index, node: inside() }
}

const name = (reader: Reader, close: string): string => {
  let out = ''
  while (reader.at < reader.source.length && !peek(reader, close)) out += reader.source[reader.at++]
  if (!take(reader, close) || !/^(?:\d+|[\p{L}_][\p{L}\p{N}_]*)$/u.test(out))
    throw bad(reader, `bad group name '${out}'`)
  return out
}

const backTo = (reader: Reader, which: string): Node => {
  const index = reader.names.get(which)
  if (index === undefined) throw bad(reader, `unknown group name '${which}'`)
  return { kind: 'back', index, ignoreCase: reader.flags.i }
}

const inlineFlags = (reader: Reader, { first, inside }: { first: boolean; inside: () => Node }): Node | undefined => {
  const match = /^([aimsux]*)(?:-([imsx]+))?([:)])/.exec(reader.source.slice(reader.at, reader.at + 16).join(''))
  if (match === null || (match[1] === '' && match[2] === undefined)) throw bad(reader, 'unknown extension')
  const [whole, on = '', off = '', end] = match
  if (end === ')' && (off !== '' || !first || reader.at !== 2))
    throw bad(reader, 'global flags not at the start of the expression')
  reader.at += whole.length
  const flags = { ...reader.flags }
  for (const flag of on) if (flag !== 'u') flags[flag as keyof Flags] = true
  for (const flag of off) flags[flag as keyof Flags] = false
  reader.flags = flags
  return end === ')' ? undefined : inside()
}

const escape = (reader: Reader): Node => {
  const char = reader.source[reader.at]
  if (char === undefined) throw bad(reader, 'bad escape (end of pattern)')
  const where = { A: 'start', Z: 'text-end', b: 'word', B: 'not-word' } as const
  if (char === 'A') return taken(reader, { kind: 'at', where: 'start' })
  if (char in where) return taken(reader, { kind: 'at', where: where[char as keyof typeof where] })
  const set = category(char, reader.flags)
  if (set !== undefined) return taken(reader, { kind: 'char', test: set })
  if (/[1-9]/.test(char)) {
    const digits = /^(?:[1-3][0-7]{2}|[1-9]\d?)/.exec(reader.source.slice(reader.at, reader.at + 3).join(''))?.[0] ?? ''
    reader.at += digits.length
    if (digits.length === 3) return literal(String.fromCodePoint(Number.parseInt(digits, 8)), reader.flags)
    if (Number(digits) > reader.groups) throw bad(reader, `invalid group reference ${digits}`)
    return { kind: 'back', index: Number(digits), ignoreCase: reader.flags.i }
  }
  return literal(escapedChar(reader), reader.flags)
}

const taken = (reader: Reader, node: Node): Node => {
  reader.at++
  return node
}

const SPACE = new RegExp(`^[${WHITE_SPACE}]$`)
const category = (letter: string, { a: ascii }: Flags): ((char: string) => boolean) | undefined => {
  const sets: Readonly<Record<string, RegExp>> = ascii
    ? { d: /^[0-9]$/, s: /^[ \t\n\r\f\v]$/, w: /^[A-Za-z0-9_]$/ }
    : { d: /^\p{Nd}$/u, s: SPACE, w: /^[\p{L}\p{N}_]$/u }
  const set = sets[letter.toLowerCase()]
  if (set === undefined || !/[dswDSW]/.test(letter)) return undefined
  return /[dsw]/.test(letter) ? (char) => set.test(char) : (char) => !set.test(char)
}
export const isWordChar = (char: string | undefined): boolean => char !== undefined && /^[\p{L}\p{N}_]$/u.test(char)

const CONTROLS: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  f: '\f',
  v: '\v',
  a: '\x07',
  '\\': '\\',
}

const escapedChar = (reader: Reader): string => {
  const char = reader.source[reader.at++] as string
  const control = CONTROLS[char]
  if (control !== undefined) return control
  const hexLength = { x: 2, u: 4, U: 8 }[char]
  if (hexLength !== undefined) {
    const hex = reader.source.slice(reader.at, reader.at + hexLength).join('')
    if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length < hexLength || Number.parseInt(hex, 16) > 0x10ffff)
      throw bad(reader, `incomplete escape \\${char}`)
    reader.at += hexLength
    return String.fromCodePoint(Number.parseInt(hex, 16))
  }
  if (char === '0') {
    const octal = /^[0-7]{0,2}/.exec(reader.source.slice(reader.at, reader.at + 2).join(''))?.[0] ?? ''
    reader.at += octal.length
    return String.fromCodePoint(Number.parseInt(`0${octal}`, 8))
  }
  if (/[A-Za-z0-9]/.test(char)) throw bad(reader, `bad escape \\${char}`)
  return char
}

const charClass = (reader: Reader): ((char: string) => boolean) => {
  const negative = take(reader, '^')
  const tests: ((char: string) => boolean)[] = []
  const { flags } = reader
  for (let first = true; first || !peek(reader, ']'); first = false) {
    const low = classItem(reader)
    if (
      typeof low === 'string' &&
      peek(reader, '-') &&
      reader.source[reader.at + 1] !== ']' &&
      reader.source[reader.at + 1] !== undefined
    ) {
      reader.at++
      const high = classItem(reader)
      if (typeof high !== 'string' || (low.codePointAt(0) ?? 0) > (high.codePointAt(0) ?? 0))
        throw bad(reader, 'bad character range')
      const [from, to] = [low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0]
      const within = (char: string): boolean => (char.codePointAt(0) ?? -1) >= from && (char.codePointAt(0) ?? -1) <= to
      tests.push(flags.i ? (char) => within(char) || within(char.toLowerCase()) || within(char.toUpperCase()) : within)
    } else if (typeof low === 'string') tests.push(flags.i ? sameFolded(low) : (char) => char === low)
    else tests.push(low)
  }
  reader.at++
  return negative ? (char) => !tests.some((test) => test(char)) : (char) => tests.some((test) => test(char))
}

const classItem = (reader: Reader): string | ((char: string) => boolean) => {
  const char = reader.source[reader.at++]
  if (char === undefined) throw bad(reader, 'unterminated character set')
  if (char !== '\\') return char
  const next = reader.source[reader.at] ?? ''
  const set = category(next, reader.flags)
  if (set !== undefined) {
    reader.at++
    return set
  }
  if (next === 'b') {
    reader.at++
    return '\b'
  }
  return escapedChar(reader)
}

const bad = (reader: Reader, what: string): PythonError =>
  new PythonError('re.error', `${what} at position ${reader.at} of ${JSON.stringify(reader.source.join(''))}`)
