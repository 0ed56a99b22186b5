import { beforeAll, describe, expect, it } from 'vitest'
import { loadModel } from '#inference'
import type { TensorSource } from '#tensors'
import {
  changed,
  foldNorms,
  permuteHeads,
  permuteHidden,
  permuteUnits,
  randomSigns,
  rescalePairs,
  rotateResidual,
  type Step,
} from './disguise.ts'
import { openZoo } from './zoo.ts'

const text = new TextEncoder().encode('The quick brown fox jumps over the lazy dog.')

const judged = async (model: TensorSource): Promise<Float32Array> => (await loadModel(model)).logProbs(text, 0)

const disguises: readonly { name: string; step: Step }[] = [
  { name: 'norms folded', step: foldNorms },
  { name: 'the residual stream rotated', step: rotateResidual },
  { name: 'hidden dimensions permuted', step: permuteHidden },
  { name: 'units permuted', step: permuteUnits },
  { name: 'heads and value channels permuted', step: permuteHeads },
  { name: 'pairs rescaled', step: rescalePairs },
  { name: 'random signs', step: randomSigns },
]

describe.each(['base-d', 'a-moe'])('%s behind a disguise', (name) => {
  let plain: TensorSource
  let wanted: Float32Array
  beforeAll(async () => {
    plain = await openZoo(name)
    wanted = await judged(plain)
  })

  it.each(disguises)('computes the same with $name', async ({ step }) => {
    const got = await judged(await changed(plain, 'a disguise', step))
    const most = got.reduce((greatest, value, k) => Math.max(greatest, Math.abs(value - (wanted[k] as number))), 0)
    expect(most).toBeLessThan(1e-4)
  })
})
