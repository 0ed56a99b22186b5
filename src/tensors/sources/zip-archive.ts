import { AssayError } from '#base'
import { shown } from '../shown.ts'
import { type ByteRange, partOf } from '../strided/byte-range.ts'
import type { RangedFile } from './ranged-file.ts'
import { zipDirectory, type ZipRecord } from './zip-directory.ts'
import { inflatedStart, zipScratch } from './zip-scratch.ts'

/** An archive's records, read by range. */
export type ZipArchive = {
  readonly path: string
  readonly names: readonly string[]
  /** a record as one range of its own bytes; `undefined` if there is none of that name */
  readonly range: (name: string) => ByteRange | undefined
  /** a record's first bytes, without the rest; fewer if it has fewer */
  readonly start: (name: string, bytes: number) => Promise<Uint8Array>
  readonly close: () => Promise<void>
}

/** Weights deflate by a third to a half; zeros by a thousand. Below this many bytes the ratio is nobody's harm. */
const GREATEST_RATIO = 200
const SMALL = 16 * 2 ** 20

/** What all deflated records of an archive may take on the disk together. */
const MOST_SCRATCH = 256 * 2 ** 30

/**
 * An archive over an open file, which it takes over. Stored records are read and lent where they lie. A deflated one
 * can't be entered in its middle: it is inflated when it is first read, once, as a stream into a nameless file of the
 * system's temporary folder, and read there by range; memory holds pieces of it only. It must come to just the bytes
 * and the check (CRC-32) that the archive declares.
 *
 * @throws AssayError `tensors/zip-damaged`, `tensors/zip-record`, `tensors/zip-bomb`
 */
export const zipArchive = async (file: RangedFile): Promise<ZipArchive> => {
  const records = await zipDirectory(file)
  refuseBombs([...records.values()], file)
  const scratch = zipScratch(file)
  const range = (name: string): ByteRange | undefined => {
    const record = records.get(name)
    if (record === undefined) return undefined
    if (record.method === 'stored') return partOf(file, record.begin, record.bytes)
    return { bytes: record.bytes, read: (offset, into) => scratch.read(record, offset, into) }
  }
  return {
    path: file.path,
    names: [...records.keys()],
    range,
    start: async (name, bytes) => {
      const record = records.get(name)
      if (record === undefined)
        throw new AssayError('tensors/zip-record', { file: file.path, record: shown(name), why: 'it is not there' })
      if (record.method === 'deflated') return inflatedStart(file, record, bytes)
      const start = new Uint8Array(Math.min(bytes, record.bytes))
      await file.read(record.begin, start)
      return start
    },
    close: async () => {
      await scratch.close()
      await file.close()
    },
  }
}

const refuseBombs = (records: readonly ZipRecord[], { path }: RangedFile): void => {
  let total = 0
  for (const { name, method, storedBytes, bytes } of records) {
    if (method === 'stored') continue
    total += bytes
    const tooDense = bytes > SMALL && bytes > GREATEST_RATIO * storedBytes
    if (!tooDense && total <= MOST_SCRATCH) continue
    const facts = {
      file: path,
      record: shown(name),
      stored: storedBytes,
      inflated: bytes,
      limit: tooDense ? GREATEST_RATIO * storedBytes : MOST_SCRATCH,
    }
    throw new AssayError('tensors/zip-bomb', facts)
  }
}
