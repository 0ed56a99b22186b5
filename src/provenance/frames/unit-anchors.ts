import { heldFloats, type Matching, mutualNearest, rowProducts } from '#numeric'
import { exclude } from '../block-matching.ts'
import type { Prepared, UnitBlock } from '../prepared.ts'
import { bestFirst, nearestSignatures } from './nearest-signatures.ts'
import { rawProducts, rawRowsAt } from '../raw-products.ts'
import type { UnitRows } from '../unit-rows.ts'
import { type Placed, placedTogether } from './signature-space.ts'
import { unitSignatures } from './unit-signature.ts'
import { firstOf, scoreOf } from './anchor-score.ts'

/** Units of one block of each model that are held to be the same unit. */
export type UnitAnchors = {
  readonly subject: UnitBlock
  readonly reference: UnitBlock
  /** the anchors; best first */
  readonly anchors: Matching
  /** every pair matched by the anchors, the anchors among them */
  readonly matching: Matching
  /** share of the other units matched one to one, times their mean likeness: .4 and more for related blocks, .1 at most else */
  readonly score: number
}

type Start = { readonly subject: UnitBlock; readonly reference: UnitBlock; readonly matching: Matching }

/**
 * Searches a pair of blocks whose units are the same, without a look at the axes: gate rows are known by their cosines
 * with the anchors, and the anchors are chosen anew in each round. Nothing here sees a sign of up or down, or an order.
 */
export const unitAnchors = (subject: Prepared, reference: Prepared): UnitAnchors | undefined => {
  let best: UnitAnchors | undefined
  for (const start of signatureStarts(subject, reference).slice(0, TRIED)) {
    const found = refined(start)
    if (found !== undefined && (best === undefined || found.score > best.score)) best = found
    if (best !== undefined && best.score > SURE) break
  }
  return best
}

/** Related blocks match many more units by their signatures than others: they stand first or second. */
const TRIED = 4
/** From here on the anchors are right beyond doubt, and no other pair of blocks needs to be tried. */
const SURE = 0.5
const MOST_ANCHORS = 128
const FEWEST_ANCHORS = 12
const ROUNDS = 12
/** After one choice of anchors a start that leads nowhere scores .1 at most; one that leads somewhere .2 and more. */
const PROBATION = 1
const HOPELESS = 0.12

/** Every pair of blocks, the pair that matches the greatest share of its units first. */
const signatureStarts = (subject: Prepared, reference: Prepared): readonly Start[] => {
  const placed = placedTogether(
    subject.units.map((block) => unitSignatures(block, subject)),
    reference.units.map((block) => unitSignatures(block, reference)),
  )
  const starts = subject.units.flatMap((own, i) =>
    reference.units.map((other, j) => ({
      subject: own,
      reference: other,
      matching: nearestSignatures(
        { placed: placed.subject[i] as Placed, excluded: own.excluded },
        { placed: placed.reference[j] as Placed, excluded: other.excluded },
      ),
    })),
  )
  const share = ({ subject: own, reference: other, matching }: Start): number =>
    matching.left.length / Math.min(own.gate.n, other.gate.n)
  return starts.toSorted((a, b) => share(b) - share(a))
}

const refined = ({ subject, reference, matching: start }: Start): UnitAnchors | undefined => {
  const [n, m] = [subject.gate.n, reference.gate.n]
  const [own, other] = [gramsOf(subject), gramsOf(reference)]
  const most = Math.min(MOST_ANCHORS, Math.floor(Math.min(n, m) / 2))
  let pairs = firstOf(start, Math.ceil(0.6 * start.left.length))
  let found: UnitAnchors | undefined
  for (let round = 0; round < ROUNDS; round++) {
    const anchors = firstOf(pairs, most)
    const count = anchors.left.length
    if (count < FEWEST_ANCHORS) return found
    const scores = likeness(own, other, { n, m, anchors })
    exclude(scores, subject.excluded, reference.excluded)
    const matching = bestFirst(mutualNearest(scores, n, m))
    found = { subject, reference, anchors, matching, score: scoreOf(matching, anchors, Math.min(n, m)) }
    if (round === PROBATION && found.score < HOPELESS) return found
    if (found.score > SURE && round >= 2) return found
    pairs = firstOf(matching, Math.ceil(Math.min(1, 0.4 + 0.08 * round) * matching.left.length))
  }
  return found
}

/** Cosines of all rows of a block with one of its gate rows, by unit: made when a unit first becomes an anchor. */
type Grams = Readonly<Record<'gate' | 'up' | 'down', Columns | undefined>>
type Columns = { readonly rows: UnitRows; readonly gate: UnitRows; readonly byUnit: Map<number, Float32Array> }

const gramsOf = (block: UnitBlock): Grams => {
  const known = gramsMade.get(block)
  if (known !== undefined) return known
  const { gate, up, down } = block
  const columnsOf = (rows: UnitRows | undefined): Columns | undefined =>
    rows?.width === gate.width ? { rows, gate, byUnit: new Map() } : undefined
  const grams = { gate: columnsOf(gate), up: columnsOf(up), down: columnsOf(down) }
  gramsMade.set(block, grams)
  return grams
}

const gramsMade = new WeakMap<UnitBlock, Grams>()

const fillIn = ({ rows, gate, byUnit }: Columns, units: Int32Array): void => {
  const missing = units.filter((unit) => !byUnit.has(unit))
  if (missing.length === 0) return
  const products = rawProducts(rows, rawRowsAt(gate, missing), { count: missing.length })
  for (const [place, unit] of missing.entries()) {
    byUnit.set(
      unit,
      Float32Array.from({ length: rows.n }, (_, i) => products[i * missing.length + place] as number),
    )
  }
}

/** How alike two units are to the anchors: by the gate row, and by the size alone of up row and down column. */
const likeness = (
  own: Grams,
  other: Grams,
  { n, m, anchors: { left, right } }: { n: number; m: number; anchors: Matching },
): Float32Array => {
  const sum = scoreRoom(n * m).fill(0)
  const roles = (['gate', 'up', 'down'] as const).filter((role) => own[role] !== undefined && other[role] !== undefined)
  for (const role of roles) {
    const products = rowProducts(
      centredColumns(own[role], { n, at: left, room: ownRoom }),
      centredColumns(other[role], { n: m, at: right, room: otherRoom }),
      { n, m, width: left.length, into: productRoom(n * m) },
    )
    const share = 1 / roles.length
    for (let k = 0; k < sum.length; k++) {
      const value = products[k] as number
      sum[k] = (sum[k] as number) + share * (role === 'gate' ? value : Math.abs(value))
    }
  }
  return sum
}

const ownRoom = heldFloats()
const otherRoom = heldFloats()
const scoreRoom = heldFloats()
const productRoom = heldFloats()

/** Columns of a Gram matrix, as rows without their mean and of length 1. */
const centredColumns = (
  gram: Columns | undefined,
  { n, at, room }: { n: number; at: Int32Array; room: (count: number) => Float32Array },
): Float32Array => {
  const count = at.length
  const rows = room(n * count)
  if (gram === undefined) return rows.fill(0)
  fillIn(gram, at)
  for (const [k, unit] of at.entries()) {
    const column = gram.byUnit.get(unit)
    for (let i = 0; i < n; i++) rows[i * count + k] = column?.[i] as number
  }
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let k = i * count; k < (i + 1) * count; k++) sum += rows[k] as number
    const mean = sum / count
    let squares = 0
    for (let k = i * count; k < (i + 1) * count; k++) squares += ((rows[k] as number) - mean) ** 2
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let k = i * count; k < (i + 1) * count; k++) rows[k] = ((rows[k] as number) - mean) * scale
  }
  return rows
}
