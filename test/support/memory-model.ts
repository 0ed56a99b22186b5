import type { Json } from '#base'
import type { TensorInfo, TensorSource } from '#tensors'

export type Weights = ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>

/** A model whose weights stand in memory as F32. */
export const memoryModel = (label: string, weights: Weights, config: Json): TensorSource => {
  const tensors = new Map<string, TensorInfo>()
  for (const [name, { shape, values }] of [...weights].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    tensors.set(name, { name, dtype: 'F32', shape, count: values.length, bytes: values.length * 4 })
  }
  let read = 0
  return {
    label,
    tensors,
    config,
    bytesRead: () => read,
    readBytes: async (name, offset, into) => {
      const values = weights.get(name)?.values ?? new Float32Array()
      into.set(new Uint8Array(values.buffer, values.byteOffset + offset, into.length))
      read += into.length
    },
    close: async () => undefined,
  }
}
