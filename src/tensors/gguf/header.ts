import { AssayError } from '#base'
import { type Cursor, cursorOver, MoreBytesNeeded } from './cursor.ts'
import { type Metadata, readMetadata, UINT32, utf8 } from './metadata.ts'
import { type DeclaredTensor, type PlacedTensor, placeTensors } from './placed-tensors.ts'
import { shown } from '../shown.ts'
import { looksLike } from '../safetensors/looks-like.ts'

/** What a GGUF file says of itself. */
export type GgufHeader = {
  readonly version: number
  readonly littleEndian: boolean
  readonly metadata: Metadata
  /** in the order of their data */
  readonly tensors: readonly PlacedTensor[]
}

/** Vocabularies make headers of some ten megabytes; a larger one is an attack on memory. */
export const MAX_HEADER_BYTES = 100_000_000

/** As for safetensors: no model has so many in one file. */
const MOST_TENSORS = 250_000

/**
 * Reads the header of a GGUF file of version 2 or 3, as strictly as ggml does, and more so where that wraps around or
 * allocates first. The npm package @huggingface/gguf was considered: version 0.4.6 bounds its counts too, but reads 29 of
 * the golden files that must be refused, headers that are cut off and names that stand twice among them.
 *
 * @param first the file's first bytes
 * @param fileBytes size of the whole file
 * @returns undefined if the header goes on beyond `first`
 * @throws AssayError `tensors/not-gguf`, `tensors/gguf-…`, and what the placing of tensors may be refused for
 * @see https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export const parseGguf = (first: Uint8Array, fileBytes: number, file: string): GgufHeader | undefined => {
  refuseForeign(first, file)
  try {
    return headerIn(first, fileBytes, file)
  } catch (error) {
    if (error instanceof MoreBytesNeeded) return undefined
    throw error
  }
}

const headerIn = (first: Uint8Array, fileBytes: number, file: string): GgufHeader => {
  const { version, littleEndian } = versionOf(first, fileBytes, file)
  const cursor = cursorOver(first, { fileBytes, file, start: 8, littleEndian })
  const tensors = cursor.u64('tensor count')
  const keys = cursor.u64('metadata count')
  // A tensor takes 8 bytes of name, 4 of rank, 4 of type and 8 of place at least.
  const limit = Math.min(MOST_TENSORS, Math.floor(cursor.left() / 24))
  if (tensors > limit) throw new AssayError('tensors/gguf-too-many', { file, what: 'tensors', got: tensors, limit })
  const metadata = readMetadata(cursor, keys, file)
  const declared = Array.from({ length: tensors }, () => declaredTensor(cursor, file))
  const alignment = alignmentOf(metadata, file)
  const dataStart = Math.ceil(cursor.at() / alignment) * alignment
  return { version, littleEndian, metadata, tensors: placeTensors(declared, { dataStart, alignment, fileBytes, file }) }
}

const MAGIC = 'GGUF'
const OLDER: ReadonlyMap<string, string> = new Map([
  ['lmgg', 'GGML (older than GGUF)'],
  ['fmgg', 'GGMF (older than GGUF)'],
  ['tjgg', 'GGJT (older than GGUF)'],
])

const refuseForeign = (first: Uint8Array, file: string): void => {
  if (first.length === 0) throw new AssayError('tensors/empty-file', { file })
  const magic = String.fromCharCode(...first.subarray(0, 4))
  if (magic === MAGIC) return
  throw new AssayError('tensors/not-gguf', { file, looksLike: OLDER.get(magic) ?? looksLike(first) ?? '?' })
}

/** Nothing marks the byte order but the version, whose lower half is never zero. */
const versionOf = (first: Uint8Array, fileBytes: number, file: string) => {
  const probe = cursorOver(first, { fileBytes, file, start: 4, littleEndian: true }).take(4, 'version')
  const littleEndian = (probe.getUint32(0, true) & 0xffff) !== 0
  const version = probe.getUint32(0, littleEndian)
  if (version !== 2 && version !== 3) throw new AssayError('tensors/gguf-version', { file, got: version })
  return { version, littleEndian }
}

const MOST_DIMENSIONS = 4 // GGML_MAX_DIMS
const LONGEST_NAME = 1024 // ggml itself allows 63 bytes; other writers raise that

const declaredTensor = (cursor: Cursor, file: string): DeclaredTensor => {
  const at = cursor.at()
  const bytes = cursor.text('tensor name')
  const name = bytes.length > LONGEST_NAME ? undefined : utf8(bytes)
  if (name === undefined) {
    const got = bytes.length > LONGEST_NAME ? `${bytes.length} bytes` : 'not UTF-8'
    throw new AssayError('tensors/gguf-malformed', { file, at, what: 'tensor name', got })
  }
  const what = shown(name)
  const rank = cursor.u32(what)
  if (rank > MOST_DIMENSIONS) {
    throw new AssayError('tensors/bad-entry', { file, tensor: what, field: 'n_dimensions', got: rank })
  }
  // The file gives the fastest axis first; everywhere else the slowest is first.
  const shape = Array.from({ length: rank }, () => cursor.u64(what)).toReversed()
  return { name, shape, typeId: cursor.u32(what), offset: cursor.u64(what) }
}

const DEFAULT_ALIGNMENT = 32

const alignmentOf = (metadata: Metadata, file: string): number => {
  const given = metadata.get('general.alignment')
  if (given === undefined) return DEFAULT_ALIGNMENT
  const { type, value } = given
  const sound = type === UINT32 && typeof value === 'number' && value > 0 && Number.isInteger(Math.log2(value))
  if (!sound) throw new AssayError('tensors/gguf-alignment', { file, got: shown(String(value)) })
  return value
}
