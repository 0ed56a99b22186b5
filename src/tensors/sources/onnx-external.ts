import { realpath } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { AssayError } from '#base'
import type { ExternalData } from '../onnx/tensor-message.ts'
import { shown } from '../shown.ts'
import { type ByteRange, partOf } from '../strided/byte-range.ts'
import { openRangedFile, type RangedFile } from './ranged-file.ts'

/** Files beside a model in which its tensors' data lie, each opened once. */
export type ExternalFiles = {
  readonly range: (tensor: string, external: ExternalData) => Promise<ByteRange>
  readonly close: () => Promise<void>
}

/** One file a tensor is the most that exporters write; each is held open. */
const MOST_FILES = 2000

/**
 * @param model path of the model; the files lie in its folder or below, really and not by a link
 * @throws AssayError `tensors/onnx-external`
 */
export const externalFiles = (model: string): ExternalFiles => {
  const files = new Map<string, RangedFile>()
  const open = async (location: string, bad: (why: string, cause?: unknown) => AssayError): Promise<RangedFile> => {
    const known = files.get(location)
    if (known !== undefined) return known
    if (files.size >= MOST_FILES) throw bad(`the model names more than ${MOST_FILES} files`)
    try {
      const path = join(dirname(model), location)
      const way = relative(await realpath(dirname(model)), await realpath(path))
      if (way === '..' || way.startsWith(`..${sep}`)) throw bad('it is a link that leaves the folder')
      const file = await openRangedFile(path)
      files.set(location, file)
      return file
    } catch (cause) {
      if (cause instanceof AssayError && cause.code === 'tensors/onnx-external') throw cause
      throw bad('there is no such file, or it may not be read', cause)
    }
  }
  return {
    range: async (tensor, { location, offset, length }) => {
      const facts = { file: model, tensor: shown(tensor), location: shown(location) }
      const bad = (why: string, cause?: unknown): AssayError =>
        new AssayError('tensors/onnx-external', { ...facts, why }, { cause })
      if (leaves(location)) throw bad('it must be a path below the folder of the model')
      const begin = countIn(offset ?? '0')
      const stated = length === undefined ? undefined : countIn(length)
      if (begin === undefined || (length !== undefined && stated === undefined)) {
        throw bad('its offset or its length is no count of bytes')
      }
      const file = await open(location, bad)
      const bytes = stated ?? file.bytes - begin
      if (bytes < 0 || begin + bytes > file.bytes) {
        throw bad(`bytes ${begin} to ${begin + bytes} are not in it, it has ${file.bytes}`)
      }
      return partOf(file, begin, bytes)
    },
    close: async () => {
      await Promise.all([...files.values()].map((file) => file.close()))
    },
  }
}

const leaves = (location: string): boolean =>
  location.startsWith('/') || /[\\:\0]/.test(location) || location.split('/').includes('..')

const countIn = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined)
