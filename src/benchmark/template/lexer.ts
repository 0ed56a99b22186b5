import { PythonError } from '../python/python-error.ts'
import { unescapeLiteral } from '../python/string-literal.ts'

export type Token =
  | { readonly kind: 'data'; readonly text: string }
  | { readonly kind: 'variable' | 'block' | 'close' }
  | { readonly kind: 'name' | 'operator'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }

/**
 * Cuts a Jinja template into text and code. `{%- -%}` strip white space beside a tag; blocks keep the newline after
 * them and the template keeps its last one, as lm-evaluation-harness sets Jinja.
 *
 * @throws PythonError `TemplateSyntaxError`
 */
export const lex = (source: string): Token[] => {
  const text = source.replaceAll(/\r\n|\r/g, '\n')
  const tokens: Token[] = []
  let at = 0
  let stripNext = false
  const data = (from: number, to: number, stripEnd: boolean): void => {
    let part = text.slice(from, to)
    if (stripNext) part = part.replace(/^\s+/, '')
    if (stripEnd) part = part.replace(/\s+$/, '')
    stripNext = false
    if (part !== '') tokens.push({ kind: 'data', text: part })
  }
  for (;;) {
    OPEN.lastIndex = at
    const open = OPEN.exec(text)
    if (open === null) {
      data(at, text.length, false)
      return tokens
    }
    const [whole, mark, sign] = open
    data(at, open.index, sign === '-')
    at = open.index + whole.length
    if (mark === '{#') {
      COMMENT_END.lastIndex = at
      const end = COMMENT_END.exec(text)
      if (end === null) throw syntax('a comment is not closed', text, open.index)
      stripNext = end[1] === '-'
      at = end.index + end[0].length
      continue
    }
    const raw = mark === '{%' ? RAW.exec(text.slice(at)) : null
    if (raw !== null) {
      at += raw[0].length
      stripNext = raw[1] === '-'
      const end = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/.exec(text.slice(at))
      if (end === null) throw syntax('raw is not closed', text, open.index)
      data(at, at + end.index, end[1] === '-')
      at += end.index + end[0].length
      stripNext = end[2] === '-'
      continue
    }
    tokens.push({ kind: mark === '{{' ? 'variable' : 'block' })
    const end = code(text, at, { close: mark === '{{' ? '}}' : '%}', tokens })
    tokens.push({ kind: 'close' })
    at = end.at
    stripNext = end.strip
  }
}

const OPEN = /(\{\{|\{%|\{#)([-+]?)/g
const COMMENT_END = /([-+]?)#\}/g
const RAW = /^\s*raw\s*([-+]?)%\}/

const NUMBER =
  /(?:0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|\d+(?:_\d+)*(?:(?:\.\d+(?:_\d+)*)?[eE][-+]?\d+(?:_\d+)*|\.\d+(?:_\d+)*)?)/y
const NAME = /[\p{L}_][\p{L}\p{N}\p{M}_]*/uy
const STRING = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}<>=.:|,;]/y

const code = (
  text: string,
  from: number,
  { close, tokens }: { close: string; tokens: Token[] },
): { at: number; strip: boolean } => {
  let at = from
  const brackets: string[] = []
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0]
  }
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at++
    if (brackets.length === 0) {
      const sign = /[-+]/.test(text[at] ?? '') && text.startsWith(close, at + 1) ? text[at] : undefined
      if (sign !== undefined) return { at: at + 3, strip: sign === '-' }
      if (text.startsWith(close, at)) return { at: at + 2, strip: false }
    }
    if (at >= text.length) throw syntax('a tag is not closed', text, from)
    const string = take(STRING)
    const number = take(NUMBER)
    const name = take(NAME)
    const operator = take(OPERATOR)
    if (string !== undefined) {
      tokens.push({ kind: 'string', text: unescapeLiteral(string.slice(1, -1)) })
      at += string.length
    } else if (number !== undefined) {
      const plain = number.replaceAll('_', '')
      tokens.push(
        /^0[bBoOxX]|^\d+$/.test(plain)
          ? { kind: 'int', value: BigInt(plain) }
          : { kind: 'float', value: Number(plain) },
      )
      at += number.length
    } else if (name !== undefined) {
      tokens.push({ kind: 'name', text: name })
      at += name.length
    } else if (operator !== undefined) {
      if ('([{'.includes(operator)) brackets.push({ '(': ')', '[': ']', '{': '}' }[operator] ?? '')
      else if (')]}'.includes(operator) && brackets.pop() !== operator)
        throw syntax(`unexpected '${operator}'`, text, at)
      tokens.push({ kind: 'operator', text: operator })
      at += operator.length
    } else throw syntax(`unexpected character ${JSON.stringify(text[at])}`, text, at)
  }
}

const syntax = (what: string, text: string, at: number): PythonError =>
  new PythonError('TemplateSyntaxError', `${what}, line ${text.slice(0, at).split('\n').length}`)
