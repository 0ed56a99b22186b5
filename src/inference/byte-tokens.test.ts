import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  after,
  BETWEEN_CHARACTERS,
  codePointOffsets,
  finishedCharacters,
  mayFollow,
  textOf,
  tokenName,
} from './byte-tokens.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

it('names bytes as the protocol does', () => {
  expect([0x41, 0x0a, 0x80, 0xff].map(tokenName)).toEqual(['A', '\n', 'bytes:\\x80', 'bytes:\\xff'])
})

it('places every byte at its character, counted in code points', () => {
  expect(codePointOffsets(bytes('a한😀b'))).toEqual([0, 1, 1, 1, 2, 2, 2, 2, 3])
})

it('places bytes that begin inside a character at the beginning', () => {
  expect(codePointOffsets(Uint8Array.of(0x9c, 0x41))).toEqual([0, 0])
})

it('lets every well-formed text through, byte by byte', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      let state = BETWEEN_CHARACTERS
      for (const byte of bytes(text)) {
        if (!mayFollow(state, byte)) throw new Error(`${byte} was not let through`)
        state = after(state, byte)
      }
      expect(state.needed).toBe(0)
    }),
  )
})

it('lets through only what a strict decoder accepts', () => {
  const strict = new TextDecoder('utf-8', { fatal: true })
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(255)), (stream) => {
      let state = BETWEEN_CHARACTERS
      const text: number[] = []
      for (const byte of stream.take(40)) {
        if (!mayFollow(state, byte)) continue
        text.push(byte)
        state = after(state, byte)
      }
      const finished = finishedCharacters(Uint8Array.from(text), state)
      expect(() => strict.decode(finished)).not.toThrow()
      expect(text.length - finished.length).toBeLessThan(4)
    }),
  )
})

it('leaves an unfinished last character out', () => {
  const cut = bytes('ab한').subarray(0, 4)
  const state = cut.reduce(after, BETWEEN_CHARACTERS)
  expect(textOf(finishedCharacters(cut, state))).toBe('ab')
})
