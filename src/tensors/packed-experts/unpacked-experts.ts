import { AssayError } from '#base'
import { bitsOf } from '../dtype.ts'
import { shown } from '../shown.ts'
import type { TensorInfo, TensorSource } from '../source.ts'
import { type ExpertMatrix, expertMatrices } from './expert-packs.ts'

/**
 * The same model with every packed expert as matrices of its own, named as in checkpoints that do not pack:
 * `….experts.3.gate_proj.weight`, [units, hidden]. A source without packed experts is given back as it is.
 *
 * Rows are gathered from the packs as they are asked for. Where a pack is transposed, rows are columns there: a stretch
 * of them is read together and the last stretch of each tensor is kept, at most 8 MiB.
 */
export const unpackedExperts = (source: TensorSource): TensorSource => {
  const matrices = new Map<string, ExpertMatrix>()
  const packs = new Set<string>()
  for (const pack of source.tensors.values()) {
    if (pack.shape.length !== 3 || bitsOf(pack.dtype) % 8 !== 0) continue
    const own = expertMatrices(pack, source.config).filter(({ name }) => !source.tensors.has(name))
    if (own.length > 0) packs.add(pack.name)
    for (const matrix of own) matrices.set(matrix.name, matrix)
  }
  if (matrices.size === 0) return source
  const stretches = lastStretches(source)
  const { lend: _none, ...rest } = source // a row that is gathered lies in no one range of a file
  return {
    ...rest,
    tensors: new Map(
      [
        ...[...source.tensors].filter(([name]) => !packs.has(name)),
        ...[...matrices].map(([name, matrix]) => [name, infoOf(matrix)] as const),
      ].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
    readBytes: async (name, offset, into) => {
      const matrix = matrices.get(name)
      if (matrix === undefined) return source.readBytes(name, offset, into)
      const { bytes } = infoOf(matrix)
      if (!Number.isSafeInteger(offset) || offset < 0 || offset + into.length > bytes) {
        const facts = { source: source.label, tensor: shown(name), offset, bytes: into.length, size: bytes }
        throw new AssayError('tensors/out-of-range', facts)
      }
      return matrix.transposed
        ? readTurned(matrix, { offset, into, stretches })
        : readStraight(source, matrix, offset, into)
    },
  }
}

const infoOf = ({ name, pack: { dtype }, shape }: ExpertMatrix): TensorInfo => {
  const count = shape[0] * shape[1]
  return { name, dtype, shape, count, bytes: (count * bitsOf(dtype)) / 8 }
}

const readStraight = async (
  source: TensorSource,
  { pack, expert, shape: [, columns], first, step }: ExpertMatrix,
  offset: number,
  into: Uint8Array,
): Promise<void> => {
  const rowBytes = (columns * bitsOf(pack.dtype)) / 8
  const start = expert * (pack.shape[1] ?? 0) * rowBytes
  if (step === 1) return source.readBytes(pack.name, start + first * rowBytes + offset, into)
  for (let at = 0; at < into.length;) {
    const row = Math.floor((offset + at) / rowBytes)
    const within = (offset + at) % rowBytes
    const length = Math.min(rowBytes - within, into.length - at)
    const place = start + (first + step * row) * rowBytes + within
    await source.readBytes(pack.name, place, into.subarray(at, at + length))
    at += length
  }
}

/** Bytes of rows kept of each packed tensor that is transposed. */
const STRETCH_BYTES = 8 * 2 ** 20

type Stretch = { readonly from: number; readonly to: number; readonly rows: Uint8Array }
type Stretches = (matrix: ExpertMatrix, row: number) => Promise<Stretch>

const readTurned = async (
  matrix: ExpertMatrix,
  { offset, into, stretches }: { offset: number; into: Uint8Array; stretches: Stretches },
): Promise<void> => {
  const rowBytes = (matrix.shape[1] * bitsOf(matrix.pack.dtype)) / 8
  for (let at = 0; at < into.length;) {
    const { from, to, rows } = await stretches(matrix, Math.floor((offset + at) / rowBytes))
    const begin = offset + at - from * rowBytes
    const length = Math.min((to - from) * rowBytes - begin, into.length - at)
    into.set(rows.subarray(begin, begin + length), at)
    at += length
  }
}

/** Reads rows `from` to `to` − 1 of a transposed matrix at once, and remembers the last stretch of each pack. */
const lastStretches = (source: TensorSource): Stretches => {
  const kept = new Map<string, { key: string; stretch: Promise<Stretch> }>()
  return (matrix, row) => {
    const { pack, shape } = matrix
    const most = Math.max(1, Math.floor((STRETCH_BYTES * 8) / (bitsOf(pack.dtype) * shape[1])))
    const from = row - (row % most)
    const to = Math.min(shape[0], from + most)
    const key = `${matrix.name}/${from}`
    const known = kept.get(pack.name)
    if (known?.key === key) return known.stretch
    const stretch = turnedRows(source, matrix, { from, to })
    kept.set(pack.name, { key, stretch })
    stretch.catch(() => kept.delete(pack.name))
    return stretch
  }
}

const turnedRows = async (
  source: TensorSource,
  { pack, expert, shape, first, step }: ExpertMatrix,
  { from, to }: { from: number; to: number },
): Promise<Stretch> => {
  const size = bitsOf(pack.dtype) / 8
  const [, second = 0, third = 0] = pack.shape
  const count = to - from
  const line = new Uint8Array(((count - 1) * step + 1) * size)
  const rows = new Uint8Array(count * shape[1] * size)
  for (let column = 0; column < second; column++) {
    const place = ((expert * second + column) * third + first + step * from) * size
    await source.readBytes(pack.name, place, line)
    for (let row = 0; row < count; row++) {
      const target = (row * second + column) * size
      const origin = row * step * size
      for (let byte = 0; byte < size; byte++) rows[target + byte] = line[origin + byte] as number
    }
  }
  return { from, to, rows }
}
