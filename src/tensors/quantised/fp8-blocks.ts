import type { TensorSource } from '../source.ts'
import type { Quantisation } from './quantisation.ts'
import type { Replacement } from './replacement.ts'
import { scaledMatrix } from './scaled-rows.ts'
import { scaleGrid } from './scale-grid.ts'
import { holdPart, holdSize, neededPart } from './stored-part.ts'

/** As DeepSeek-V3 and all that followed have it, where the configuration does not say. */
const BLOCK = [128, 128] as const

/**
 * FP8 with a scale for each block, called `weight_scale_inv` and multiplied all the same; the last blocks of a matrix
 * may be smaller.
 *
 * @see DeepSeek-V3 9b4e978 `inference/fp8_cast_bf16.py`, `inference/kernel.py`
 */
export const fp8BlockWeight = (source: TensorSource, module: string, settings: Quantisation): Replacement => {
  const name = `${module}.weight`
  const scaleName = `${module}.weight_scale_inv`
  const codes = neededPart(source, name, scaleName)
  const scales = neededPart(source, scaleName, name)
  const [rows = 0, columns = 0] = codes.info.shape
  holdPart(codes, [rows, columns], ['F8_E4M3', 'F8_E5M2'])
  holdSize(codes, { rows, columns })
  const matrix = scaledMatrix({
    name,
    rows,
    columns,
    codes: { kind: 'elements', rows: { part: codes, rowBytes: columns }, dtype: codes.info.dtype },
    scales: scaleGrid(scales, { rows, columns, blockSize: settings.blockSize ?? BLOCK }),
    zeros: 0,
  })
  return { replaces: [name, scaleName, `${module}.activation_scale`, `${module}.input_scale`], matrices: [matrix] }
}
