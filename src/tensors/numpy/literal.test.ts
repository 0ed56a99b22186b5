import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLiteral } from './literal.ts'

describe('a literal of Python', () => {
  it.each([
    [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }",
      { descr: '<f4', fortran_order: false, shape: [3, 4] },
    ],
    ["{'descr':'|u1','fortran_order':True,'shape':()}", { descr: '|u1', fortran_order: true, shape: [] }],
    ['{\'shape\': (5L,), "a": (7)}', { shape: [5], a: 7 }],
    ["{'descr': [('x', '<f4')]}", { descr: [['x', '<f4']] }],
  ])('is read as it stands: %s', (text, value) => {
    const read = readLiteral(text)
    expect(read instanceof Map ? Object.fromEntries(read) : read).toEqual(value)
  })

  it.each([
    "__import__('os')",
    "{'a': open('x')}",
    "{'a': 1 + 1}",
    "{'a': 2.0}",
    "{'a': 1, 'a': 2}",
    "{'a': 'b\\x41'}",
    '{a: 1}',
    "{'a': (1 2)}",
    "{'a': 1} x",
    "{'a': 1",
    `{'a': ${'('.repeat(5000)}`,
    '',
  ])('is nothing else: %s', (text) => {
    expect(readLiteral(text)).toBeUndefined()
  })

  it('is read or not, whatever the text is', () => {
    const signs = fc.constantFrom(...'{}()[],:\'" TrueFalse0123456789L-'.split(''))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(signs).map((all) => all.join('')),
        ),
        (text) => {
          readLiteral(text)
        },
      ),
      { numRuns: 1000 },
    )
  })
})
