import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AssayError } from '#base'
import { shown } from '../shown.ts'
import { fileRefusal } from './file-refusal.ts'
import { formatByName } from './weight-format.ts'

/**
 * The file of a folder that stands for its weights: by the usual names, or the only one of its kind; of a set of shards
 * its index, or of a split GGUF its first part.
 *
 * Safetensors go before other formats where those have unusual names: training leaves `optimizer.pt` and the like. Two
 * sets under usual names are refused: two programs would read two models.
 *
 * @throws AssayError `tensors/ambiguous-weights`, `tensors/no-weights`
 */
export const weightsIn = async (folder: string): Promise<string> => {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw fileRefusal(cause, folder)
  })
  const candidates = candidatesAmong(names)
  const [only, another] = candidates
  if (another !== undefined) throw new AssayError('tensors/ambiguous-weights', { folder, files: listed(candidates) })
  if (only !== undefined) return join(folder, only)
  throw new AssayError('tensors/no-weights', { folder, files: listed(names) })
}

const USUAL: readonly string[] = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
]

const candidatesAmong = (names: readonly string[]): readonly string[] => {
  const of = (...formats: readonly string[]): readonly string[] =>
    names.filter((name) => formats.includes(formatByName(name) ?? ''))
  const firstParts = of('gguf').filter((name) => Number(/-(\d{5})-of-\d{5}\.gguf$/.exec(name)?.[1] ?? 1) === 1)
  const torch = of('torch').filter((name) => !LEFT_BY_TRAINING.test(name))
  const inOrder = [
    names.filter((name) => USUAL.includes(name)),
    of('safetensors-index'),
    of('safetensors'),
    firstParts,
    torch.filter((name) => name.endsWith('.index.json')),
    torch,
    of('onnx'),
    of('numpy'),
  ]
  return inOrder.find((found) => found.length > 0) ?? []
}

const LEFT_BY_TRAINING = /^(training_args|optimizer|scheduler|scaler|rng_state|trainer_state)\b/

const listed = (names: readonly string[]): readonly string[] => names.toSorted().slice(0, 8).map(shown)
