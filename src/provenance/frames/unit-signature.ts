import type { ChannelBlock, Prepared, UnitBlock } from '../prepared.ts'
import { type Matrices, type MatrixViews, matrixViews } from './matrix-views.ts'
import { rawDots, rawLength } from '../raw-products.ts'

/**
 * What a unit is, whatever the axes, the order and the signs: lengths, angles among its own rows, and how strongly each
 * of its rows answers to the rows of every matrix of its layer. Columns are standardised within the block.
 */
export type Signatures = {
  readonly columns: readonly string[]
  /** n × columns.length, row-major */
  readonly values: Float32Array
}

/**
 * Signatures of the units of one block. With M of each matrix as in `MatrixViews`, and x̂, ŷ rows of the unit:
 * ln x̂ᵀMx̂, x̂ᵀMM′x̂ for every two matrices, and x̂ᵀMŷ. The forms of second order see a matrix's leading directions best,
 * which noise on the weights leaves alone.
 */
export const unitSignatures = (block: UnitBlock, prepared: Prepared): Signatures => {
  const known = made.get(block) ?? signaturesOf(block, prepared)
  made.set(block, known)
  return known
}

const made = new WeakMap<UnitBlock, Signatures>()

const signaturesOf = (block: UnitBlock, { channels }: Prepared): Signatures => {
  const { gate, up, down } = block
  const own = { gate, up, down: down.width === gate.width ? down : undefined }
  const columns = new Map<string, Float64Array>()
  const each = (name: string, valueOf: (unit: number) => number): void => {
    columns.set(
      name,
      Float64Array.from({ length: gate.n }, (_, unit) => valueOf(unit)),
    )
  }
  const upLength = (unit: number): number => (up === undefined ? 1 : rawLength(up, unit))
  each('length of gate', (unit) => Math.log(rawLength(gate, unit) + TINY))
  each('length of up and down', (unit) => Math.log(upLength(unit) * rawLength(down, unit) + TINY))

  const matrices = { ...own, ...attentionMatrices(channels.find(({ layer }) => layer === block.layer)) }
  const views = new Map<string, MatrixViews>()
  for (const [name, rows] of Object.entries(own)) {
    if (rows === undefined) continue
    const view = matrixViews(rows, matrices)
    views.set(name, view)
    addForms(columns, name, view)
  }
  for (const [a, b] of ROW_PAIRS) {
    const [x, y, seenByX, seenByY] = [own[a], own[b], views.get(a), views.get(b)]
    if (x === undefined || y === undefined || seenByX === undefined || seenByY === undefined) continue
    // Up and down turn round together; against the gate either shows its size alone.
    const blind = (values: Float64Array): Float64Array => (a === 'gate' ? values.map(Math.abs) : values)
    columns.set(`${a} to ${b}`, blind(rawDots(x, y)))
    for (const name of seenByY.names) columns.set(`${a} to ${b} by ${name}`, blind(seenByX.across(name, seenByY)))
  }
  return { columns: [...columns.keys()], values: standardised([...columns.values()], block.excluded) }
}

const ROW_PAIRS = [
  ['gate', 'up'],
  ['gate', 'down'],
  ['up', 'down'],
] as const

const TINY = 1e-30

export const attentionMatrices = (attention: ChannelBlock | undefined): Matrices =>
  attention === undefined ? {} : { v: attention.v, o: attention.o, q: attention.q, k: attention.k }

/** x̂ᵀMx̂ and x̂ᵀMM′x̂ for all matrices, as columns. */
export const addForms = (columns: Map<string, Float64Array>, rows: string, view: MatrixViews): void => {
  for (const [place, name] of view.names.entries()) {
    columns.set(
      `${rows} by ${name}`,
      view.first(name).map((value) => Math.log(value + TINY)),
    )
    for (const other of view.names.slice(0, place + 1)) {
      const forms = view.second(name, other)
      columns.set(
        `${rows} by ${name} and ${other}`,
        forms.map((value) => Math.sign(value) * Math.log1p(Math.abs(value))),
      )
    }
  }
}

/** Columns to rows, each column with mean 0 and variance 1 over the units that are not excluded; outliers drawn in. */
export const standardised = (columns: readonly Float64Array[], excluded: Uint8Array): Float32Array => {
  const n = excluded.length
  const values = new Float32Array(n * columns.length)
  for (const [place, column] of columns.entries()) {
    let [count, sum, squares] = [0, 0, 0]
    for (let i = 0; i < n; i++) {
      if (excluded[i] === 1) continue
      count++
      sum += column[i] as number
      squares += (column[i] as number) ** 2
    }
    const mean = count === 0 ? 0 : sum / count
    const deviation = count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean))
    for (let i = 0; i < n; i++) {
      const value = deviation > 1e-12 && excluded[i] === 0 ? ((column[i] as number) - mean) / deviation : 0
      values[i * columns.length + place] = Math.max(-OUTLIER, Math.min(OUTLIER, value))
    }
  }
  return values
}

const OUTLIER = 4
