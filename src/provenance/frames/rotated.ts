import { rowProducts } from '#numeric'
import { eachMatrix, withoutGain } from '../each-matrix.ts'
import type { Prepared } from '../prepared.ts'
import { fromUnitRows, toUnitRows, type UnitRows } from '../unit-rows.ts'
import { polarFactor } from './polar-factor.ts'
import { transposed } from './raw-rows.ts'

/** A map of the subject's axes onto the reference's: own × other, row-major; its shorter side is orthonormal. */
export type Rotation = { readonly own: number; readonly other: number; readonly matrix: Float32Array }

/** The rotation that lays rows of the subject best over their partners: both lists count × width, paired by place. */
export const rotationOnto = (
  own: Float32Array,
  other: Float32Array,
  { count, ownWidth, otherWidth }: { count: number; ownWidth: number; otherWidth: number },
): Rotation => {
  const cross = rowProducts(transposed(own, count, ownWidth), transposed(other, count, otherWidth), {
    n: ownWidth,
    m: otherWidth,
    width: count,
  })
  return { own: ownWidth, other: otherWidth, matrix: polarFactor(cross, { rows: ownWidth, columns: otherWidth }) }
}

/** Both models on common axes: the wider one is mapped onto the other's. */
export const onCommonAxes = (
  subject: Prepared,
  reference: Prepared,
  rotation: Rotation,
): { readonly subject: Prepared; readonly reference: Prepared } => {
  const { own, other, matrix } = rotation
  // rowProducts takes the directions as rows
  return own >= other
    ? { subject: onAxes(subject, transposed(matrix, own, other), own), reference: { ...reference, hidden: undefined } }
    : { subject: { ...subject, hidden: undefined }, reference: onAxes(reference, matrix, other) }
}

/**
 * All rows on other axes; no tables are left.
 *
 * @param axes the new axes in terms of the old, count × width, row-major
 */
export const onAxes = (prepared: Prepared, axes: Float32Array, width: number): Prepared => {
  const count = axes.length / width
  const turn = (rows: UnitRows): UnitRows =>
    rows.width === width
      ? toUnitRows(rowProducts(fromUnitRows(rows), axes, { n: rows.n, m: count, width }), rows.n, count)
      : toUnitRows(new Float32Array(rows.n * count), rows.n, count)
  return { ...prepared, ...eachMatrix(prepared, turn, withoutGain), hidden: undefined }
}
