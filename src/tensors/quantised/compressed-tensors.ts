import type { TensorSource } from '../source.ts'
import { readGroupIndex } from './column-packed.ts'
import type { Quantisation } from './quantisation.ts'
import type { Replacement } from './replacement.ts'
import { type PackedBits, scaledMatrix } from './scaled-rows.ts'
import {
  holdPart,
  holdSize,
  neededPart,
  partBytes,
  partIf,
  shapeRefusal,
  type StoredPart,
  WORD_TYPES,
} from './stored-part.ts'
import { readStoredRows } from './stored-rows.ts'
import { scaleGrid } from './scale-grid.ts'

/** What may stand beside a weight that compressed-tensors or another tool wrote with `weight_scale`. */
const COMPANIONS = ['scale', 'zero_point', 'g_idx', 'shape', 'packed'].map((part) => `weight_${part}`)

/**
 * compressed-tensors, packed integers: `weight_packed` [out, in · bits / 32], element i of a row at bits [i·b, i·b + b);
 * codes and zeros are stored plus 2^(b−1), zeros packed alike along the outputs; `weight_shape` [out, in];
 * `weight_scale` [out, groups]; `weight_g_idx` [in] where inputs were grouped by their activations.
 *
 * @see compressed-tensors ac8e2ba `compressors/pack_quantized/helpers.py`, `quantization/lifecycle/forward.py`
 */
export const packedWeight = async (source: TensorSource, module: string): Promise<Replacement> => {
  const name = `${module}.weight`
  const codes = neededPart(source, `${module}.weight_packed`, `${module}.weight_scale`)
  const scales = neededPart(source, `${module}.weight_scale`, codes.info.name)
  const shape = neededPart(source, `${module}.weight_shape`, codes.info.name)
  const zeros = partIf(source, `${module}.weight_zero_point`)
  const index = partIf(source, `${module}.weight_g_idx`)
  const { rows, columns } = await shapeIn(shape)
  const words = codes.info.shape[1] ?? 0
  const bits = ([2, 4, 8] as const).find((b) => Math.ceil((columns * b) / 32) === words)
  if (bits === undefined) throw shapeRefusal(codes, `[${rows}, words of ${columns} codes of 2, 4 or 8 bits]`)
  holdPart(codes, [rows, words], WORD_TYPES)
  holdSize(codes, { rows, columns })
  const grid = scaleGrid(scales, { rows, columns })
  const groups = grid.columns
  if (index !== undefined) holdPart(index, [columns], WORD_TYPES)
  if (zeros !== undefined) {
    if (grid.rowsPerCell !== 1) throw shapeRefusal(scales, `[${rows}, groups], as there are zeros`)
    holdPart(zeros, [Math.ceil((rows * bits) / 32), groups], WORD_TYPES)
  }
  const matrix = scaledMatrix({
    name,
    rows,
    columns,
    codes: { kind: 'packed', rows: { part: codes, rowBytes: words * 4 }, bits },
    scales: grid,
    zeros: zeros === undefined ? 2 ** (bits - 1) : (range) => packedZeros(zeros, { ...range, groups, bits }),
    ...(index === undefined ? {} : { cellOf: () => readGroupIndex(index, groups) }),
  })
  return { replaces: replacedBy(module), matrices: [matrix] }
}

/**
 * Integers or FP8 as they are, with `weight_scale` [out, groups], [out, 1], [out] or a single one: compressed-tensors,
 * FBGEMM, and the files of serving engines.
 */
export const plainScaledWeight = (source: TensorSource, module: string, settings: Quantisation): Replacement => {
  const name = `${module}.weight`
  const codes = neededPart(source, name, `${module}.weight_scale`)
  const scales = neededPart(source, `${module}.weight_scale`, name)
  const zeros = partIf(source, `${module}.weight_zero_point`)
  const [rows = 0, columns = 0] = codes.info.shape
  holdPart(codes, [rows, columns], ['I8', 'F8_E4M3', 'F8_E5M2'])
  holdSize(codes, { rows, columns })
  const grid = scaleGrid(scales, { rows, columns, blockSize: settings.blockSize })
  if (zeros !== undefined && grid.rowsPerCell !== 1) throw shapeRefusal(scales, `[${rows}, groups], as there are zeros`)
  if (zeros !== undefined) holdPart(zeros, [rows, grid.columns], ['I8'])
  const matrix = scaledMatrix({
    name,
    rows,
    columns,
    codes: { kind: 'elements', rows: { part: codes, rowBytes: columns }, dtype: codes.info.dtype },
    scales: grid,
    zeros: zeros === undefined ? 0 : async (range) => plainZeros(zeros, { ...range, groups: grid.columns }),
  })
  return { replaces: [name, ...replacedBy(module)], matrices: [matrix] }
}

/** Companions of the activations say nothing of the weight. */
const replacedBy = (module: string): readonly string[] =>
  [...COMPANIONS, 'input_scale', 'input_zero_point', 'input_global_scale', 'output_scale', 'output_zero_point'].map(
    (part) => `${module}.${part}`,
  )

const shapeIn = async (part: StoredPart): Promise<{ rows: number; columns: number }> => {
  holdPart(part, [2], ['I64', 'I32'])
  const bytes = (await partBytes(part)).buffer
  const [rows = 0, columns = 0] = [
    ...(part.info.dtype === 'I64' ? new BigInt64Array(bytes) : new Int32Array(bytes)),
  ].map(Number)
  return { rows, columns }
}

type ZeroRange = { readonly from: number; readonly to: number; readonly groups: number }

const packedZeros = async (
  part: StoredPart,
  { from, to, groups, bits }: ZeroRange & { bits: PackedBits },
): Promise<Float32Array> => {
  const perWord = 32 / bits
  const firstWord = Math.floor(from / perWord)
  const rows = { part, rowBytes: groups * 4 }
  const bytes = await readStoredRows(rows, { from: firstWord, to: Math.ceil(to / perWord) })
  const words = new Uint32Array(bytes.buffer)
  const out = new Float32Array((to - from) * groups)
  for (let row = from; row < to; row++) {
    for (let group = 0; group < groups; group++) {
      const word = words[(Math.floor(row / perWord) - firstWord) * groups + group] as number
      out[(row - from) * groups + group] = (word >>> ((row % perWord) * bits)) & (2 ** bits - 1)
    }
  }
  return out
}

const plainZeros = async (part: StoredPart, { from, to, groups }: ZeroRange): Promise<Float32Array> =>
  Float32Array.from(new Int8Array((await readStoredRows({ part, rowBytes: groups }, { from, to })).buffer))
