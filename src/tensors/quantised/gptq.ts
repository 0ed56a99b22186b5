import type { TensorSource } from '../source.ts'
import { type ColumnPacked, columnPackedMatrix, type ColumnTile, groupsIn, type Packing } from './column-packed.ts'
import type { Quantisation } from './quantisation.ts'
import type { Replacement } from './replacement.ts'
import {
  holdPart,
  holdSize,
  neededPart,
  partIf,
  SCALE_TYPES,
  shapeRefusal,
  type StoredPart,
  WORD_TYPES,
} from './stored-part.ts'
import type { TileCache } from './tile-cache.ts'

/**
 * GPTQ: `qweight` [in · bits / 32, out], the inputs of a word from its low bits on; `qzeros` [groups, out · bits / 32];
 * `scales` [groups, out]; `g_idx` [in], the group of each input. Checkpoints of the first form store zero − 1.
 *
 * @see AutoGPTQ 9f7d370 `auto_gptq/nn_modules/qlinear/qlinear_cuda.py`; GPTQModel `convert_gptq_v1_to_v2_format`
 */
export const gptqWeight = (
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
  const groupIndex = partIf(source, `${module}.g_idx`)
  const bits = settings.bits ?? bitsByIndex(codes, groupIndex) ?? 4
  if (bits !== 2 && bits !== 4 && bits !== 8) throw settings.refuse('bits', bits, '2, 4 or 8')
  const perWord = 32 / bits
  const [wordRows = 0, rows = 0] = codes.info.shape
  const columns = wordRows * perWord
  holdPart(codes, [wordRows, rows], WORD_TYPES)
  holdSize(codes, { rows, columns })
  if (rows % perWord !== 0) throw shapeRefusal(codes, `a multiple of ${perWord} outputs`)
  const { groups, groupSize } = groupsIn(scales, columns, settings)
  holdPart(scales, [groups, rows], SCALE_TYPES)
  holdPart(zeros, [groups, rows / perWord], WORD_TYPES)
  if (groupIndex !== undefined) holdPart(groupIndex, [columns], ['I32'])

  const name = `${module}.weight`
  const packing = gptqPacking(bits, wordRows, settings.zerosLessOne)
  const weight: ColumnPacked = { name, rows, columns, codes, zeros, scales, groupSize, groups, groupIndex, packing }
  return { replaces: [...names, `${module}.g_idx`], matrices: [columnPackedMatrix(weight, tiles)] }
}

/** Older files have their settings in a file of the tool's own; the index has an entry for each input. */
const bitsByIndex = ({ info }: StoredPart, groupIndex: StoredPart | undefined): number | undefined =>
  groupIndex === undefined ? undefined : ((info.shape[0] ?? 0) * 32) / groupIndex.info.count

const gptqPacking = (bits: 2 | 4 | 8, wordRows: number, zerosLessOne: boolean): Packing => {
  const perWord = 32 / bits
  const mask = 2 ** bits - 1
  const correction = zerosLessOne ? 1 : 0
  return {
    codeBits: bits,
    wordRows,
    wordsFor: (rows) => rows,
    codesOf: (words, { width, row, from, into }) => {
      for (let i = 0; i < into.length; i++) {
        const input = from + i
        const word = words[Math.floor(input / perWord) * width + row] as number
        into[i] = (word >>> ((input % perWord) * bits)) & mask
      }
    },
    // The writer's own subtraction wraps within its bits, and so does the addition.
    zeroOf: (words, first, row) => {
      const word = words[first + Math.floor(row / perWord)] as number
      return (((word >>> ((row % perWord) * bits)) & mask) + correction) & mask
    },
  }
}
