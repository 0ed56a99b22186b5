import { heldFloats } from '#numeric'
import type { PartTest } from './family-tests.ts'
import { eachMatrix } from './each-matrix.ts'
import type { Prepared } from './prepared.ts'
import { fromUnitRows, toUnitRows, type UnitRows } from './unit-rows.ts'

/**
 * Where the hidden dimensions of two models are the same but stand in another order, the order and signs found from
 * the embedding: feature k of the aligned rows is dimension `left[k]` of the subject, times `sign[k]`, and `right[k]`
 * of the reference.
 */
export type HiddenOrder = { readonly left: Int32Array; readonly right: Int32Array; readonly sign: Int8Array }

/**
 * Both models with their hidden dimensions laid over each other. The gauge of units and channels had no part in it.
 *
 * @param overwrite whether rows are re-ordered where they stand, so that a large model is not held twice
 */
export const inCommonOrder = (
  { subject, reference }: { subject: Prepared; reference: Prepared },
  { left, right, sign }: HiddenOrder,
  overwrite: boolean,
): { subject: Prepared; reference: Prepared } => {
  const even = new Int8Array(right.length).fill(1)
  return {
    subject: reordered(subject, { order: left, sign, overwrite }),
    reference: reordered(reference, { order: right, sign: even, overwrite }),
  }
}

/** The order that a hidden test found; undefined where dimensions already stand in place, or too few were matched. */
export const hiddenOrder = (
  test: PartTest | undefined,
  { subject, reference, significant }: { subject: Prepared; reference: Prepared; significant: number },
): HiddenOrder | undefined => {
  if (test?.coin === undefined || test.label === undefined || test.coin.logP > significant) return undefined
  const { left, right } = test.matching
  const dimensions = Math.min(subject.hidden?.label.length ?? 0, reference.hidden?.label.length ?? 0)
  if (left.length < dimensions / 2 || test.label.equal > left.length / 2) return undefined
  return { left, right, sign: test.signs ?? new Int8Array(left.length).fill(1) }
}

const rowRoom = heldFloats()

const reordered = (
  prepared: Prepared,
  { order, sign, overwrite }: { order: Int32Array; sign: Int8Array; overwrite: boolean },
): Prepared => {
  const turn = (rows: UnitRows): UnitRows => {
    const { n } = rows
    const width = order.length // no more than before, so that no row is written over before it is read
    const turned = overwrite ? rows.unit.subarray(0, n * width) : new Float32Array(n * width)
    for (let i = 0; i < n; i++) {
      const row = fromUnitRows(rows, { take: [i], room: rowRoom })
      for (let k = 0; k < width; k++) {
        turned[i * width + k] = (row[order[k] as number] as number) * (sign[k] as number)
      }
    }
    return toUnitRows(turned, n, width)
  }
  const turnGain = (gain: Float32Array | undefined): Float32Array | undefined =>
    gain === undefined ? undefined : Float32Array.from(order, (k) => gain[k] as number)
  return { ...prepared, ...eachMatrix(prepared, turn, turnGain) }
}
