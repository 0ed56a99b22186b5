import type { TensorSource } from '../source.ts'
import { type ColumnPacked, columnPackedMatrix, type ColumnTile, groupsIn, type Packing } from './column-packed.ts'
import type { Quantisation } from './quantisation.ts'
import type { Replacement } from './replacement.ts'
import { holdPart, holdSize, neededPart, SCALE_TYPES, WORD_TYPES } from './stored-part.ts'
import type { TileCache } from './tile-cache.ts'

/**
 * AWQ, form GEMM: `qweight` [in, out / 8] and `qzeros` [groups, out / 8], of each word the outputs in the order of
 * {@link PLACE_IN_WORD}; `scales` [groups, out]; zeros as they are meant.
 *
 * @see AutoAWQ 88e4c76 `awq/modules/linear/gemm.py`, `awq/utils/packing_utils.py`
 */
export const awqWeight = (
  source: TensorSource,
  module: string,
  { settings, tiles }: { settings: Quantisation; tiles: TileCache<ColumnTile> },
): Replacement => {
  const names = ['qweight', 'qzeros', 'scales'].map((part) => `${module}.${part}`) as [string, string, string]
  const [codes, zeros, scales] = [
    neededPart(source, names[0], names[2]),
    neededPart(source, names[1], names[0]),
    neededPart(source, names[2], names[0]),
  ]
  const bits = settings.bits ?? 4
  if (bits !== 4) throw settings.refuse('bits', bits, '4')
  const [columns = 0, words = 0] = codes.info.shape
  const rows = words * 8
  holdPart(codes, [columns, words], WORD_TYPES)
  holdSize(codes, { rows, columns })
  const { groups, groupSize } = groupsIn(scales, columns, settings)
  holdPart(scales, [groups, rows], SCALE_TYPES)
  holdPart(zeros, [groups, words], WORD_TYPES)

  const name = `${module}.weight`
  const packing = awqPacking(columns)
  const parts = { codes, zeros, scales, groupIndex: undefined }
  const weight: ColumnPacked = { name, rows, columns, ...parts, groupSize, groups, packing }
  return { replaces: names, matrices: [columnPackedMatrix(weight, tiles)] }
}

/** Which four bits of a word hold the output 8c + i. */
const PLACE_IN_WORD = [0, 4, 1, 5, 2, 6, 3, 7] as const

const awqPacking = (columns: number): Packing => {
  const shiftOf = (row: number): number => 4 * (PLACE_IN_WORD[row % 8] as number)
  return {
    codeBits: 4,
    wordRows: columns,
    wordsFor: (rows) => rows / 8,
    codesOf: (words, { width, row, from, into }) => {
      const shift = shiftOf(row)
      const word = Math.floor(row / 8)
      for (let i = 0; i < into.length; i++) into[i] = ((words[(from + i) * width + word] as number) >>> shift) & 15
    },
    zeroOf: (words, first, row) => ((words[first + Math.floor(row / 8)] as number) >>> shiftOf(row)) & 15,
  }
}
