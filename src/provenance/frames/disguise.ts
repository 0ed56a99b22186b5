import { rowProducts, type Seeded } from '#numeric'
import { eachMatrix, withoutGain } from '../each-matrix.ts'
import type { ChannelBlock, HiddenBlock, Prepared, UnitBlock } from '../prepared.ts'
import { fromUnitRows, toUnitRows, type UnitRows } from '../unit-rows.ts'
import { transposed } from './raw-rows.ts'

/**
 * The same model behind a disguise that changes nothing of what it computes: its residual stream on other axes, its
 * units, value channels and key heads in random order. Labels name the new places.
 */
export const disguised = (prepared: Prepared, draw: Seeded): Prepared => {
  const width = prepared.units[0]?.gate.width ?? prepared.channels[0]?.v.width ?? prepared.hidden?.label.length ?? 0
  const mixing = drawMixing(width, draw)
  const turn = (rows: UnitRows): UnitRows =>
    rows.width === width ? toUnitRows(mixed(fromUnitRows(rows), rows.n, mixing), rows.n, width) : rows
  const { units, channels } = eachMatrix(prepared, turn, withoutGain)
  return {
    ...prepared,
    hidden: prepared.hidden?.label.length === width ? turnedTables(prepared.hidden, mixing) : undefined,
    units: units.map((block) => shuffledUnits(block, draw)),
    channels: channels.map((block) => shuffledChannels(block, draw)),
  }
}

/** A rotation of all axes: mixed in blocks, twice, in a random order each time. No old axis stands out, at little cost. */
type Mixing = { readonly width: number; readonly passes: readonly (readonly Mix[])[] }
type Mix = { readonly axes: Int32Array; readonly rotation: Float32Array }

const drawMixing = (width: number, draw: Seeded): Mixing => {
  const pass = (): readonly Mix[] => {
    const order = draw.order(width)
    return Array.from({ length: Math.ceil(width / BLOCK) }, (_, k) => {
      const axes = order.slice(k * BLOCK, (k + 1) * BLOCK)
      return { axes, rotation: randomRotation(axes.length, draw) }
    })
  }
  return { width, passes: [pass(), pass()] }
}

const BLOCK = 64

const mixed = (rows: Float32Array, n: number, { width, passes }: Mixing): Float32Array => {
  for (const { axes, rotation } of passes.flat()) {
    const size = axes.length
    const some = new Float32Array(n * size)
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < size; k++) some[i * size + k] = rows[i * width + (axes[k] as number)] as number
    }
    const turned = rowProducts(some, rotation, { n, m: size, width: size })
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < size; k++) rows[i * width + (axes[k] as number)] = turned[i * size + k] as number
    }
  }
  return rows
}

/** A uniformly random rotation: normal rows, made orthonormal one after the other. */
const randomRotation = (size: number, draw: Seeded): Float32Array => {
  const rows: Float64Array[] = []
  while (rows.length < size) {
    const row = Float64Array.from({ length: size }, () => draw.normal())
    for (const other of rows) {
      const along = row.reduce((sum, value, k) => sum + value * (other[k] as number), 0)
      for (let k = 0; k < size; k++) row[k] = (row[k] as number) - along * (other[k] as number)
    }
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
    if (norm > 1e-6) rows.push(row.map((value) => value / norm))
  }
  return Float32Array.from(rows.flatMap((row) => [...row]))
}

const turnedTables = (hidden: HiddenBlock, mixing: Mixing): HiddenBlock => ({
  ...hidden,
  tables: hidden.tables.map(({ name, rows }) => {
    const tokens = mixed(transposed(fromUnitRows(rows), rows.n, rows.width), rows.width, mixing)
    return { name, rows: toUnitRows(transposed(tokens, rows.width, rows.n), rows.n, rows.width) }
  }),
})

const shuffledUnits = (block: UnitBlock, draw: Seeded): UnitBlock => {
  const order = draw.order(block.gate.n)
  return {
    ...block,
    gate: inOrder(block.gate, order),
    up: block.up === undefined ? undefined : inOrder(block.up, order),
    down: inOrder(block.down, order),
    excluded: block.excluded.map((_, place) => block.excluded[order[place] as number] as number),
    leaders: block.leaders === undefined ? undefined : movedLeaders(block.leaders, order),
  }
}

const movedLeaders = (leaders: Int32Array, order: Int32Array): Int32Array => {
  const placeOf = new Int32Array(order.length)
  for (const [place, from] of order.entries()) placeOf[from] = place
  return Int32Array.from(order, (from) => placeOf[leaders[from] as number] as number)
}

const shuffledChannels = (block: ChannelBlock, draw: Seeded): ChannelBlock => {
  const { headWidth, label } = block
  const heads = draw.order(label.length / headWidth)
  const whole = Int32Array.from(
    label,
    (_, c) => (heads[Math.floor(c / headWidth)] as number) * headWidth + (c % headWidth),
  )
  const inside = Array.from(heads, () => draw.order(headWidth))
  const values = Int32Array.from(label, (_, c) => {
    const head = Math.floor(c / headWidth)
    return (heads[head] as number) * headWidth + (inside[head]?.[c % headWidth] ?? 0)
  })
  return {
    ...block,
    v: inOrder(block.v, values),
    o: inOrder(block.o, values),
    q: block.q === undefined ? undefined : inOrder(block.q, whole),
    k: block.k === undefined ? undefined : inOrder(block.k, whole),
    excluded: block.excluded.map((_, place) => block.excluded[values[place] as number] as number),
  }
}

const inOrder = ({ n, width, unit, length, mean }: UnitRows, order: Int32Array): UnitRows => {
  const turned = new Float32Array(n * width)
  for (const [place, from] of order.entries())
    turned.set(unit.subarray(from * width, (from + 1) * width), place * width)
  return {
    n,
    width,
    unit: turned,
    length: Float64Array.from(order, (from) => length[from] as number),
    mean: Float64Array.from(order, (from) => mean[from] as number),
  }
}
