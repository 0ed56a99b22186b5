import { describe, expect, it } from 'vitest'
import { newSigningKey, verifierKeyOf } from './signed-note.ts'
import { parseVerifierKey } from './verifier-key.ts'
import { parseWitnessPolicy, policyMet } from './witness-policy.ts'

const keyOf = (name: string, seed: number): string =>
  verifierKeyOf(newSigningKey(name, new Uint8Array(32).fill(seed)), 'cosignature')
const idOf = (text: string): string => parseVerifierKey(text, 'cosignature').keyId
const log = verifierKeyOf(newSigningKey('office.example/ledger', new Uint8Array(32).fill(99)))
const [x1, x2, x3, y1, y2] = [1, 2, 3, 4, 5].map((seed) => keyOf(`w${seed}.example`, seed)) as [
  string,
  string,
  string,
  string,
  string,
]

// The example of the standard, with two levels of groups.
const EXAMPLE = `
# who must have seen a checkpoint
log ${log} https://office.example/ledger

witness X1 ${x1}
witness X2 ${x2}\thttps://x2.example/
witness X3 ${x3}
group X-witnesses 2 X1 X2 X3

  witness Y1 ${y1}
witness Y2 ${y2}
group Y-witnesses any Y1 Y2

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`

describe('a witness policy', () => {
  const policy = parseWitnessPolicy(EXAMPLE, 'policy.txt')

  it('names logs and witnesses with their addresses', () => {
    expect(policy.logs.map(({ key, url }) => [key.name, url])).toEqual([
      ['office.example/ledger', 'https://office.example/ledger'],
    ])
    expect(policy.witnesses.map(({ name, url }) => [name, url])).toEqual([
      ['X1', undefined],
      ['X2', 'https://x2.example/'],
      ['X3', undefined],
      ['Y1', undefined],
      ['Y2', undefined],
    ])
  })

  it.each([
    { signed: [x1, x2, y1], enough: true },
    { signed: [x1, x3, y2], enough: true },
    { signed: [x1, y1, y2], enough: false },
    { signed: [x1, x2, x3], enough: false },
    { signed: [], enough: false },
  ])('is satisfied by two of one group and one of the other: $enough', ({ signed, enough }) => {
    expect(policy.satisfiedBy(new Set(signed.map(idOf)))).toBe(enough)
  })

  it('may ask for no witness at all', () => {
    expect(parseWitnessPolicy('quorum none\n', 'policy').satisfiedBy(new Set())).toBe(true)
  })

  it.each([
    ['', 'it has no quorum line'],
    ['quorum nobody', 'nobody is not defined above'],
    ['quorum none\nquorum none', 'a second quorum'],
    [`witness a ${x1}\nwitness b ${x1}\nquorum a`, 'the same key was listed before'],
    [`witness a ${x1}\nwitness a ${x2}\nquorum a`, 'the name a is taken'],
    [`witness none ${x1}\nquorum none`, 'the name none is taken'],
    [`witness a ${log}\nquorum a`, 'is no key of a witness'],
    [`log ${x1}\nquorum none`, 'is no key of a log'],
    [`witness a ${x1}\ngroup g 2 a\nquorum g`, '2 of 1 is no threshold'],
    [`witness a ${x1}\ngroup g 0 a\nquorum g`, '0 of 1 is no threshold'],
    [`witness a ${x1}\ngroup g any a a\nquorum g`, 'a is a member of a group already'],
    [`witness a ${x1}\ngroup g any a\ngroup h any a\nquorum g`, 'a is a member of a group already'],
    [`group g any g\nquorum g`, 'g is not defined above'],
    ['quorum none\nwitnesses', 'is no line of a policy'],
    ['quorum\u0000none', 'it has a control character'],
  ])('%j is refused: %s', (text, what) => {
    expect(() => parseWitnessPolicy(text, 'policy.txt')).toThrow(
      expect.objectContaining({
        code: 'ledger/policy-malformed',
        facts: expect.objectContaining({ what: expect.stringContaining(what) }),
      }),
    )
  })
})

describe('policies with their terms', () => {
  const w1 = verifierKeyOf(newSigningKey('w1.example', new Uint8Array(32).fill(51)), 'cosignature')
  const w2 = verifierKeyOf(newSigningKey('w2.example', new Uint8Array(32).fill(52)), 'cosignature')
  const [key1, key2] = [parseVerifierKey(w1, 'cosignature'), parseVerifierKey(w2, 'cosignature')]
  const first = parseWitnessPolicy(`# valid-until: 2027-01-01T00:00:00Z\nwitness A ${w1}\nquorum A\n`, 'first')
  const second = parseWitnessPolicy(`  # valid-from: 2027-01-01T00:00:00Z\nwitness B ${w2}\nquorum B\n`, 'second')
  const newYear = 1_798_761_600

  it('count the cosignatures that were given while they held', () => {
    expect(first.validUntil).toBe(newYear)
    expect(policyMet([first, second], [{ witness: key1, seconds: newYear - 1 }])).toBe(first)
    expect(policyMet([first, second], [{ witness: key1, seconds: newYear }])).toBeUndefined()
    expect(policyMet([first, second], [{ witness: key2, seconds: newYear }])).toBe(second)
    expect(policyMet([first, second], [{ witness: key2, seconds: newYear - 1 }])).toBeUndefined()
  })

  it.each([
    '# valid-from: 2027-01-01',
    '# valid-until: soon',
    '# valid-from: 2027-01-01T00:00:00Z\n#valid-from: 2028-01-01T00:00:00Z',
  ])('have times that can be read, once: %j', (lines) => {
    expect(() => parseWitnessPolicy(`${lines}\nquorum none\n`, 'policy')).toThrow('ledger/policy-malformed')
  })
})
