import { PythonError } from './python-error.ts'
import { unescapeLiteral } from './string-literal.ts'
import { dictOf, tuple, type PyValue } from './value.ts'

/** Deeper literals are refused: the reader is recursive, and no task comes near. */
const MAX_DEPTH = 100

/**
 * Python's `ast.literal_eval` for what tasks write: texts, numbers, True, False, None, lists, tuples and dicts.
 *
 * @throws PythonError `SyntaxError` for anything else; a name or a call is never evaluated
 */
export const literalEval = (source: string): PyValue => {
  const reader = { text: source.replace(/^[ \t]+/, ''), at: 0 }
  const value = expression(reader, 0)
  skip(reader)
  if (reader.at < reader.text.length) throw refuse(reader)
  return value
}

type Reader = { readonly text: string; at: number }

const expression = (reader: Reader, depth: number): PyValue => {
  if (depth > MAX_DEPTH) throw new PythonError('SyntaxError', 'nested too deep')
  skip(reader)
  const char = reader.text[reader.at]
  if (char === '[') return items(reader, ']', depth).values
  if (char === '(') {
    const { values, commas } = items(reader, ')', depth)
    return values.length === 1 && commas === 0 ? (values[0] as PyValue) : tuple(values)
  }
  if (char === '{') return dict(reader, depth)
  return text(reader) ?? number(reader) ?? constant(reader)
}

const items = (reader: Reader, close: string, depth: number): { values: PyValue[]; commas: number } => {
  reader.at++
  const values: PyValue[] = []
  let commas = 0
  for (;;) {
    skip(reader)
    if (reader.text[reader.at] === close) {
      reader.at++
      return { values, commas }
    }
    if (values.length > commas) throw refuse(reader)
    values.push(expression(reader, depth + 1))
    skip(reader)
    if (reader.text[reader.at] === ',') {
      reader.at++
      commas++
    }
  }
}

const dict = (reader: Reader, depth: number): PyValue => {
  reader.at++
  const pairs: [PyValue, PyValue][] = []
  for (;;) {
    skip(reader)
    if (reader.text[reader.at] === '}') {
      reader.at++
      return dictOf(pairs)
    }
    const key = expression(reader, depth + 1)
    skip(reader)
    if (reader.text[reader.at++] !== ':') throw refuse(reader)
    pairs.push([key, expression(reader, depth + 1)])
    skip(reader)
    if (reader.text[reader.at] === ',') reader.at++
    else if (reader.text[reader.at] !== '}') throw refuse(reader)
  }
}

const TEXT =
  /(?:[rRuU]?)(?:'''(?:[^\\]|\\[\s\S])*?'''|"""(?:[^\\]|\\[\s\S])*?"""|'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*")/y

const text = (reader: Reader): string | undefined => {
  let out: string | undefined
  for (;;) {
    TEXT.lastIndex = reader.at
    const [found] = TEXT.exec(reader.text) ?? []
    if (found === undefined) return out
    reader.at += found.length
    const raw = /^[rR]/.test(found)
    const quoted = found.replace(/^[rRuU]/, '')
    const mark = quoted.startsWith("'''") || quoted.startsWith('"""') ? 3 : 1
    const body = quoted.slice(mark, -mark)
    out = (out ?? '') + (raw ? body : unescapeLiteral(body))
    skip(reader)
  }
}

const NUMBER =
  /[-+]?\s*(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|(?:\d+(?:_\d+)*)?\.?\d+(?:_\d+)*(?:\.)?(?:[eE][-+]?\d+)?)/y

const number = (reader: Reader): bigint | number | undefined => {
  NUMBER.lastIndex = reader.at
  const [found] = NUMBER.exec(reader.text) ?? []
  if (found === undefined) return undefined
  const plain = found.replaceAll(/[\s_+]/g, (char) => (char === '+' && /[eE]\+/.test(found) ? '+' : ''))
  const negative = plain.startsWith('-')
  const body = plain.replace(/^[-+]/, '')
  if (/^0[xXoObB]/.test(body) || /^\d+$/.test(body)) {
    if (/^0\d*[1-9]/.test(body)) throw refuse(reader) // leading zeros are no Python integer
    reader.at += found.length
    return negative ? -BigInt(body) : BigInt(body)
  }
  reader.at += found.length
  return negative ? -Number(body) : Number(body)
}

const constant = (reader: Reader): PyValue => {
  for (const [name, value] of [
    ['True', true],
    ['False', false],
    ['None', null],
  ] as const) {
    if (reader.text.startsWith(name, reader.at) && !/\w/.test(reader.text[reader.at + name.length] ?? '')) {
      reader.at += name.length
      return value
    }
  }
  throw refuse(reader)
}

const skip = (reader: Reader): void => {
  while (/[ \t\n\r\f]/.test(reader.text[reader.at] ?? '')) reader.at++
}

const refuse = (reader: Reader): PythonError =>
  new PythonError(
    'SyntaxError',
    `not a Python literal at ${reader.at}: ${JSON.stringify(reader.text.slice(reader.at, reader.at + 40))}`,
  )
