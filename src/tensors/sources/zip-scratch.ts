import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { AssayError } from '#base'
import { shown } from '../shown.ts'
import { fileRefusal } from './file-refusal.ts'
import { type RangedFile, rangedFile } from './ranged-file.ts'
import type { ZipRecord } from './zip-directory.ts'

/** Where deflated records of one archive lie inflated, each from its first reading on. */
export type ZipScratch = {
  /** @returns bytes fetched from the archive: all of the record's at its first reading, none later */
  readonly read: (record: ZipRecord, offset: number, into: Uint8Array) => Promise<number>
  readonly close: () => Promise<void>
}

/** @param file the archive */
export const zipScratch = (file: RangedFile): ZipScratch => {
  const places = new Map<string, Promise<number>>()
  let scratch: Promise<FileHandle> | undefined
  let end = 0
  const place = async (record: ZipRecord): Promise<number> => {
    scratch ??= openNameless()
    const begin = end
    end += record.bytes
    await inflateInto(await scratch, begin, { file, record })
    return begin
  }
  return {
    read: async (record, offset, into) => {
      const known = places.get(record.name)
      const begin = known ?? place(record)
      places.set(record.name, begin)
      await rangedFile(await scratchOf(begin, scratch), record.bytes, file.path).read((await begin) + offset, into)
      return known === undefined ? record.storedBytes : 0
    },
    close: async () => {
      await Promise.allSettled(places.values())
      await (await scratch)?.close()
    },
  }
}

const scratchOf = async (begin: Promise<number>, scratch: Promise<FileHandle> | undefined): Promise<FileHandle> => {
  await begin
  if (scratch === undefined) throw new AssayError('tensors/closed', { source: 'scratch' })
  return scratch
}

// The name goes at once; the bytes go when the handle is closed or the program ends, however it ends.
const openNameless = async (): Promise<FileHandle> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-inflated-')).catch((cause: unknown) => {
    throw fileRefusal(cause, tmpdir())
  })
  try {
    return await open(join(folder, 'records'), 'wx+', 0o600)
  } catch (cause) {
    throw fileRefusal(cause, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Source = { readonly file: RangedFile; readonly record: ZipRecord }

const inflateInto = async (scratch: FileHandle, begin: number, { file, record }: Source): Promise<void> => {
  let done = 0
  let check = 0
  await inflate({ file, record }, async (piece) => {
    if (done + piece.byteLength > record.bytes) throw refusal(file, record, 'it inflates to more than it declares')
    await writeAll(scratch, piece, begin + done)
    check = crc32(piece, check)
    done += piece.byteLength
    return 'more'
  })
  if (done !== record.bytes) throw refusal(file, record, `it inflates to ${done} bytes and declares ${record.bytes}`)
  if (check !== record.crc32) throw refusal(file, record, 'its bytes do not agree with its check (CRC-32)')
}

const writeAll = async (scratch: FileHandle, piece: Uint8Array, at: number): Promise<void> => {
  for (let done = 0; done < piece.byteLength;) {
    const { bytesWritten } = await scratch
      .write(piece, done, piece.byteLength - done, at + done)
      .catch((cause: unknown) => {
        throw fileRefusal(cause, tmpdir())
      })
    done += bytesWritten
  }
}

/** The first bytes of a deflated record; inflating stops there. */
export const inflatedStart = async (file: RangedFile, record: ZipRecord, bytes: number): Promise<Uint8Array> => {
  const start = new Uint8Array(Math.min(bytes, record.bytes))
  let done = 0
  await inflate({ file, record }, async (piece) => {
    const part = piece.subarray(0, start.byteLength - done)
    start.set(part, done)
    done += part.byteLength
    return done < start.byteLength ? 'more' : 'enough'
  })
  if (done < start.byteLength) throw refusal(file, record, `it inflates to ${done} bytes and declares ${record.bytes}`)
  return start
}

const PIECE = 2 ** 18

const inflate = async (source: Source, take: (piece: Uint8Array) => Promise<'more' | 'enough'>): Promise<void> => {
  let enough = false
  try {
    await pipeline(
      Readable.from(storedPieces(source)),
      createInflateRaw({ chunkSize: PIECE }),
      async (pieces: AsyncIterable<Uint8Array>) => {
        for await (const piece of pieces) {
          enough = (await take(piece)) === 'enough'
          if (enough) return
        }
      },
    )
  } catch (cause) {
    if (enough) return // to stop early counts as a failure of what was stopped
    if (cause instanceof AssayError) throw cause
    throw refusal(source.file, source.record, `it can't be inflated (${shown((cause as Error).message)})`, cause)
  }
}

const storedPieces = async function* ({ file, record }: Source): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < record.storedBytes; done += PIECE) {
    const piece = new Uint8Array(Math.min(PIECE, record.storedBytes - done))
    await file.read(record.begin + done, piece)
    yield piece
  }
}

const refusal = ({ path }: RangedFile, { name }: ZipRecord, why: string, cause?: unknown): AssayError =>
  new AssayError('tensors/zip-record', { file: path, record: shown(name), why }, { cause })
