import { callbackify } from 'node:util'
import {
  type Entry,
  fromRandomAccessReaderPromise,
  type LocalFileHeader,
  RandomAccessReader,
  type ZipFile,
} from 'yauzl'
import { AssayError } from '#base'
import { shown } from '../shown.ts'
import type { RangedFile } from './ranged-file.ts'

/** A record of an archive: where its bytes lie as they are stored. */
export type ZipRecord = {
  readonly name: string
  readonly method: 'stored' | 'deflated'
  readonly begin: number
  readonly storedBytes: number
  readonly bytes: number
  readonly crc32: number
}

/** Records of the largest checkpoints: one a storage. */
const MOST_RECORDS = 250_000
const LONGEST_NAME = 4096
const MOST_NAME_BYTES = 64 * 2 ** 20

/**
 * The records of an archive by name, from its central directory, each held to its local header: reference readers
 * follow one or the other, and a file that says two things would be two models. What lies where is read, no data are.
 *
 * Refused: a name that stands twice, is a path out of the archive or no UTF-8; encryption, other methods than deflate;
 * records that overlap or leave the file; a directory that does not end where the end record begins (a second archive
 * in a comment); sizes, names or checks that differ between directory and record.
 *
 * @throws AssayError `tensors/zip-damaged`, `tensors/zip-record`
 */
export const zipDirectory = async (file: RangedFile): Promise<ReadonlyMap<string, ZipRecord>> => {
  try {
    const { reader, readAhead } = readerOver(file)
    const options = { decodeStrings: false, autoClose: false, validateEntrySizes: false } // sizes are checked below
    const zip = await fromRandomAccessReaderPromise(reader, file.bytes, options)
    const listed = await listedIn(zip, file.path)
    refuseGap(zip, file)
    readAhead(SHORT_WINDOW)
    const records = new Map<string, ZipRecord>()
    for (const [name, entry] of listed) records.set(name, await recordOf(zip, entry, { name, file: file.path }))
    refuseOverlap([...records.values()], file.path)
    return records
  } catch (cause) {
    if (cause instanceof AssayError) throw cause
    throw damaged(file.path, shown((cause as Error).message), cause)
  }
}

const damaged = (file: string, why: string, cause?: unknown): AssayError =>
  new AssayError('tensors/zip-damaged', { file, why }, { cause })

/** What of an entry of the directory is needed later. */
type Listed = Pick<
  Entry,
  | 'fileNameRaw'
  | 'generalPurposeBitFlag'
  | 'compressionMethod'
  | 'compressedSize'
  | 'uncompressedSize'
  | 'crc32'
  | 'relativeOffsetOfLocalHeader'
>

const listedIn = async (zip: ZipFile, file: string): Promise<ReadonlyMap<string, Listed>> => {
  if (zip.entryCount > MOST_RECORDS) throw damaged(file, `it claims ${zip.entryCount} records`)
  const listed = new Map<string, Listed>()
  let nameBytes = 0
  for await (const entry of zip.eachEntry()) {
    nameBytes += entry.fileNameLength
    if (entry.fileNameLength > LONGEST_NAME || nameBytes > MOST_NAME_BYTES) {
      throw damaged(file, 'its names are longer than any archive needs')
    }
    const name = nameOf(entry, file)
    if (listed.has(name)) throw badRecord(file, name, 'it is there twice')
    if (leaves(name)) throw badRecord(file, name, 'its name is a path out of the archive')
    if (name.endsWith('/') && entry.uncompressedSize === 0) continue // a folder
    const { fileNameRaw, generalPurposeBitFlag, compressionMethod, compressedSize } = entry
    const { uncompressedSize, crc32, relativeOffsetOfLocalHeader } = entry
    listed.set(name, {
      fileNameRaw: Buffer.from(fileNameRaw), // it viewed a piece with extra field and comment
      generalPurposeBitFlag,
      compressionMethod,
      compressedSize,
      uncompressedSize,
      crc32,
      relativeOffsetOfLocalHeader,
    })
  }
  return listed
}

const badRecord = (file: string, name: string, why: string): AssayError =>
  new AssayError('tensors/zip-record', { file, record: shown(name), why })

const nameOf = ({ fileNameRaw }: Entry, file: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(fileNameRaw)
  } catch (cause) {
    throw damaged(file, 'a name is not UTF-8', cause)
  }
}

const leaves = (name: string): boolean => name.startsWith('/') || /[\\\0]/.test(name) || name.split('/').includes('..')

const ENCRYPTED = 0x0041 // bits 0 and 6
const SIZES_FOLLOW = 0x0008
const IN_ZIP64_FIELD = 0xffffffff
const STORED = 0
const DEFLATED = 8

const faultOf = (entry: Listed, header: LocalFileHeader): string | undefined => {
  const { generalPurposeBitFlag: flags, compressionMethod: method } = entry
  if (((flags | header.generalPurposeBitFlag) & ENCRYPTED) !== 0) return 'it is encrypted'
  if (method !== STORED && method !== DEFLATED) return `it is compressed by method ${method}`
  if (header.compressionMethod !== method) return 'directory and record name different methods'
  if (!entry.fileNameRaw.equals(header.fileName)) return 'directory and record give different names'
  if (method === STORED && entry.compressedSize !== entry.uncompressedSize) return 'it is stored with two sizes'
  if (!Number.isSafeInteger(entry.uncompressedSize)) return 'its size is larger than any file can be'
  const pairs: readonly (readonly [number, number])[] = [
    [header.compressedSize, entry.compressedSize],
    [header.uncompressedSize, entry.uncompressedSize],
  ]
  const follow = (header.generalPurposeBitFlag & SIZES_FOLLOW) !== 0
  const differ = pairs.some(([own, listed]) => own !== listed && own !== IN_ZIP64_FIELD && !(follow && own === 0))
  if (differ) return 'directory and record give different sizes'
  return undefined
}

type Named = { readonly name: string; readonly file: string }

const recordOf = async (zip: ZipFile, entry: Listed, { name, file }: Named): Promise<ZipRecord> => {
  const header = await zip.readLocalFileHeaderPromise(entry as Entry) // only the offset of it is used there
  const why = faultOf(entry, header)
  if (why !== undefined) throw badRecord(file, name, why)
  return {
    name,
    method: entry.compressionMethod === STORED ? 'stored' : 'deflated',
    begin: header.fileDataStart,
    storedBytes: entry.compressedSize,
    bytes: entry.uncompressedSize,
    crc32: entry.crc32,
  }
}

const END_RECORD = 22
const ZIP64_ENDS = 56 + 20

// The reader's place after the last entry is where the directory ends; its type in the declarations is wrong.
const refuseGap = (zip: ZipFile, { path, bytes }: RangedFile): void => {
  const gap = bytes - END_RECORD - zip.comment.length - Number(zip.readEntryCursor)
  if (gap !== 0 && gap !== ZIP64_ENDS) throw damaged(path, 'its directory does not end where its end record begins')
}

const refuseOverlap = (records: readonly ZipRecord[], file: string): void => {
  let end = 0
  for (const { name, begin, storedBytes } of records.toSorted((a, b) => a.begin - b.begin)) {
    if (begin < end) throw badRecord(file, name, 'it overlaps another')
    end = begin + storedBytes
  }
}

const WINDOW = 2 ** 16
const SHORT_WINDOW = 256 // a local header with its name, mostly

// Entries of the directory come in pieces of some dozen bytes, one behind the other; local headers lie far apart.
const readerOver = (file: RangedFile) => {
  let window = new Uint8Array()
  let begin = 0
  let ahead = WINDOW
  const fill = async (into: Uint8Array, position: number): Promise<number> => {
    const end = position + into.byteLength
    if (!(position >= 0 && end <= file.bytes)) throw new Error(`the file ends before byte ${end}`)
    if (position < begin || end > begin + window.byteLength) {
      window = new Uint8Array(Math.min(Math.max(ahead, into.byteLength), file.bytes - position))
      begin = position
      await file.read(position, window)
    }
    into.set(window.subarray(position - begin, end - begin))
    return into.byteLength
  }
  const reader = Reflect.construct(RandomAccessReader, []) as RandomAccessReader
  const filled = callbackify(fill)
  reader.read = (buffer, at, length, position, done: ReadDone) =>
    filled(buffer.subarray(at, at + length), position, done)
  const readAhead = (bytes: number): void => {
    ahead = bytes
  }
  return { reader, readAhead }
}

type ReadDone = (error: Error | null, bytesRead: number) => void
