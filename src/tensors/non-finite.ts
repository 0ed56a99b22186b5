import { AssayError } from '#base'
import { valuesPerElement } from './dtype.ts'
import { readElements } from './rows.ts'
import { shown } from './shown.ts'
import type { Dtype, TensorInfo, TensorSource } from './source.ts'

/** Values of a tensor that are no numbers. */
export type NonFinite = { readonly tensor: string; readonly nan: number; readonly infinite: number }

const HAS_NO_OTHER: ReadonlySet<Dtype> = new Set<Dtype>([
  'F4',
  'F6_E2M3',
  'F6_E3M2',
  'I64',
  'U64',
  'I32',
  'U32',
  'I16',
  'U16',
  'I8',
  'U8',
  'BOOL',
])

/**
 * Counts NaN and infinities, tensor by tensor, reading each once and holding at most 8 MiB.
 *
 * An F64 beyond the range of F32 counts as infinite, since the office works in F32.
 *
 * @param names tensors to look at; all by default
 * @returns only tensors that have some, in the order of `names`
 */
export const nonFiniteIn = async (
  source: TensorSource,
  names: Iterable<string> = source.tensors.keys(),
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<readonly NonFinite[]> => {
  const found: NonFinite[] = []
  for (const name of names) {
    const info = source.tensors.get(name)
    if (info === undefined || HAS_NO_OTHER.has(info.dtype)) continue
    const counts = await countIn(source, info, signal)
    if (counts.nan + counts.infinite > 0) found.push(counts)
  }
  return found
}

/** @throws AssayError `tensors/non-finite` for the first tensor that holds a NaN or an infinity */
export const refuseNonFinite = async (source: TensorSource, names?: Iterable<string>): Promise<void> => {
  const [first] = await nonFiniteIn(source, names)
  if (first === undefined) return
  const { tensor, nan, infinite } = first
  throw new AssayError('tensors/non-finite', { source: source.label, tensor: shown(tensor), nan, infinite })
}

const PIECE = 2 ** 19

const countIn = async (source: TensorSource, info: TensorInfo, signal?: AbortSignal): Promise<NonFinite> => {
  let nan = 0
  let infinite = 0
  const elements = PIECE / valuesPerElement(info.dtype)
  for (let from = 0; from < info.count; from += elements) {
    signal?.throwIfAborted()
    for (const value of await readElements(source, info, from, Math.min(from + elements, info.count))) {
      if (Number.isFinite(value)) continue
      if (Number.isNaN(value)) nan++
      else infinite++
    }
  }
  return { tensor: info.name, nan, infinite }
}
