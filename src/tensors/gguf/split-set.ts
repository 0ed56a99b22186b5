import { AssayError } from '#base'
import { type Metadata, INT32, UINT16 } from './metadata.ts'

/** A file's place in a set of parts, counted from 0. */
export type SplitPlace = { readonly part: number; readonly parts: number; readonly tensors: number }

/**
 * What a part says of its set: `split.no`, `split.count`, `split.tensors.count`; undefined for a file that is whole.
 *
 * @throws AssayError `tensors/gguf-malformed`
 * @see llama.cpp, src/llama-model-loader.cpp and tools/gguf-split
 */
export const splitPlaceOf = (metadata: Metadata, file: string): SplitPlace | undefined => {
  if (!metadata.has(COUNT)) return undefined
  const parts = countOf(metadata, COUNT, { type: UINT16, file })
  if (parts <= 1) return undefined
  const part = countOf(metadata, PART, { type: UINT16, file })
  return { part, parts, tensors: countOf(metadata, TENSORS, { type: INT32, file }) }
}

const PART = 'split.no'
const COUNT = 'split.count'
const TENSORS = 'split.tensors.count'

const countOf = (metadata: Metadata, key: string, { type, file }: { type: number; file: string }): number => {
  const entry = metadata.get(key)
  if (entry?.type === type && typeof entry.value === 'number' && entry.value >= 0) return entry.value
  const got = entry === undefined ? '—' : String(entry.value).slice(0, 64)
  throw new AssayError('tensors/gguf-malformed', { file, at: 0, what: key, got })
}

/**
 * Names of all parts, in order, by the name of one of them.
 *
 * @param name of the part that is at hand, without its folder
 * @param file what a person calls it, for refusals
 * @throws AssayError `tensors/gguf-split-name`, `tensors/gguf-split-disagrees`
 */
export const partNames = (name: string, { part, parts }: SplitPlace, file: string): readonly string[] => {
  const { before, number, count } = PART_NAME.exec(name)?.groups ?? {}
  if (before === undefined) throw new AssayError('tensors/gguf-split-name', { file, count: parts })
  holdPart(file, COUNT, { got: parts, wanted: Number(count) })
  holdPart(file, PART, { got: part, wanted: Number(number) - 1 })
  const padded = (value: number): string => String(value).padStart(5, '0')
  return Array.from({ length: parts }, (_, i) => `${before}-${padded(i + 1)}-of-${padded(parts)}.gguf`)
}

const PART_NAME = /^(?<before>.*)-(?<number>\d{5})-of-(?<count>\d{5})\.gguf$/s

type Part = { readonly path: string; readonly metadata: Metadata; readonly tensors: { readonly length: number } }

/**
 * Holds every part to its place, and all to the number of tensors that they must have together.
 *
 * @throws AssayError `tensors/gguf-split-disagrees`, `tensors/gguf-malformed`
 */
export const holdToSet = (files: readonly Part[], { parts }: SplitPlace): void => {
  const tensors = files.reduce((sum, file) => sum + file.tensors.length, 0)
  for (const [i, { path, metadata }] of files.entries()) {
    const place = splitPlaceOf(metadata, path)
    holdPart(path, COUNT, { got: place?.parts ?? 1, wanted: parts })
    holdPart(path, PART, { got: place?.part ?? 0, wanted: i })
    holdPart(path, TENSORS, { got: place?.tensors ?? 0, wanted: tensors })
  }
}

const holdPart = (file: string, field: string, { got, wanted }: { got: number; wanted: number }): void => {
  if (got !== wanted) throw new AssayError('tensors/gguf-split-disagrees', { file, field, got, wanted })
}
