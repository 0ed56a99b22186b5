import { describe, expect, it } from 'vitest'
import { Digest, digestFromHex, digestOf, digestOfJson, digestOfText, hexOf, isDigest } from './digest.ts'

// FIPS 180-4 examples.
const EMPTY = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const ABC = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

describe('a digest', () => {
  it('is the SHA-256 of the bytes', () => {
    expect(digestOf(new Uint8Array())).toBe(EMPTY)
    expect(digestOf(Uint8Array.of(97, 98, 99))).toBe(ABC)
    expect(digestOfText('abc')).toBe(ABC)
  })

  it('of JSON does not depend on the order of members or on white space', () => {
    expect(digestOfJson({ b: 1, a: [2.0] })).toBe(digestOfText('{"a":[2],"b":1}'))
  })

  it('turns into hex and back', () => {
    expect(digestFromHex(hexOf(digestOfText('abc')))).toBe(ABC)
  })

  it.each([
    ABC.toUpperCase(),
    ABC.slice(0, -1),
    `${ABC}0`,
    ABC.replace('sha256:', ''),
    ABC.replace('b', 'B'),
    `${ABC}\n`,
  ])('is not %j', (text) => {
    expect(isDigest(text)).toBe(false)
    expect(Digest.safeParse(text).success).toBe(false)
  })
})
