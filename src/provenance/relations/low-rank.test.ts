import { describe, expect, it } from 'vitest'
import { seeded } from '#numeric'
import { readTensor } from '#tensors'
import { openZoo } from '../../../test/support/zoo.ts'
import { lowRankUpdate } from './low-rank.ts'
import type { PairedMatrix } from './paired-matrices.ts'

const pairsOf = async (subject: string, reference: string, roles: readonly PairedMatrix['role'][]) => {
  const [own, other] = [await openZoo(subject), await openZoo(reference)]
  const pairs: PairedMatrix[] = []
  for (const role of roles) {
    const name = `model.layers.1.self_attn.${role}_proj.weight`
    const [n = 0, width = 0] = own.tensors.get(name)?.shape ?? []
    const values = async (model: typeof own): Promise<Float32Array> => readTensor(model, name, { maxBytes: 1e9 })
    pairs.push({ role, part: 'attention 1', n, width, own: await values(own), other: await values(other) })
  }
  return pairs
}

describe('a low-rank update', () => {
  it('has the rank of the adapter that was merged in', async () => {
    expect(lowRankUpdate(await pairsOf('a-lora', 'base-a', ['q', 'k', 'v', 'o']))).toMatchObject({
      rank: 8,
      changed: 2,
      unchanged: 2,
    })
  })

  it('is none where nothing changed', async () => {
    expect(lowRankUpdate(await pairsOf('base-a', 'base-a', ['q', 'v']))).toBeUndefined()
  })

  it.each(['a-finetune', 'a-int4', 'base-b'])('is none for %s, which changed in full', async (model) => {
    expect(lowRankUpdate(await pairsOf(model, 'base-a', ['q', 'v']))).toBeUndefined()
  })
  it('is none where a change fades out from one direction to the next', () => {
    const [n, width] = [96, 96]
    const draw = seeded('fading')
    const normals = (count: number): Float32Array => Float32Array.from({ length: count }, draw.normal)
    const other = normals(n * width)
    const own = other.slice()
    for (let r = 0; r < 12; r++) {
      const [left, right] = [normals(n), normals(width)]
      for (let i = 0; i < n; i++) {
        for (let k = 0; k < width; k++) {
          own[i * width + k] =
            (own[i * width + k] as number) + 0.2 * 0.3 ** r * (left[i] as number) * (right[k] as number)
        }
      }
    }
    expect(lowRankUpdate([{ role: 'q', part: 'attention 0', n, width, own, other }])).toBeUndefined()
  })
})
