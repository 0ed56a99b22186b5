import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AssayError } from '#base'
import { shown } from '../shown.ts'
import { fileRefusal } from './file-refusal.ts'

const SINGLE = 'model.safetensors'
const INDEX = 'model.safetensors.index.json'
const PICKLE = /\.(bin|pt|pth|ckpt|pkl)$/

/**
 * The file of a folder that stands for its weights: by the usual names, or the only one of its kind.
 *
 * @throws AssayError `tensors/ambiguous-weights`, `tensors/pickle-weights`, `tensors/no-weights`
 */
export const weightsIn = async (folder: string): Promise<string> => {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw fileRefusal(cause, folder)
  })
  const usual = names.filter((name) => name === SINGLE || name === INDEX)
  const indices = names.filter((name) => name.endsWith('.safetensors.index.json'))
  const singles = names.filter((name) => name.endsWith('.safetensors'))
  const candidates = [usual, indices, singles].find((found) => found.length > 0) ?? []
  const [only, another] = candidates
  if (another !== undefined) throw new AssayError('tensors/ambiguous-weights', { folder, files: listed(candidates) })
  if (only !== undefined) return join(folder, only)
  const pickles = names.filter((name) => PICKLE.test(name))
  if (pickles.length > 0) throw new AssayError('tensors/pickle-weights', { folder, files: listed(pickles) })
  throw new AssayError('tensors/no-weights', { folder, files: listed(names) })
}

const listed = (names: readonly string[]): readonly string[] => names.toSorted().slice(0, 8).map(shown)
