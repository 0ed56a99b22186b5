import { seeded } from '#numeric'
import type { TensorInfo, TensorSource } from '#tensors'

/** Elements taken of each larger tensor, in stretches: their cosine is good to about 0.003. */
export const EFFECT_ELEMENTS = 65_536 * 2
const STRETCHES = 8
/** Elements that a stretch begins at are multiples of this, so that it begins at a whole byte in every format. */
const ALIGNMENT = 64

/**
 * A model in which every larger tensor is only some stretches of itself, drawn from the seed: the same ones of every
 * tensor of as many elements, in this model and any other.
 */
export const sampledSource = (model: TensorSource, seed: string): TensorSource => {
  const stretches = new Map<number, readonly number[]>()
  const startsIn = (count: number): readonly number[] => {
    const known = stretches.get(count) ?? drawn(count, seed)
    stretches.set(count, known)
    return known
  }
  const { lend: _, ...rest } = model // a stretch is no range of the file
  return {
    ...rest,
    tensors: new Map([...model.tensors].map(([name, info]) => [name, shortened(info)])),
    readBytes: async (name, offset, into) => {
      const info = model.tensors.get(name)
      if (info === undefined || info.count <= EFFECT_ELEMENTS) return model.readBytes(name, offset, into)
      const starts = startsIn(info.count)
      const bytesOfElement = info.bytes / info.count
      const length = (EFFECT_ELEMENTS / STRETCHES) * bytesOfElement
      const reads: Promise<void>[] = []
      for (let done = 0; done < into.byteLength;) {
        const stretch = Math.floor((offset + done) / length)
        const within = (offset + done) % length
        const bytes = Math.min(length - within, into.byteLength - done)
        const from = (starts[stretch] ?? 0) * bytesOfElement + within
        reads.push(model.readBytes(name, from, into.subarray(done, done + bytes)))
        done += bytes
      }
      await Promise.all(reads)
    },
  }
}

const shortened = (info: TensorInfo): TensorInfo =>
  info.count <= EFFECT_ELEMENTS
    ? info
    : {
        ...info,
        shape: [EFFECT_ELEMENTS],
        count: EFFECT_ELEMENTS,
        bytes: (EFFECT_ELEMENTS * info.bytes) / info.count,
      }

// One from each eighth of the tensor, so that stretches never overlap.
const drawn = (count: number, seed: string): readonly number[] => {
  const draw = seeded(`stretches ${seed} ${count}`)
  const length = EFFECT_ELEMENTS / STRETCHES
  const part = Math.floor(count / STRETCHES / ALIGNMENT) * ALIGNMENT
  return Array.from({ length: STRETCHES }, (_, k) => {
    const room = Math.max(0, part - length)
    return k * part + Math.floor((draw.uniform() * room) / ALIGNMENT) * ALIGNMENT
  })
}
