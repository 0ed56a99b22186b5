import { intOf, isNumeric, isTagged, typeName, undefinedUse, type PyValue } from '../python/value.ts'
import { PythonError } from '../python/python-error.ts'
import { compare, contains } from './operators.ts'

type Test = (value: PyValue, args: readonly PyValue[]) => boolean

const integer = (value: PyValue): bigint => {
  if (isTagged(value, 'undefined')) throw undefinedUse(value)
  const int = intOf(value)
  if (int === undefined) throw new PythonError('TypeError', `an integer is needed, not ${typeName(value)}`)
  return int
}
const given = (args: readonly PyValue[]): PyValue => args[0] ?? null
const comparing =
  (operator: '==' | '!=' | '<' | '<=' | '>' | '>='): Test =>
  (value, args) =>
    compare(operator, value, given(args))
const modulo = (value: bigint, by: bigint): bigint => ((value % by) + by) % by

/** Jinja's tests, as `x is name`. */
export const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['defined', (value) => !isTagged(value, 'undefined')],
  ['undefined', (value) => isTagged(value, 'undefined')],
  ['none', (value) => value === null],
  ['true', (value) => value === true],
  ['false', (value) => value === false],
  ['boolean', (value) => typeof value === 'boolean'],
  ['integer', (value) => typeof value === 'bigint'],
  ['float', (value) => typeof value === 'number'],
  ['number', (value) => isNumeric(value)],
  ['string', (value) => typeof value === 'string'],
  ['mapping', (value) => isTagged(value, 'dict')],
  [
    'sequence',
    (value) => typeof value === 'string' || Array.isArray(value) || isTagged(value, 'tuple') || isTagged(value, 'dict'),
  ],
  [
    'iterable',
    (value) =>
      typeof value === 'string' ||
      Array.isArray(value) ||
      isTagged(value, 'tuple') ||
      isTagged(value, 'dict') ||
      isTagged(value, 'iterator'),
  ],
  ['callable', (value) => isTagged(value, 'callable')],
  ['odd', (value) => modulo(integer(value), 2n) === 1n],
  ['even', (value) => modulo(integer(value), 2n) === 0n],
  ['divisibleby', (value, args) => integer(value) % integer(given(args)) === 0n],
  ['lower', (value) => typeof value === 'string' && value !== value.toUpperCase() && value === value.toLowerCase()],
  ['upper', (value) => typeof value === 'string' && value !== value.toLowerCase() && value === value.toUpperCase()],
  ['in', (value, args) => contains(given(args), value)],
  ['sameas', (value, args) => value === given(args)],
  ...(['==', 'eq', 'equalto'] as const).map((name): [string, Test] => [name, comparing('==')]),
  ['!=', comparing('!=')],
  ['ne', comparing('!=')],
  ['lt', comparing('<')],
  ['lessthan', comparing('<')],
  ['le', comparing('<=')],
  ['gt', comparing('>')],
  ['greaterthan', comparing('>')],
  ['ge', comparing('>=')],
])
