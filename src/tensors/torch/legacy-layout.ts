import { AssayError } from '#base'
import { readPickle } from '../pickle/read-pickle.ts'
import { itemsOf } from '../pickle/value.ts'
import { shown } from '../shown.ts'
import { type ByteRange, partOf } from '../strided/byte-range.ts'
import { type DeclaredStorage, torchDialect, type TorchValue } from './dialect.ts'

/** A file of the format before 2020: five pickles, and then the storages one behind the other. */
export type LegacyFile = {
  readonly root: TorchValue
  readonly storages: ReadonlyMap<string, ByteRange>
}

const MAGIC = 0x1950a86a20f9469cfc6cn
const PROTOCOL = 1001

/** Before each storage: how many elements it has, 64 bits, little-endian. */
const COUNT_BYTES = 8

const FIRST_WINDOW = 2 ** 18

/** Pickles that are read at once: those of 100,000 tensors take some 20 MB. */
export const MOST_PICKLE_BYTES = 64 * 2 ** 20

/**
 * Reads the pickles and finds the storages. How long a pickle is only its reading tells, so as much of the file is
 * read as they turn out to need, doubling. The system's byte order in the third pickle is not heeded: storages were
 * always written little-endian.
 *
 * @throws AssayError `tensors/pickle-…`, `tensors/torch-malformed`, `tensors/torch-storage`
 */
export const readLegacy = async (range: ByteRange, file: string): Promise<LegacyFile> => {
  const { root, keys, declared, end } = await pickled(range, file)
  const storages = new Map<string, ByteRange>()
  let at = end
  for (const key of keys) {
    const storage = declared.get(key)
    if (storage === undefined) throw badStorage(file, key, 'no tensor uses it')
    if (storages.has(key)) throw badStorage(file, key, 'it is there twice')
    const bytes = storage.count * (storage.element?.size ?? 1)
    if (bytes > range.bytes - at - COUNT_BYTES) throw badStorage(file, key, 'the file ends within it')
    const count = new Uint8Array(COUNT_BYTES)
    await range.read(at, count)
    const stored = new DataView(count.buffer).getBigInt64(0, true)
    if (stored !== BigInt(storage.count)) {
      throw badStorage(file, key, `it has ${stored} elements and is declared with ${storage.count}`)
    }
    storages.set(key, partOf(range, at + COUNT_BYTES, bytes))
    at += COUNT_BYTES + bytes
  }
  const absent = [...declared.keys()].find((key) => !storages.has(key))
  if (absent !== undefined) throw badStorage(file, absent, 'its bytes are not in the file')
  if (at !== range.bytes) throw malformed(file, `${range.bytes - at} bytes follow the last storage`)
  return { root, storages }
}

const malformed = (file: string, why: string): AssayError => new AssayError('tensors/torch-malformed', { file, why })

const badStorage = (file: string, key: string, why: string): AssayError =>
  new AssayError('tensors/torch-storage', { file, storage: shown(key), why })

type Pickled = {
  readonly root: TorchValue
  readonly keys: readonly string[]
  readonly declared: ReadonlyMap<string, DeclaredStorage>
  readonly end: number
}

const pickled = async (range: ByteRange, file: string): Promise<Pickled> => {
  const most = Math.min(range.bytes, MOST_PICKLE_BYTES)
  for (let window = Math.min(FIRST_WINDOW, most); ; window = Math.min(2 * window, most)) {
    const head = new Uint8Array(window)
    await range.read(0, head)
    try {
      return readPickles(head, file)
    } catch (error) {
      const cut = error instanceof AssayError && error.code === 'tensors/pickle-ends-early'
      if (!cut || window === most) throw error
    }
  }
}

const readPickles = (head: Uint8Array, file: string): Pickled => {
  const declared = new Map<string, DeclaredStorage>()
  const dialect: typeof torchDialect = {
    ...torchDialect,
    persistent: (id) => {
      const made = torchDialect.persistent(id)
      if (made.kind === 'made' && made.made.kind === 'storage') remember(declared, made.made, file)
      return made
    },
  }
  let start = 0
  const next = (): TorchValue => {
    const { value, end } = readPickle(head, dialect, { file, start })
    start = end
    return value
  }
  if (next() !== MAGIC) throw malformed(file, 'it does not begin with the magic number')
  const protocol = next()
  if (protocol !== PROTOCOL) {
    throw malformed(file, `its protocol ${typeof protocol === 'number' ? protocol : 'of another kind'} is not known`)
  }
  next()
  declared.clear()
  const root = next()
  const keys = itemsOf(next(), 'list')
  if (!keys?.every((key) => typeof key === 'string')) throw malformed(file, 'the list of storages is no list of texts')
  return { root, keys, declared, end: start }
}

const remember = (declared: Map<string, DeclaredStorage>, storage: DeclaredStorage, file: string): void => {
  const known = declared.get(storage.key)
  if (known !== undefined && (known.count !== storage.count || known.element !== storage.element)) {
    throw badStorage(file, storage.key, 'it is declared in two ways')
  }
  declared.set(storage.key, storage)
}
