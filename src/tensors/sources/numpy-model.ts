import { basename, resolve } from 'node:path'
import { AssayError } from '#base'
import { assembleSource, type StoredTensor } from '../assemble-source.ts'
import { MOST_HEADER_BYTES, parseArrayHeader } from '../numpy/array-header.ts'
import { looksLike } from '../safetensors/looks-like.ts'
import { shown } from '../shown.ts'
import type { TensorSource } from '../source.ts'
import { type ByteRange, partOf } from '../strided/byte-range.ts'
import { stridedTensor } from '../strided/strided-tensor.ts'
import { configBeside } from './config-beside.ts'
import { openRangedFile, type RangedFile } from './ranged-file.ts'
import { zipArchive, type ZipArchive } from './zip-archive.ts'

/**
 * Opens NumPy arrays: a `.npz`, whose arrays have their records' names without `.npy`, or a `.npy`, whose array has
 * the empty name. Headers are read, data by range when asked for, in either order of bytes and of axes.
 *
 * @throws AssayError `tensors/…`
 */
export const openNpz = async (path: string): Promise<TensorSource> => {
  const file = await openRangedFile(path)
  let close = file.close
  try {
    const first = new Uint8Array(Math.min(64, file.bytes))
    await file.read(0, first)
    const kind = looksLike(first)
    if (kind === 'empty') throw new AssayError('tensors/empty-file', { file: path })
    const stored = []
    if (kind === 'NumPy') stored.push(await single(file))
    else if (kind === 'zip') {
      const archive = await zipArchive(file)
      close = archive.close
      for (const name of archive.names) stored.push(await record(archive, name))
    } else throw new AssayError('tensors/not-numpy', { file: path, looksLike: kind ?? 'something else' })
    return assembleSource({ label: basename(resolve(path)), config: await configBeside(path), stored, close })
  } catch (error) {
    await close()
    throw error
  }
}

const single = async (file: RangedFile): Promise<StoredTensor> => {
  const start = new Uint8Array(Math.min(MOST_HEADER_BYTES, file.bytes))
  await file.read(0, start)
  return arrayOf({ name: '', start, range: file }, file.path)
}

const SUFFIX = '.npy'

const record = async (archive: ZipArchive, name: string): Promise<StoredTensor> => {
  const range = archive.range(name)
  if (range === undefined || !name.endsWith(SUFFIX)) {
    throw new AssayError('tensors/zip-record', { file: archive.path, record: shown(name), why: 'it is no .npy' })
  }
  const start = await archive.start(name, MOST_HEADER_BYTES)
  return arrayOf({ name: name.slice(0, -SUFFIX.length), start, range }, archive.path)
}

type Found = { readonly name: string; readonly start: Uint8Array; readonly range: ByteRange }

const arrayOf = ({ name, start, range }: Found, file: string): StoredTensor => {
  const place = { file, array: name === '' ? '—' : shown(name) }
  const { element, byteOrder, view, dataStart } = parseArrayHeader(start, range.bytes, place)
  return stridedTensor({ name, element, view, byteOrder, storage: partOf(range, dataStart, range.bytes - dataStart) })
}
