import { AssayError } from '#base'
import type { StoredTensor } from '../assemble-source.ts'
import { readPickle } from '../pickle/read-pickle.ts'
import { looksLike } from '../safetensors/looks-like.ts'
import { shown } from '../shown.ts'
import { type DeclaredStorage, torchDialect } from '../torch/dialect.ts'
import { MOST_PICKLE_BYTES, readLegacy } from '../torch/legacy-layout.ts'
import { tensorsOf } from '../torch/state-dict.ts'
import { storedTensors } from '../torch/stored-tensors.ts'
import { byteOrderOf, checkVersion, torchRecords } from '../torch/zip-layout.ts'
import { openRangedFile, type RangedFile } from './ranged-file.ts'
import { zipArchive, type ZipArchive } from './zip-archive.ts'

/** A file of weights, open; its pickle was read and found good. */
export type TorchFile = {
  readonly path: string
  readonly tensors: readonly StoredTensor[]
  readonly close: () => Promise<void>
}

/** Opens one `.bin`, `.pt`, `.pth` or `.ckpt`, in the format of archives or the one before it. */
export const openTorchFile = async (path: string): Promise<TorchFile> => {
  const file = await openRangedFile(path)
  try {
    const first = new Uint8Array(Math.min(64, file.bytes))
    await file.read(0, first)
    const kind = looksLike(first)
    if (kind === 'empty') throw new AssayError('tensors/empty-file', { file: path })
    if (kind === 'zip') return await archived(await zipArchive(file))
    if (kind === 'pickle') return await legacy(file)
    throw new AssayError('tensors/not-torch', { file: path, looksLike: kind ?? tarOr(first) })
  } catch (error) {
    await file.close()
    throw error
  }
}

// The first releases wrote tar archives; their members begin with a name and zeros.
const tarOr = (first: Uint8Array): string =>
  /^[\x20-\x7e]{1,32}\0{16}/.test(String.fromCharCode(...first)) ? 'tar' : 'something else'

const archived = async (archive: ZipArchive): Promise<TorchFile> => {
  const { path } = archive
  const records = torchRecords(archive.names, path)
  if (records.version !== undefined) checkVersion(await shortText(archive, records.version), path)
  const order =
    records.byteOrder === undefined ? 'little' : byteOrderOf(await shortText(archive, records.byteOrder), path)
  const pickle = await wholePickle(archive, records.pickle)
  const { value, end } = readPickle(pickle, torchDialect, { file: path })
  if (end !== pickle.byteLength) {
    throw new AssayError('tensors/torch-malformed', {
      file: path,
      why: `${pickle.byteLength - end} bytes follow the pickle`,
    })
  }
  const bytesOf = ({ key }: DeclaredStorage) => {
    const range = /^[\w-]{1,200}$/.test(key) ? archive.range(records.storage(key)) : undefined
    if (range !== undefined) return range
    throw new AssayError('tensors/torch-storage', { file: path, storage: shown(key), why: 'it is not in the archive' })
  }
  const tensors = storedTensors(tensorsOf(value, path), { bytesOf, byteOrder: order, file: path })
  return { path, tensors, close: archive.close }
}

const shortText = async (archive: ZipArchive, name: string): Promise<string> =>
  String.fromCharCode(...(await archive.start(name, 64)))

const wholePickle = async (archive: ZipArchive, name: string): Promise<Uint8Array> => {
  const bytes = archive.range(name)?.bytes ?? 0
  if (bytes > MOST_PICKLE_BYTES) {
    throw new AssayError('tensors/pickle-too-large', {
      file: archive.path,
      place: 0,
      what: 'bytes',
      limit: MOST_PICKLE_BYTES,
    })
  }
  return archive.start(name, bytes)
}

const legacy = async (file: RangedFile): Promise<TorchFile> => {
  const { path } = file
  const { root, storages } = await readLegacy(file, path)
  const bytesOf = ({ key }: DeclaredStorage) => {
    const range = storages.get(key)
    if (range !== undefined) return range
    throw new AssayError('tensors/torch-storage', { file: path, storage: shown(key), why: 'it is not in the file' })
  }
  const tensors = storedTensors(tensorsOf(root, path), { bytesOf, byteOrder: 'little', file: path })
  return { path, tensors, close: file.close }
}
