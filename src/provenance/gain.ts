import type { TensorInfo, TensorSource } from '#tensors'
import type { ComponentSites } from './component-sites.ts'
import { readVector } from './row-reader.ts'

/** A norm's gain as it is applied to the rows that read behind it; undefined where there is none to fold in. */
export const gainOf = async (
  model: TensorSource,
  norm: TensorInfo | undefined,
  { architecture, hidden = 0 }: Pick<ComponentSites, 'architecture' | 'hidden'>,
): Promise<Float32Array | undefined> => {
  if (norm === undefined || architecture?.norm === 'after' || norm.count < hidden) return undefined
  const stored = await readVector(model, norm)
  const offset = architecture?.norm === 'rms-plus-one' ? 1 : 0
  return stored.subarray(0, hidden).map((value) => value + offset)
}
