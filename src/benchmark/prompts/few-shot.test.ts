import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dictGet, dictOf } from '../python/value.ts'
import { fewShotOf } from './few-shot.ts'

type Vector = {
  sampler: 'default' | 'first_n'
  seed?: number
  n: number
  pool?: number
  pool_values?: number[]
  exclude_self?: boolean
  eval_doc_value?: number
  picked_for_doc_0_1_2_3?: number[][]
  picked_values?: number[] | number[][]
}
const golden = JSON.parse(readFileSync('test/golden/benchmark/unit/samplers.json', 'utf8')) as Vector[]
const document = (i: number): ReturnType<typeof dictOf> => dictOf([['i', BigInt(i)]])

describe('few-shot examples', () => {
  it.each(golden)('are drawn as lm-evaluation-harness draws them: $sampler from $pool, $n', (vector) => {
    const documents =
      vector.pool_values?.map(document) ?? Array.from({ length: vector.pool ?? 0 }, (_, i) => document(i))
    const excludesSelf = vector.exclude_self ?? vector.eval_doc_value !== undefined
    const examplesFor = fewShotOf(
      { name: 'here', pool: { documents, excludesSelf, sampler: vector.sampler } },
      vector.n,
      vector.seed ?? 0,
    )
    const picked = (of: number): number[] => examplesFor(document(of)).map((one) => Number(dictGet(one, 'i')))
    if (vector.picked_for_doc_0_1_2_3 !== undefined)
      expect([0, 1, 2, 3].map(picked)).toEqual(vector.picked_for_doc_0_1_2_3)
    else if (vector.sampler === 'first_n') expect(picked(vector.eval_doc_value ?? 0)).toEqual(vector.picked_values)
    else expect(vector.picked_values?.map(() => picked(vector.eval_doc_value ?? 0))).toEqual(vector.picked_values)
  })

  it('are refused when there are too few to draw', () => {
    expect(() =>
      fewShotOf(
        { name: 'here', pool: { documents: [document(1)], excludesSelf: false, sampler: 'default' } },
        2,
        1,
      )(document(1)),
    ).toThrow(
      expect.objectContaining({
        code: 'benchmark/too-few-examples',
        facts: { task: 'here', wanted: 2, got: 1 },
      }) as Error,
    )
  })
})
