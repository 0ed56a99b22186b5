import { percentFormat } from '../python/format.ts'
import { PythonError } from '../python/python-error.ts'
import {
  equal,
  intOf,
  isNumeric,
  isTagged,
  iterate,
  less,
  toNumeric,
  tuple,
  typeName,
  undefinedUse,
  type Numeric,
  type PyValue,
} from '../python/value.ts'
import type { BinaryOperator, Comparison } from './syntax.ts'

/** Longest text or list that an operator may make; a template's `*` and `**` could ask for all the memory there is. */
export const MAX_LENGTH = 10_000_000
const MAX_BITS = 1_000_000n

export const binary = (operator: BinaryOperator, left: PyValue, right: PyValue): PyValue => {
  for (const side of [left, right]) if (isTagged(side, 'undefined')) throw undefinedUse(side)
  if (operator === '%' && typeof left === 'string') return percentFormat(left, right)
  if (isNumeric(left) && isNumeric(right)) return arithmetic(operator, left, right)
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string')
      return bounded(left.length + right.length, () => left + right)
    if (Array.isArray(left) && Array.isArray(right))
      return bounded(left.length + right.length, () => [...left, ...right])
    if (isTagged(left, 'tuple') && isTagged(right, 'tuple')) return tuple([...left.items, ...right.items])
  }
  if (operator === '*') {
    const [times, other] = intOf(right) === undefined ? [intOf(left), right] : [intOf(right), left]
    if (times !== undefined) return repeat(other, times < 0n ? 0n : times)
  }
  throw new PythonError(
    'TypeError',
    `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`,
  )
}

const bounded = <T>(length: number, make: () => T): T => {
  if (length > MAX_LENGTH) throw new PythonError('MemoryError', `a value longer than ${MAX_LENGTH}`)
  return make()
}

const repeat = (value: PyValue, times: bigint): PyValue => {
  const length =
    typeof value === 'string'
      ? value.length
      : Array.isArray(value) || isTagged(value, 'tuple')
        ? iterate(value).length
        : undefined
  if (length === undefined) throw new PythonError('TypeError', `can't multiply '${typeName(value)}'`)
  if (BigInt(length) * times > BigInt(MAX_LENGTH))
    throw new PythonError('MemoryError', `a value longer than ${MAX_LENGTH}`)
  if (typeof value === 'string') return value.repeat(Number(times))
  const items = Array.from({ length: Number(times) }, () => iterate(value)).flat()
  return Array.isArray(value) ? items : tuple(items)
}

const arithmetic = (operator: BinaryOperator, left: Numeric, right: Numeric): bigint | number => {
  const [a, b] = [toNumeric(left), toNumeric(right)]
  if (typeof a === 'bigint' && typeof b === 'bigint') return integers(operator, a, b)
  const [x, y] = [Number(a), Number(b)]
  switch (operator) {
    case '+':
      return x + y
    case '-':
      return x - y
    case '*':
      return x * y
    case '/':
      return x / nonZero(y)
    case '//':
      return Math.floor(x / nonZero(y))
    case '%': {
      const rest = x % nonZero(y)
      return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest
    }
    case '**':
      return x ** y
  }
}

const nonZero = (value: number): number => {
  if (value === 0) throw new PythonError('ZeroDivisionError', 'division by zero')
  return value
}

const integers = (operator: BinaryOperator, a: bigint, b: bigint): bigint | number => {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return Number(a) / nonZero(Number(b))
    case '//':
      nonZero(Number(b))
      return a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b
    case '%': {
      nonZero(Number(b))
      const rest = a % b
      return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest
    }
    case '**': {
      if (b < 0n) return Number(a) ** Number(b)
      if (BigInt(a.toString(2).length) * b > MAX_BITS) throw new PythonError('MemoryError', `${a} ** ${b} is too large`)
      return a ** b
    }
  }
}

export const negated = (value: PyValue): PyValue => {
  if (isTagged(value, 'undefined')) throw undefinedUse(value)
  if (!isNumeric(value)) throw new PythonError('TypeError', `bad operand type for unary -: '${typeName(value)}'`)
  const number = toNumeric(value)
  return typeof number === 'bigint' ? -number : -number
}

export const compare = (operator: Comparison, left: PyValue, right: PyValue): boolean => {
  switch (operator) {
    case '==':
      return equal(left, right)
    case '!=':
      return !equal(left, right)
    case '<':
      return less(left, right)
    case '>':
      return less(right, left)
    case '<=':
      return less(left, right) || equal(left, right)
    case '>=':
      return less(right, left) || equal(left, right)
    case 'in':
      return contains(right, left)
    case 'not in':
      return !contains(right, left)
  }
}

export const contains = (container: PyValue, item: PyValue): boolean => {
  if (isTagged(item, 'undefined')) throw undefinedUse(item)
  if (typeof container === 'string') {
    if (typeof item !== 'string')
      throw new PythonError('TypeError', `'in <string>' requires string, not ${typeName(item)}`)
    return container.includes(item)
  }
  return iterate(container).some((other) => equal(other, item))
}
