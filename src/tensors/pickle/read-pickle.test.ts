import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AssayError } from '#base'
import { torchDialect } from '../torch/dialect.ts'
import { tensorsOf } from '../torch/state-dict.ts'
import { ALLOWED } from './opcodes.ts'
import { readPickle } from './read-pickle.ts'

const read = (bytes: Uint8Array) => readPickle(bytes, torchDialect, { file: 'x' })
const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0))
const pickle = (...parts: (number | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? ascii(part) : [part])))

/** Reads as a file is read: what is no pickle, or holds no tensors, is refused and nothing else happens. */
const refusedOrRead = (bytes: Uint8Array): void => {
  try {
    tensorsOf(read(bytes).value, 'x')
  } catch (error) {
    expect(error).toBeInstanceOf(AssayError)
  }
}

describe('the pickle machine', () => {
  it('reads what weights are made of', () => {
    const bytes = pickle(0x80, 2, '}q', 0, '(X', 1, 0, 0, 0, 'a', 'K', 7, 'X', 1, 0, 0, 0, 'b', ')', 'u.')
    expect(read(bytes)).toEqual({
      value: { kind: 'dict', entries: ['a', 7, 'b', { kind: 'tuple', items: [] }] },
      end: bytes.length,
    })
  })

  it.each([
    [[0xff], 255],
    [[0xff, 0], 255],
    [[0xff, 0xff], -1],
    [[], 0],
    [[0, 0, 0, 0, 0, 0, 0, 0x80], -(2n ** 63n)],
  ])('reads long integers %j as Python does', (bytes, value) => {
    const wanted = bytes.length === 1 ? -1 : value // one byte of ones is minus one
    expect(read(pickle(0x8a, bytes.length, ...bytes, '.')).value).toBe(wanted)
  })

  it('reads a second pickle from where the first one ended', () => {
    const both = pickle(0x80, 2, 'K', 1, '.', 0x80, 2, 'K', 2, '.')
    const { end } = read(both)
    expect(readPickle(both, torchDialect, { file: 'x', start: end })).toEqual({ value: 2, end: both.length })
  })

  const known: readonly number[] = Object.values(ALLOWED)
  it.each(Array.from({ length: 256 }, (_, code) => code).filter((code) => !known.includes(code)))(
    'refuses opcode %d with its place',
    (code) => {
      expect(() => read(pickle(0x80, 2, code, 0, 0, 0, 0, '.'))).toThrow(
        expect.objectContaining({ code: 'tensors/pickle-opcode', facts: expect.objectContaining({ place: 2 }) }),
      )
    },
  )

  it('refuses every name that is not on the list, whichever way it is given', () => {
    const names = [
      ['os', 'system'],
      ['builtins', 'eval'],
      ['torch', 'load'],
      ['torch', '__class__'],
      ['torch', 'FloatStorage.__init__'],
      ['torch.storage', 'FloatStorage'],
      ['torch._utils', '_rebuild_tensor'],
      ['', ''],
      ['__proto__', 'constructor'],
    ] as const
    for (const [module, name] of names) {
      const refusal = expect.objectContaining({ code: 'tensors/pickle-global' })
      expect(() => read(pickle('c', `${module}\n${name}\n`, '.'))).toThrow(refusal)
      const stacked = pickle(0x8c, module.length, module, 0x8c, name.length, name, 0x93, '.')
      expect(() => read(stacked)).toThrow(refusal)
    }
  })

  it('keeps what lies below a mark out of reach', () => {
    expect(() => read(pickle('K', 1, '(', 0x85, '.'))).toThrow(
      expect.objectContaining({ code: 'tensors/pickle-malformed' }),
    )
  })

  it.each([
    ['containers', ']'],
    ['stack', 'N'],
    ['stack', '('],
  ])('bounds its %s whatever the length of the pickle', (what, opcode) => {
    const bytes = new Uint8Array(9_000_000).fill(opcode.charCodeAt(0))
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ code: 'tensors/pickle-too-large', facts: expect.objectContaining({ what }) }),
    )
  })

  it('bounds its steps', () => {
    const bytes = new Uint8Array(20_000_000).fill(0x80).map((byte, at) => (at % 2 === 0 ? byte : 2))
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ code: 'tensors/pickle-too-large', facts: expect.objectContaining({ what: 'steps' }) }),
    )
  })

  it('reads or refuses whatever the bytes are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), refusedOrRead), { numRuns: 2000 })
  })

  it('reads or refuses whatever known opcodes follow each other', () => {
    const texts = ['c', 'collections\nOrderedDict\n', 'ctorch\nFloatStorage\n', 'ctorch._utils\n_rebuild_tensor_v2\n']
    const known = Object.values(ALLOWED).map((code) => [code])
    const part = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...known) },
      { weight: 2, arbitrary: fc.constantFrom(...texts.map(ascii)) },
      { weight: 1, arbitrary: fc.constantFrom([0], [1], [2], ascii('(]}X'), [0x58, 7, 0, 0, 0, ...ascii('storage')]) },
    )
    const program = fc.array(part, { maxLength: 80 }).map((parts) => Uint8Array.from([...parts.flat(), 0x2e]))
    fc.assert(fc.property(program, refusedOrRead), { numRuns: 3000 })
  })
})
