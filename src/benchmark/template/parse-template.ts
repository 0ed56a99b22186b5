import { PythonError } from '../python/python-error.ts'
import { lex } from './lexer.ts'
import {
  expectAnyName,
  expectOperator,
  isName,
  isOperator,
  parseExpression,
  parseFilterUse,
  parseTuple,
  takeName,
  takeOperator,
  unexpected,
  type Reader,
} from './parse-expression.ts'
import type { FilterUse, Parameter, Statement, Target } from './syntax.ts'

/**
 * Reads a Jinja template: text, `{{ }}`, if, for, set, macro, filter, with, raw. What reaches for other templates
 * (include, import, extends, block) or for Python is refused by name.
 *
 * @throws PythonError `TemplateSyntaxError`
 */
export const parseTemplate = (source: string): readonly Statement[] => {
  const reader: Reader = { tokens: lex(source), at: 0, depth: 0 }
  const statements = body(reader, [])
  if (reader.at < reader.tokens.length) throw unexpected(reader, 'the end')
  return statements
}

// Reads up to a block tag that begins with one of `ends`, and leaves the reader behind that word.
const body = (reader: Reader, ends: readonly string[]): Statement[] => {
  const statements: Statement[] = []
  for (;;) {
    const token = reader.tokens[reader.at]
    if (token === undefined) {
      if (ends.length > 0) throw unexpected(reader, ends.at(-1) ?? '')
      return statements
    }
    reader.at++
    if (token.kind === 'data') statements.push({ kind: 'text', text: token.text })
    else if (token.kind === 'variable') {
      statements.push({ kind: 'output', expression: parseTuple(reader) })
      close(reader)
    } else {
      const word = expectAnyName(reader)
      if (ends.includes(word)) {
        reader.at--
        return statements
      }
      statements.push(block(reader, word))
    }
  }
}

const close = (reader: Reader): void => {
  if (reader.tokens[reader.at]?.kind !== 'close') throw unexpected(reader, 'the end of the tag')
  reader.at++
}
const end = (reader: Reader): void => {
  reader.at++ // the word that ended the body
  close(reader)
}

const block = (reader: Reader, word: string): Statement => {
  if (++reader.depth > MAX_DEPTH) throw new PythonError('TemplateSyntaxError', 'blocks nested too deep')
  const read = BLOCKS[word]
  if (read === undefined) throw new PythonError('TemplateSyntaxError', `'${word}' is not a tag that a task may use`)
  const statement = read(reader)
  reader.depth--
  return statement
}

const MAX_DEPTH = 100

const ifBlock = (reader: Reader): Statement => {
  const branches: [ReturnType<typeof parseTuple>, Statement[]][] = []
  let otherwise: Statement[] = []
  do {
    const test = parseTuple(reader)
    close(reader)
    branches.push([test, body(reader, ['elif', 'else', 'endif'])])
  } while (takeName(reader, 'elif'))
  if (takeName(reader, 'else')) {
    close(reader)
    otherwise = body(reader, ['endif'])
  }
  end(reader)
  return { kind: 'if', branches, otherwise }
}

const forBlock = (reader: Reader): Statement => {
  const target = targets(reader)
  if (!takeName(reader, 'in')) throw unexpected(reader, "'in'")
  // The iterable takes no `if` of its own: that word begins the loop's filter.
  const start = reader.at
  let depth = 0
  let cut = -1
  for (let i = start; reader.tokens[i] !== undefined && reader.tokens[i]?.kind !== 'close'; i++) {
    const token = reader.tokens[i]
    if (token?.kind === 'operator' && '([{'.includes(token.text)) depth++
    else if (token?.kind === 'operator' && ')]}'.includes(token.text)) depth--
    else if (depth === 0 && token?.kind === 'name' && token.text === 'if') {
      cut = i
      break
    }
  }
  const over =
    cut < 0
      ? parseTuple(reader)
      : parseTuple({ tokens: [...reader.tokens.slice(start, cut), { kind: 'close' }], at: 0, depth: reader.depth })
  let when
  if (cut >= 0) {
    reader.at = cut + 1
    when = parseExpression(reader)
  }
  if (isName(reader, 'recursive')) throw new PythonError('TemplateSyntaxError', 'recursive loops are not supported')
  close(reader)
  const inner = body(reader, ['else', 'endfor'])
  let otherwise: Statement[] = []
  if (takeName(reader, 'else')) {
    close(reader)
    otherwise = body(reader, ['endfor'])
  }
  end(reader)
  return { kind: 'for', target, over, ...(when && { when }), body: inner, otherwise }
}

const targets = (reader: Reader): Target => {
  const one = (): Target => {
    if (takeOperator(reader, '(')) {
      const inner = targets(reader)
      expectOperator(reader, ')')
      return inner
    }
    const name = expectAnyName(reader)
    return takeOperator(reader, '.') ? { kind: 'field', name, field: expectAnyName(reader) } : { kind: 'name', name }
  }
  const items = [one()]
  while (takeOperator(reader, ',')) items.push(one())
  return items.length === 1 ? (items[0] as Target) : { kind: 'targets', items }
}

const setBlock = (reader: Reader): Statement => {
  const target = targets(reader)
  if (takeOperator(reader, '=')) {
    const value = parseTuple(reader)
    close(reader)
    return { kind: 'set', target, value }
  }
  const filters: FilterUse[] = []
  while (takeOperator(reader, '|')) filters.push(parseFilterUse(reader))
  close(reader)
  const inner = body(reader, ['endset'])
  end(reader)
  return { kind: 'set-block', target, filters, body: inner }
}

const macroBlock = (reader: Reader): Statement => {
  const name = expectAnyName(reader)
  const parameters: Parameter[] = []
  expectOperator(reader, '(')
  while (!takeOperator(reader, ')')) {
    const parameter = expectAnyName(reader)
    parameters.push(
      takeOperator(reader, '=') ? { name: parameter, default: parseExpression(reader) } : { name: parameter },
    )
    if (!isOperator(reader, ')')) expectOperator(reader, ',')
  }
  close(reader)
  const inner = body(reader, ['endmacro'])
  reader.at++
  if (isName(reader, name)) reader.at++
  close(reader)
  return { kind: 'macro', name, parameters, body: inner }
}

const filterBlock = (reader: Reader): Statement => {
  const filters = [parseFilterUse(reader)]
  while (takeOperator(reader, '|')) filters.push(parseFilterUse(reader))
  close(reader)
  const inner = body(reader, ['endfilter'])
  end(reader)
  return { kind: 'filter-block', filters, body: inner }
}

const withBlock = (reader: Reader): Statement => {
  const bindings: [Target, ReturnType<typeof parseExpression>][] = []
  while (reader.tokens[reader.at]?.kind !== 'close') {
    const target: Target = { kind: 'name', name: expectAnyName(reader) }
    expectOperator(reader, '=')
    bindings.push([target, parseExpression(reader)])
    if (!takeOperator(reader, ',')) break
  }
  close(reader)
  const inner = body(reader, ['endwith'])
  end(reader)
  return { kind: 'with', bindings, body: inner }
}

const BLOCKS: Readonly<Record<string, (reader: Reader) => Statement>> = {
  if: ifBlock,
  for: forBlock,
  set: setBlock,
  macro: macroBlock,
  filter: filterBlock,
  with: withBlock,
}
