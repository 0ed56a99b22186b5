import { describe, expect, it } from 'vitest'
import type { DeclaredTensor, TorchValue } from './dialect.ts'
import { tensorsOf } from './state-dict.ts'
import { plain } from '../strided/element.ts'

const tensor: DeclaredTensor = {
  kind: 'tensor',
  storage: { kind: 'storage', key: '0', element: undefined, count: 0 },
  element: plain('F32', 4),
  view: { shape: [], strides: [], offset: 0 },
}
const T: TorchValue = { kind: 'made', made: tensor }
const dict = (entries: Record<string, TorchValue>): TorchValue => ({
  kind: 'dict',
  entries: Object.entries(entries).flat(),
})
const list = (...items: TorchValue[]): TorchValue => ({ kind: 'list', items })
const namesIn = (root: TorchValue): string[] => [...tensorsOf(root, 'x').keys()].toSorted()

describe('the state dict of a checkpoint', () => {
  it('is the root where tensors stand in it, nested ones with a dot', () => {
    expect(namesIn(dict({ a: T, epoch: 3, deep: dict({ b: T, c: list(T) }) }))).toEqual(['a', 'deep.b', 'deep.c.0'])
  })

  it('is what stands under the name of the model, not what stands beside it', () => {
    const optimizer = dict({ state: dict({ 0: dict({ exp_avg: T }) }) })
    expect(namesIn(dict({ optimizer, model: dict({ w: T }), epoch: 1 }))).toEqual(['w'])
    expect(namesIn(dict({ optimizer, model: dict({ state_dict: dict({ w: T }) }) }))).toEqual(['w'])
  })

  it('is the only entry with tensors, whatever its name', () => {
    expect(namesIn(dict({ params: dict({ w: T }), step: 1 }))).toEqual(['w'])
  })

  it('is not guessed where there are two', () => {
    const two = dict({ model: dict({ w: T }), state_dict: dict({ w: T }) })
    expect(() => tensorsOf(two, 'x')).toThrow(
      expect.objectContaining({ code: 'tensors/torch-ambiguous', facts: { file: 'x', keys: ['model', 'state_dict'] } }),
    )
    expect(() => tensorsOf(dict({ left: dict({ w: T }), right: dict({ w: T }) }), 'x')).toThrow(
      expect.objectContaining({ code: 'tensors/torch-ambiguous' }),
    )
  })

  it('loses the wrapper’s prefix where every name has it, and keeps it elsewhere', () => {
    expect(namesIn(dict({ 'module.a': T, 'module.b': T }))).toEqual(['a', 'b'])
    expect(namesIn(dict({ 'module.a': T, b: T }))).toEqual(['b', 'module.a'])
  })

  it('refuses a name that comes out twice', () => {
    const twice = dict({ 'a.b': T, a: dict({ b: T }) })
    expect(() => tensorsOf(twice, 'x')).toThrow(expect.objectContaining({ code: 'tensors/duplicate-name' }))
  })

  it('is found at once among many references to one large list', () => {
    const large = list(...Array.from({ length: 100_000 }, () => null))
    const items: TorchValue[] = Array.from({ length: 200_000 }, () => large)
    expect(namesIn(dict({ many: { kind: 'list', items }, model: dict({ w: T }) }))).toEqual(['w'])
  })
})
