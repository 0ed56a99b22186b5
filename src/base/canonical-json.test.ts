import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import type { Json } from './json.ts'
import { parseJson } from './parse-json.ts'

const golden = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../test/golden/rfc8785/${path}`, import.meta.url)), 'utf8')

describe('canonical JSON', () => {
  it.each(['arrays', 'french', 'structures', 'unicode', 'values', 'weird'])(
    'writes the published vector %s to the byte',
    (name) => {
      const bytes = Buffer.from(canonicalJson(parseJson(golden(`input/${name}.json`), name)))
      expect(bytes.toString('hex')).toBe(golden(`outhex/${name}.txt`).replaceAll(/\s/g, ''))
      expect(bytes.toString('utf8')).toBe(golden(`output/${name}.json`))
    },
  )

  // RFC 8785, appendix B: doubles by their bits, and the text that each must have.
  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the double %s as %s', (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text)
  })

  it('is the same whatever order the members were written in', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (members) => {
        const backwards = Object.fromEntries(Object.entries(members).toReversed())
        expect(canonicalJson(backwards)).toBe(canonicalJson(members))
      }),
    )
  })

  it('gives the value back, and then itself', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json
        fc.pre(JSON.stringify(json).isWellFormed() && !/\\ud[89a-f]/i.test(JSON.stringify(json)))
        const text = canonicalJson(json)
        expect(JSON.parse(text)).toEqual(json)
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text)
      }),
    )
  })

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['undefined', undefined],
    ['an undefined member', { a: undefined }],
    ['a map', new Map([['a', 1]])],
    ['a date', new Date(0)],
    ['bytes', new Uint8Array(2)],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate in a name', { '\ud800': 1 }],
    ['a hole in an array', [1, , 2]], // oxlint-disable-line no-sparse-arrays
  ])('refuses %s instead of writing something else', (_name, value) => {
    expect(() => canonicalJson(value as unknown as Json)).toThrow('base/not-json')
  })

  it('refuses nesting beyond 200 and a value that contains itself', () => {
    const nested = (depth: number): Json => (depth === 0 ? 1 : [nested(depth - 1)])
    expect(canonicalJson(nested(200))).toHaveLength(401)
    expect(() => canonicalJson(nested(201))).toThrow('base/not-json')
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    expect(() => canonicalJson(circular as unknown as Json)).toThrow('base/not-json')
  })
})
