import { PythonError } from '../python/python-error.ts'
import type { Token } from './lexer.ts'
import type { Arguments, BinaryOperator, Comparison, Expression, FilterUse } from './syntax.ts'

/** Deeper expressions are refused: the parser is recursive. */
const MAX_DEPTH = 200

export type Reader = { readonly tokens: readonly Token[]; at: number; depth: number }

export const isOperator = (reader: Reader, text: string): boolean => {
  const token = reader.tokens[reader.at]
  return token?.kind === 'operator' && token.text === text
}
export const isName = (reader: Reader, text: string): boolean => {
  const token = reader.tokens[reader.at]
  return token?.kind === 'name' && token.text === text
}
export const takeOperator = (reader: Reader, text: string): boolean => isOperator(reader, text) && ++reader.at > 0
export const takeName = (reader: Reader, text: string): boolean => isName(reader, text) && ++reader.at > 0
export const expectOperator = (reader: Reader, text: string): void => {
  if (!takeOperator(reader, text)) throw unexpected(reader, `'${text}'`)
}
export const expectAnyName = (reader: Reader): string => {
  const token = reader.tokens[reader.at]
  if (token?.kind !== 'name') throw unexpected(reader, 'a name')
  reader.at++
  return token.text
}
export const unexpected = (reader: Reader, wanted: string): PythonError => {
  const token = reader.tokens[reader.at]
  const got =
    token === undefined
      ? 'the end'
      : 'text' in token
        ? JSON.stringify(token.text)
        : 'value' in token
          ? String(token.value)
          : token.kind
  return new PythonError('TemplateSyntaxError', `expected ${wanted}, got ${got}`)
}

/** An expression with Jinja's precedence: `x if c else y`, or, and, not, comparisons, `+ -`, `~`, `* / // %`, `**`, sign, filters. */
export const parseExpression = (reader: Reader): Expression => {
  if (++reader.depth > MAX_DEPTH) throw new PythonError('TemplateSyntaxError', 'nested too deep')
  let node = or(reader)
  while (takeName(reader, 'if')) {
    const test = or(reader)
    node = takeName(reader, 'else')
      ? { kind: 'if', test, yes: node, no: parseExpression(reader) }
      : { kind: 'if', test, yes: node }
  }
  reader.depth--
  return node
}

/** An expression, or a tuple without parentheses. */
export const parseTuple = (reader: Reader): Expression => {
  const first = parseExpression(reader)
  if (!isOperator(reader, ',')) return first
  const items = [first]
  while (takeOperator(reader, ',')) {
    if (reader.tokens[reader.at]?.kind === 'close' || isOperator(reader, ')') || isOperator(reader, '=')) break
    items.push(parseExpression(reader))
  }
  return { kind: 'tuple', items }
}

const or = (reader: Reader): Expression => {
  let left = and(reader)
  while (takeName(reader, 'or')) left = { kind: 'or', left, right: and(reader) }
  return left
}

const and = (reader: Reader): Expression => {
  let left = not(reader)
  while (takeName(reader, 'and')) left = { kind: 'and', left, right: not(reader) }
  return left
}

const not = (reader: Reader): Expression =>
  takeName(reader, 'not') ? { kind: 'not', of: not(reader) } : compare(reader)

const COMPARISONS: readonly Comparison[] = ['==', '!=', '<=', '>=', '<', '>']

const compare = (reader: Reader): Expression => {
  const first = sum(reader)
  const rest: [Comparison, Expression][] = []
  for (;;) {
    const operator = COMPARISONS.find((text) => takeOperator(reader, text))
    if (operator !== undefined) rest.push([operator, sum(reader)])
    else if (takeName(reader, 'in')) rest.push(['in', sum(reader)])
    else if (isName(reader, 'not') && isNameAt(reader, reader.at + 1, 'in')) {
      reader.at += 2
      rest.push(['not in', sum(reader)])
    } else return rest.length === 0 ? first : { kind: 'compare', first, rest }
  }
}

const isNameAt = (reader: Reader, at: number, text: string): boolean => {
  const token = reader.tokens[at]
  return token?.kind === 'name' && token.text === text
}

const binary =
  (operators: readonly BinaryOperator[], operand: (reader: Reader) => Expression) =>
  (reader: Reader): Expression => {
    let left = operand(reader)
    for (;;) {
      const operator = operators.find((text) => takeOperator(reader, text))
      if (operator === undefined) return left
      left = { kind: 'binary', operator, left, right: operand(reader) }
    }
  }

const power = binary(['**'], (reader) => unary(reader, true))
const product = binary(['//', '*', '/', '%'], power)
const concat = (reader: Reader): Expression => {
  const items = [product(reader)]
  while (takeOperator(reader, '~')) items.push(product(reader))
  return items.length === 1 ? (items[0] as Expression) : { kind: 'concat', items }
}
const sum = binary(['+', '-'], concat)

const unary = (reader: Reader, withFilters: boolean): Expression => {
  let node: Expression
  if (takeOperator(reader, '-')) node = { kind: 'minus', of: unary(reader, false) }
  else if (takeOperator(reader, '+')) node = { kind: 'plus', of: unary(reader, false) }
  else node = primary(reader)
  node = postfix(reader, node)
  return withFilters ? filtered(reader, node) : node
}

const CONSTANTS = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
])

const primary = (reader: Reader): Expression => {
  const token = reader.tokens[reader.at]
  if (token === undefined) throw unexpected(reader, 'an expression')
  reader.at++
  if (token.kind === 'int' || token.kind === 'float') return { kind: 'constant', value: token.value }
  if (token.kind === 'string') {
    let text = token.text
    for (let next = reader.tokens[reader.at]; next?.kind === 'string'; next = reader.tokens[reader.at]) {
      text += next.text
      reader.at++
    }
    return { kind: 'constant', value: text }
  }
  if (token.kind === 'name') {
    const constant = CONSTANTS.get(token.text)
    return constant === undefined ? { kind: 'name', name: token.text } : { kind: 'constant', value: constant }
  }
  if (token.kind === 'operator' && token.text === '(') {
    if (takeOperator(reader, ')')) return { kind: 'tuple', items: [] }
    const node = parseTuple(reader)
    expectOperator(reader, ')')
    return node
  }
  if (token.kind === 'operator' && token.text === '[') return { kind: 'list', items: listUntil(reader, ']') }
  if (token.kind === 'operator' && token.text === '{') return dict(reader)
  reader.at--
  throw unexpected(reader, 'an expression')
}

const listUntil = (reader: Reader, close: string): Expression[] => {
  const items: Expression[] = []
  while (!takeOperator(reader, close)) {
    items.push(parseExpression(reader))
    if (!isOperator(reader, close)) expectOperator(reader, ',')
  }
  return items
}

const dict = (reader: Reader): Expression => {
  const pairs: [Expression, Expression][] = []
  while (!takeOperator(reader, '}')) {
    const key = parseExpression(reader)
    expectOperator(reader, ':')
    pairs.push([key, parseExpression(reader)])
    if (!isOperator(reader, '}')) expectOperator(reader, ',')
  }
  return { kind: 'dict', pairs }
}

const postfix = (reader: Reader, start: Expression): Expression => {
  let node = start
  for (;;) {
    if (takeOperator(reader, '.')) {
      const token = reader.tokens[reader.at]
      if (token?.kind === 'int') node = { kind: 'item', of: node, key: { kind: 'constant', value: token.value } }
      else node = { kind: 'attribute', of: node, name: token?.kind === 'name' ? token.text : expectAnyName(reader) }
      reader.at++
    } else if (takeOperator(reader, '[')) node = subscript(reader, node)
    else if (isOperator(reader, '(')) node = { kind: 'call', of: node, args: parseArguments(reader) }
    else return node
  }
}

const subscript = (reader: Reader, of: Expression): Expression => {
  const bound = (): Expression | undefined =>
    isOperator(reader, ':') || isOperator(reader, ']') ? undefined : parseTuple(reader)
  const from = bound()
  if (takeOperator(reader, ']')) {
    if (from === undefined) throw unexpected(reader, 'an expression')
    return { kind: 'item', of, key: from }
  }
  expectOperator(reader, ':')
  const to = bound()
  const step = takeOperator(reader, ':') ? bound() : undefined
  expectOperator(reader, ']')
  return { kind: 'slice', of, ...(from && { from }), ...(to && { to }), ...(step && { step }) }
}

const parseArguments = (reader: Reader): Arguments => {
  expectOperator(reader, '(')
  const positional: Expression[] = []
  const named: [string, Expression][] = []
  while (!takeOperator(reader, ')')) {
    const [token, next] = [reader.tokens[reader.at], reader.tokens[reader.at + 1]]
    if (token?.kind === 'name' && next?.kind === 'operator' && next.text === '=') {
      reader.at += 2
      named.push([token.text, parseExpression(reader)])
    } else positional.push(parseExpression(reader))
    if (!isOperator(reader, ')')) expectOperator(reader, ',')
  }
  return { positional, named }
}

const NO_ARGUMENTS: Arguments = { positional: [], named: [] }

/** `name(args)` after a pipe, names with dots included. */
export const parseFilterUse = (reader: Reader): FilterUse => {
  let name = expectAnyName(reader)
  while (takeOperator(reader, '.')) name += `.${expectAnyName(reader)}`
  return { name, args: isOperator(reader, '(') ? parseArguments(reader) : NO_ARGUMENTS }
}

const filtered = (reader: Reader, start: Expression): Expression => {
  let node = start
  for (;;) {
    if (takeOperator(reader, '|')) node = { kind: 'filter', of: node, ...parseFilterUse(reader) }
    else if (takeName(reader, 'is')) node = test(reader, node)
    else if (isOperator(reader, '(')) node = { kind: 'call', of: node, args: parseArguments(reader) }
    else return node
  }
}

const test = (reader: Reader, of: Expression): Expression => {
  const negated = takeName(reader, 'not')
  const name = expectAnyName(reader)
  const token = reader.tokens[reader.at]
  let args = NO_ARGUMENTS
  if (isOperator(reader, '(')) args = parseArguments(reader)
  else if (
    token?.kind === 'string' ||
    token?.kind === 'int' ||
    token?.kind === 'float' ||
    isOperator(reader, '[') ||
    isOperator(reader, '{') ||
    (token?.kind === 'name' && !['else', 'or', 'and', 'is', 'if', 'in', 'not', 'recursive'].includes(token.text))
  )
    args = { positional: [postfix(reader, primary(reader))], named: [] }
  const node: Expression = { kind: 'test', name, of, args }
  return negated ? { kind: 'not', of: node } : node
}
