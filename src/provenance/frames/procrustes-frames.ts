import type { Prepared } from '../prepared.ts'
import type { Framed } from './framed.ts'
import { rawRowsAt } from '../raw-products.ts'
import { onCommonAxes, rotationOnto } from './rotated.ts'
import { commonTables, tokensOf } from './token-probes.ts'
import type { UnitAnchors } from './unit-anchors.ts'

/** Above this width a rotation is neither cheap nor well determined by the rows that are at hand. */
export const WIDEST_ROTATION = 512

/** `proc`: the subject rotated so that the tokens of all common tables lie over the reference's. */
export const tokenRotationFrame = (subject: Prepared, reference: Prepared): Framed | undefined => {
  const names = commonTables(subject, reference)
  const tables = (prepared: Prepared): Parameters<typeof tokensOf>[0] =>
    (prepared.hidden?.tables ?? []).filter(({ name }) => names.includes(name))
  const [own, other] = [tokensOf(tables(subject)), tokensOf(tables(reference))]
  if (own.count === 0 || own.count !== other.count || Math.max(own.width, other.width) > WIDEST_ROTATION) {
    return undefined
  }
  const sizes = { count: own.count, ownWidth: own.width, otherWidth: other.width }
  return { frame: 'proc', ...onCommonAxes(subject, reference, rotationOnto(own.rows, other.rows, sizes)) }
}

/** `seed`: the subject rotated so that matched gate rows lie over each other. */
export const gateRotationFrame = (subject: Prepared, reference: Prepared, found: UnitAnchors): Framed | undefined => {
  const [own, other] = [found.subject.gate, found.reference.gate]
  const { left, right } = found.matching
  if (Math.max(own.width, other.width) > WIDEST_ROTATION || left.length === 0) return undefined
  const rotation = rotationOnto(rawRowsAt(own, left), rawRowsAt(other, right), {
    count: left.length,
    ownWidth: own.width,
    otherWidth: other.width,
  })
  return { frame: 'seed', ...onCommonAxes(subject, reference, rotation) }
}
