import { expect, it } from 'vitest'
import type { Json } from '#base'
import { seeded } from '#numeric'
import { similarityPass, type TensorPair } from '#tensors'
import { memoryModel } from '../../test/support/memory-model.ts'
import { EFFECT_ELEMENTS, sampledSource } from './sampled-source.ts'
import { type SimilarityJournal, throughJournal } from './similarity-journal.ts'

const COUNT = 3 * EFFECT_ELEMENTS
const values = (seed: string, count: number): Float32Array => {
  const draw = seeded(seed)
  return Float32Array.from({ length: count }, () => draw.uniform() - 0.4)
}
const modelOf = (seed: string) =>
  memoryModel(
    seed,
    new Map([
      ['large', { shape: [3, EFFECT_ELEMENTS], values: values(`${seed} large`, COUNT) }],
      ['small', { shape: [100], values: values(`${seed} small`, 100) }],
    ]),
    {},
  )
const [subject, reference] = [modelOf('subject'), modelOf('reference')]
const pairs: readonly TensorPair[] = ['large', 'small'].map((name) => ({ subject: name, reference: name }))

const memoryJournal = (): SimilarityJournal & { readonly entries: Map<string, Json> } => {
  const entries = new Map<string, Json>()
  return {
    entries,
    get: async (key) => entries.get(key),
    put: async (key, value) => void entries.set(key, value),
  }
}

it('measures again only what the journal does not hold', async () => {
  const journal = memoryJournal()
  const asked: string[][] = []
  const pass = throughJournal(
    (a, b, some, options) => {
      asked.push(some.map((pair) => pair.subject))
      return similarityPass(a, b, some, options)
    },
    journal,
    undefined,
  )
  const first = await pass(subject, reference, pairs.slice(1), {})
  const both = await pass(subject, reference, pairs, {})
  const again = await pass(subject, reference, pairs, {})
  expect(asked).toEqual([['small'], ['large']])
  expect(again).toEqual(both)
  expect(both).toEqual(await similarityPass(subject, reference, pairs))
  expect(first).toEqual(both.slice(1))
})

it('does not trust an entry that it does not understand, nor one of another sample', async () => {
  const journal = memoryJournal()
  await throughJournal(similarityPass, journal, 'one')(subject, reference, pairs, {})
  for (const key of journal.entries.keys()) journal.entries.set(key, { cosine: 'high', count: 1 })
  const measured = await throughJournal(similarityPass, journal, 'one')(subject, reference, pairs, {})
  expect(measured).toEqual(await similarityPass(subject, reference, pairs))
  await throughJournal(similarityPass, journal, 'two')(subject, reference, pairs, {})
  expect(journal.entries.size).toBe(4)
})

it('sees of a large tensor the same stretches in every model, and whole small ones', async () => {
  const sampled = sampledSource(subject, 'seed')
  expect(sampled.tensors.get('large')).toMatchObject({ count: EFFECT_ELEMENTS, bytes: 4 * EFFECT_ELEMENTS })
  expect(sampled.tensors.get('small')).toEqual(subject.tensors.get('small'))
  const seen = new Float32Array(EFFECT_ELEMENTS)
  await sampled.readBytes('large', 0, new Uint8Array(seen.buffer))
  const whole = values('subject large', COUNT)
  const starts = Array.from({ length: 8 }, (_, k) => whole.indexOf(seen[(k * EFFECT_ELEMENTS) / 8] as number))
  expect(
    starts.every((start, k) => start >= 0 && start % 64 === 0 && (k === 0 || start > (starts[k - 1] as number))),
  ).toBe(true)
  starts.forEach((start, k) => {
    const [from, length] = [(k * EFFECT_ELEMENTS) / 8, EFFECT_ELEMENTS / 8]
    expect(seen.subarray(from, from + length)).toEqual(whole.subarray(start, start + length))
  })
  const [of] = await similarityPass(sampled, sampledSource(reference, 'seed'), pairs)
  const [wanted] = await similarityPass(subject, reference, pairs)
  expect(Math.abs((of?.cosine ?? 0) - (wanted?.cosine ?? 1))).toBeLessThan(0.01)
})
