import { AssayError, type Json } from '#base'
import type { FileRange } from '#numeric'
import { shown } from './shown.ts'
import type { TensorInfo, TensorSource } from './source.ts'

/**
 * A tensor and how its data are fetched; ranges were checked before either function is called.
 *
 * `read` resolves to the bytes that it fetched from storage where they are not as many as it was asked for: a reader
 * that de-quantises fetches less than it gives, one that works by blocks perhaps more.
 */
export type StoredTensor = {
  readonly info: TensorInfo
  readonly read: (offset: number, into: Uint8Array) => Promise<void | number>
  readonly lend?: (offset: number) => FileRange
}

type Parts = {
  readonly label: string
  readonly config: Json | undefined
  readonly stored: Iterable<StoredTensor>
  readonly close: () => Promise<void>
}

/** Joins stored tensors to a source: order, ranges, the count of bytes, and the end are the same for every adapter. */
export const assembleSource = ({ label, config, stored, close }: Parts): TensorSource => {
  const byName = new Map([...stored].toSorted(byInfoName).map((tensor) => [tensor.info.name, tensor]))
  let fetched = 0
  let open = true

  const claim = (name: string, offset: number, bytes: number): StoredTensor => {
    if (!open) throw new AssayError('tensors/closed', { source: label })
    const tensor = byName.get(name)
    if (tensor === undefined) throw new AssayError('tensors/unknown-tensor', { source: label, tensor: shown(name) })
    const within = Number.isSafeInteger(offset) && offset >= 0 && bytes >= 0 && offset + bytes <= tensor.info.bytes
    if (!within) {
      const facts = { source: label, tensor: shown(name), offset, bytes, size: tensor.info.bytes }
      throw new AssayError('tensors/out-of-range', facts)
    }
    return tensor
  }
  const lends = [...byName.values()].every((tensor) => tensor.lend !== undefined)
  const lend = (name: string, offset: number, bytes: number): FileRange => {
    const range = claim(name, offset, bytes).lend?.(offset)
    if (range === undefined) throw new AssayError('tensors/closed', { source: label })
    fetched += bytes
    return range
  }
  return {
    label,
    config,
    tensors: new Map([...byName].map(([name, { info }]) => [name, info])),
    bytesRead: () => fetched,
    readBytes: async (name, offset, into) => {
      const own = (await claim(name, offset, into.byteLength).read(offset, into)) ?? into.byteLength
      fetched += own // added when the read is over: others may have come to their end meanwhile
    },
    ...(lends ? { lend } : {}),
    close: async () => {
      if (!open) return
      open = false
      await close()
    },
  }
}

const byInfoName = (a: StoredTensor, b: StoredTensor): number =>
  a.info.name < b.info.name ? -1 : a.info.name > b.info.name ? 1 : 0
