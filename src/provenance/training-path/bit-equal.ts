import type { TensorSource } from '#tensors'

const PIECE = 2 ** 20

/** Whether two models hold the same tensors with the same bytes; the first difference ends the reading. */
export const bitEqual = async (one: TensorSource, other: TensorSource): Promise<boolean> => {
  if (one.tensors.size !== other.tensors.size) return false
  const [left, right] = [new Uint8Array(PIECE), new Uint8Array(PIECE)]
  for (const [name, info] of one.tensors) {
    const twin = other.tensors.get(name)
    if (twin?.dtype !== info.dtype || twin.bytes !== info.bytes) return false
    for (let at = 0; at < info.bytes; at += PIECE) {
      const size = Math.min(PIECE, info.bytes - at)
      await one.readBytes(name, at, left.subarray(0, size))
      await other.readBytes(name, at, right.subarray(0, size))
      for (let k = 0; k < size; k++) if (left[k] !== right[k]) return false
    }
  }
  return true
}
