import { basename, dirname, join, resolve } from 'node:path'
import { AssayError } from '#base'
import { assembleSource, type StoredTensor } from '../assemble-source.ts'
import { isQuantised } from '../gguf/dequantise.ts'
import { type GgufHeader, MAX_HEADER_BYTES, parseGguf } from '../gguf/header.ts'
import { hubConfig } from '../gguf/hub-config.ts'
import { hubTensors, type TensorView } from '../gguf/hub-model.ts'
import type { PlacedTensor } from '../gguf/placed-tensors.ts'
import { readView } from '../gguf/read-view.ts'
import { holdToSet, partNames, splitPlaceOf } from '../gguf/split-set.ts'
import { shown } from '../shown.ts'
import type { TensorSource } from '../source.ts'
import { openRangedFile, type RangedFile } from './ranged-file.ts'

/**
 * Opens a GGUF file, or the whole set that a part belongs to; all parts must lie beside it. Headers are read, data are
 * not.
 *
 * Tensors come out under the names and in the order of rows that the Hugging Face hub has for the model, quantised ones
 * as F32, with a configuration made of the metadata. Only what is asked for is de-quantised.
 *
 * @param path a file; links are followed
 * @throws AssayError `tensors/…`: whatever is missing, malformed or of another format
 */
export const openGguf = async (path: string): Promise<TensorSource> => {
  const opened: GgufFile[] = []
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((file) => file.close()))
  }
  try {
    const parts = await openSet(path, opened)
    const metadata = parts[0]?.header.metadata ?? new Map()
    const placed = parts.flatMap((part) => part.header.tensors.map((tensor) => ({ ...tensor, part })))
    const views = hubTensors(placed, metadata, path)
    return assembleSource({
      label: basename(resolve(path)),
      config: hubConfig(views, metadata),
      stored: views.map(storedTensor),
      close,
    })
  } catch (error) {
    await close()
    throw error
  }
}

type GgufFile = RangedFile & { readonly header: GgufHeader }

/**
 * All files of the model in the order of their parts; the first says what the model is.
 *
 * @param opened takes each file as soon as it is open, so that a failure can close it
 */
const openSet = async (path: string, opened: GgufFile[]): Promise<readonly GgufFile[]> => {
  const open = async (name: string): Promise<GgufFile> => {
    const file = name === basename(path) ? await openFile(path) : await openPart(join(dirname(path), name), path)
    opened.push(file)
    return file
  }
  const named = await open(basename(path))
  const place = splitPlaceOf(named.header.metadata, path)
  if (place === undefined) return [named]
  const parts: GgufFile[] = []
  for (const name of partNames(basename(path), place, path)) {
    parts.push(name === basename(path) ? named : await open(name))
  }
  holdToSet(
    parts.map((file) => ({ path: file.path, ...file.header })),
    place,
  )
  return parts
}

const openPart = async (part: string, path: string): Promise<GgufFile> => {
  try {
    return await openFile(part)
  } catch (cause) {
    if (!(cause instanceof AssayError) || cause.code !== 'tensors/not-found') throw cause
    throw new AssayError('tensors/gguf-missing-part', { part: shown(part), file: path }, { cause })
  }
}

const openFile = async (path: string): Promise<GgufFile> => {
  const file = await openRangedFile(path)
  try {
    return { ...file, header: await headerOf(file) }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** A header does not say how long it is: four times as much is read until it is there as a whole. */
const headerOf = async ({ path, bytes: size, read }: RangedFile): Promise<GgufHeader> => {
  for (let bytes = FIRST_BYTES; ; bytes *= 4) {
    const first = new Uint8Array(Math.min(bytes, size, MAX_HEADER_BYTES))
    await read(0, first)
    const header = parseGguf(first, size, path)
    if (header !== undefined) return header
    if (first.length === MAX_HEADER_BYTES) {
      throw new AssayError('tensors/gguf-header-too-large', { file: path, limit: MAX_HEADER_BYTES })
    }
  }
}

const FIRST_BYTES = 2 ** 18

const storedTensor = (view: TensorView<PlacedTensor & { readonly part: GgufFile }>): StoredTensor => {
  const { info, stored, skipped, order, minus } = view
  const { path, header, read, lend } = stored.part
  const { littleEndian } = header
  const quantised = isQuantised(stored.type)
  if (quantised && !littleEndian) {
    const facts = { file: path, tensor: shown(stored.name), type: stored.type.name }
    throw new AssayError('tensors/gguf-big-endian', facts)
  }
  if (quantised || !littleEndian || order !== undefined || minus !== 0) {
    return { info, read: (offset, into) => readView({ ...view, littleEndian }, read, { offset, into }) }
  }
  const begin = stored.begin + skipped * stored.type.blockBytes
  return {
    info,
    read: (offset, into) => read(begin + offset, into),
    lend: (offset) => lend(begin + offset),
  }
}
