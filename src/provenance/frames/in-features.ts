import { eachMatrix, withoutGain } from '../each-matrix.ts'
import type { Prepared } from '../prepared.ts'
import { toSignedRows, toUnitRows, type UnitRows } from '../unit-rows.ts'
import { rawProducts } from '../raw-products.ts'

/** Directions of one model's own residual stream, count × width, at which all of its rows are read. */
export type Probes = {
  readonly count: number
  readonly width: number
  readonly rows: Float32Array
  /** probes that stand on a side by accident of a coin: then no mean over them may be taken */
  readonly signed?: boolean
}

/**
 * The model as its own probes see it: each row x becomes the products of x with all probes, without their mean and of
 * length 1. If the probes of two models mean the same thing, so do the features, however the residual streams lie.
 */
export const inFeatures = (prepared: Prepared, probes: Probes): Prepared => {
  return { ...prepared, ...eachMatrix(prepared, (rows) => features(rows, probes), withoutGain), hidden: undefined }
}

// A projector's second matrix writes into another stream, where these probes say nothing.
const features = (rows: UnitRows, { count, width, rows: probes, signed = false }: Probes): UnitRows => {
  const { n } = rows
  if (rows.width !== width) return toUnitRows(new Float32Array(n * count), n, count)
  const products = rawProducts(rows, probes, { count })
  return signed ? toSignedRows(products, n, count) : toUnitRows(products, n, count)
}
