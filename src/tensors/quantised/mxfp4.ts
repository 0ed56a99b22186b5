import type { TensorSource } from '../source.ts'
import type { ComputedMatrix } from './matrix-view.ts'
import type { Replacement } from './replacement.ts'
import { scaledMatrix } from './scaled-rows.ts'
import { holdPart, holdSize, neededPart, shapeRefusal } from './stored-part.ts'

const BLOCK = 32
const BLOCK_BYTES = 16
/** More than any model published, and few enough to list. */
const MOST_EXPERTS = 4096

/**
 * MXFP4 as gpt-oss stores it: `…_blocks` [experts, out, groups, 16] of FP4, the low half of a byte first, and
 * `…_scales` [experts, out, groups], a power of two for 32 values.
 *
 * Each expert becomes matrices of its own. A fused `gate_up_proj` has gate and up in alternating rows:
 * `….experts.gate_up_proj_blocks` gives `….experts.<e>.gate_proj.weight` and `….experts.<e>.up_proj.weight`,
 * `….experts.down_proj_blocks` gives `….experts.<e>.down_proj.weight`.
 *
 * @param stem the name without `_blocks`
 * @see gpt-oss 7b58334 `gpt_oss/torch/weights.py`; transformers `GptOssExperts`; OCP Microscaling Formats 1.0
 */
export const mxfp4Experts = (source: TensorSource, stem: string): Replacement => {
  const names = [`${stem}_blocks`, `${stem}_scales`] as [string, string]
  const blocks = neededPart(source, names[0], names[1])
  const scales = neededPart(source, names[1], names[0])
  const [experts = 0, outputs = 0, groups = 0] = blocks.info.shape
  const columns = groups * BLOCK
  holdPart(blocks, [experts, outputs, groups, BLOCK_BYTES], ['U8'])
  holdPart(scales, [experts, outputs, groups], ['U8'])
  const fused = stem.endsWith('gate_up_proj')
  if (experts < 1 || experts > MOST_EXPERTS) throw shapeRefusal(blocks, `1 to ${MOST_EXPERTS} experts`)
  if (fused && outputs % 2 !== 0) throw shapeRefusal(blocks, 'an even number of outputs, gate and up by turns')

  const cut = stem.lastIndexOf('.')
  const [at, part] = [stem.slice(0, cut), stem.slice(cut + 1)]
  const parts = fused ? ['gate_proj', 'up_proj'] : [part]
  const step = parts.length
  const rows = outputs / step
  holdSize(blocks, { rows, columns })
  const matrixOf = (expert: number, part: string, place: number): ComputedMatrix => {
    const rowsOf = { first: expert * outputs + place, step }
    return scaledMatrix({
      name: `${at}.${expert}.${part}.weight`,
      rows,
      columns,
      codes: { kind: 'elements', rows: { part: blocks, rowBytes: groups * BLOCK_BYTES, ...rowsOf }, dtype: 'F4' },
      scales: {
        rows: { part: scales, rowBytes: groups, ...rowsOf },
        dtype: 'F8_E8M0',
        columns: groups,
        rowsPerCell: 1,
        columnsPerCell: BLOCK,
      },
      zeros: 0,
    })
  }
  const matrices = Array.from({ length: experts }, (_, expert) =>
    parts.map((part, place) => matrixOf(expert, part, place)),
  ).flat()
  return { replaces: names, matrices }
}
