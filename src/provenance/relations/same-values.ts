import { readTensor, type TensorInfo, type TensorSource } from '#tensors'
import type { ComponentSites } from '../component-sites.ts'
import type { EffectSize } from '../comparison.ts'
import { sampledSource } from '../sampled-source.ts'
import { alignTensors } from '../tensor-alignment.ts'

type Side = { readonly model: TensorSource; readonly sites: ComponentSites }

/** Cosine that differs from 1 by rounding alone. */
const SAME = 1 - 1e-9
/** Of a tensor's typical entry: its smallest ones lie below the smallest that F16 holds in full. */
const ROUNDING = 1e-5
/** F32 values of one sampled tensor take no more. */
const MAX_BYTES = 2 ** 22

/**
 * Whether one component holds the same values in two models: every tensor has its counterpart, points the same way over
 * all that the effect sizes were measured on, and has equal values, but for that rounding, in all of a small tensor, or in stretches of a large
 * one that the seed fixes. Cosines are blind to scale, and undefined for a tensor of zeros.
 */
export const sameValues = async (
  subject: Side,
  reference: Side,
  { effects, seed }: { effects: readonly EffectSize[]; seed: string },
): Promise<boolean> => {
  const aligned = alignTensors(subject.sites.tensors, reference.sites.tensors)
  if (aligned.length === 0 || aligned.length < subject.sites.tensors.length) return false
  if (aligned.length < reference.sites.tensors.length) return false
  if (effects.some(({ cosine, pearson }) => (cosine ?? 1) < SAME || (pearson ?? 1) < SAME)) return false
  const [own, other] = [sampledSource(subject.model, seed), sampledSource(reference.model, seed)]
  const valuesOf = (model: TensorSource, { name }: TensorInfo): Promise<Float32Array> =>
    readTensor(model, name, { maxBytes: MAX_BYTES })
  for (const pair of aligned) {
    const left = await valuesOf(own, pair.subject)
    const right = await valuesOf(other, pair.reference)
    const rms = Math.sqrt(right.reduce((sum, value) => sum + value * value, 0) / Math.max(1, right.length))
    if (left.some((value, k) => !(Math.abs(value - (right[k] as number)) <= ROUNDING * rms))) return false
  }
  return true
}
