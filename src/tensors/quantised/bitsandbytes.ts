import { type AssayError, type Json, parseJson } from '#base'
import { decodeToF32 } from '../decode.ts'
import type { TensorSource } from '../source.ts'
import type { ComputedMatrix } from './matrix-view.ts'
import type { Replacement } from './replacement.ts'
import { cellsOf, scaledMatrix } from './scaled-rows.ts'
import { holdPart, holdSize, neededPart, partBytes, partIf, type StoredPart, valueRefusal } from './stored-part.ts'

/**
 * bitsandbytes, 8 bits: `weight` I8 [out, in] and `SCB` [out], `(code · SCB) · 1/127` in this order. Files of Turing's or
 * Ampere's own order of columns (`weight_format` other than 0) are refused.
 *
 * @see bitsandbytes 95f9af3 `nn/modules.py` Linear8bitLt, `_ops.py` int8_vectorwise_dequant
 */
export const int8Weight = async (source: TensorSource, module: string): Promise<Replacement> => {
  const [name, scaleName, formatName] = [`${module}.weight`, `${module}.SCB`, `${module}.weight_format`]
  const codes = neededPart(source, name, scaleName)
  const scales = neededPart(source, scaleName, name)
  const [rows = 0, columns = 0] = codes.info.shape
  holdPart(codes, [rows, columns], ['I8'])
  holdSize(codes, { rows, columns })
  holdPart(scales, [rows], ['F32'])
  const format = partIf(source, formatName)
  if (format !== undefined) await holdRowFormat(format)
  const matrix = scaledMatrix({
    name,
    rows,
    columns,
    codes: { kind: 'elements', rows: { part: codes, rowBytes: columns }, dtype: 'I8' },
    scales: cellsOf(scales, { columns: 1, rowsPerCell: 1, columnsPerCell: columns }),
    zeros: 0,
    factor: 7.874015718698502e-3, // 1/127 as the library writes it
  })
  return { replaces: [name, scaleName, formatName], matrices: [matrix] }
}

const holdRowFormat = async (part: StoredPart): Promise<void> => {
  holdPart(part, [], ['U8'])
  const [format = 0] = await partBytes(part)
  if (format !== 0) throw valueRefusal(part, { place: 0, got: format, wanted: '0, rows in order' })
}

/**
 * bitsandbytes, 4 bits (NF4, FP4): codes of the flattened matrix, the high half of a byte first, `quant_map[code] ·
 * absmax` of each block. With double quantisation `absmax` is itself `nested_quant_map[code] · nested_absmax + offset`.
 * The matrix's shape and the sizes of blocks stand as JSON in the bytes of `quant_state.bitsandbytes__…`.
 *
 * @param stateName name of that tensor
 * @see bitsandbytes 95f9af3 `functional.py` QuantState, dequantize_4bit; `backends/default/ops.py`
 */
export const fourBitWeight = async (source: TensorSource, name: string, stateName: string): Promise<Replacement> => {
  const codes = neededPart(source, name, stateName)
  const absmax = neededPart(source, `${name}.absmax`, name)
  const map = neededPart(source, `${name}.quant_map`, name)
  const state = await stateIn(neededPart(source, stateName, name))
  const { rows, columns, blockSize } = state
  holdSize(codes, state)
  const count = rows * columns
  if (codes.info.bytes !== Math.ceil(count / 2)) {
    holdPart(codes, [Math.ceil(count / 2), 1], ['U8'])
  }
  holdPart(map, [16], ['F32'])
  const blocks = Math.ceil(count / blockSize)
  const scalesOf = blockScales(source, { name, absmax, blocks, nested: state.nested })
  const matrix: ComputedMatrix = {
    name,
    rows,
    columns,
    fill: async (window, into) => {
      const from = window.rowFrom * columns + window.columnFrom
      const firstByte = Math.floor(from / 2)
      const bytes = new Uint8Array(Math.ceil((from + into.length) / 2) - firstByte)
      const firstBlock = Math.floor(from / blockSize)
      const blockTo = Math.ceil((from + into.length) / blockSize)
      const [scales, values] = await Promise.all([
        scalesOf(firstBlock, blockTo),
        partBytes(map).then((stored) => decodeToF32(stored, 'F32')),
        source.readBytes(name, firstByte, bytes),
      ])
      for (let i = 0; i < into.length; i++) {
        const at = from + i
        const byte = bytes[Math.floor(at / 2) - firstByte] as number
        const code = at % 2 === 0 ? byte >> 4 : byte & 15
        into[i] = (values[code] as number) * (scales[Math.floor(at / blockSize) - firstBlock] as number)
      }
    },
  }
  const companions = ['absmax', 'quant_map', 'nested_absmax', 'nested_quant_map'].map((part) => `${name}.${part}`)
  return { replaces: [name, stateName, ...companions], matrices: [matrix] }
}

type State = {
  readonly rows: number
  readonly columns: number
  readonly blockSize: number
  readonly nested: { readonly blockSize: number; readonly offset: number } | undefined
}

type BlockScales = (from: number, to: number) => Promise<Float32Array>

const blockScales = (
  source: TensorSource,
  { name, absmax, blocks, nested }: { name: string; absmax: StoredPart; blocks: number; nested: State['nested'] },
): BlockScales => {
  if (nested === undefined) {
    holdPart(absmax, [blocks], ['F32'])
    return (from, to) => stretch(absmax, from, to)
  }
  const outer = neededPart(source, `${name}.nested_absmax`, absmax.info.name)
  const outerMap = neededPart(source, `${name}.nested_quant_map`, absmax.info.name)
  holdPart(absmax, [blocks], ['U8'])
  holdPart(outer, [Math.ceil(blocks / nested.blockSize)], ['F32'])
  holdPart(outerMap, [256], ['F32'])
  const offset = Math.fround(nested.offset)
  return async (from, to) => {
    const firstOuter = Math.floor(from / nested.blockSize)
    const [codes, scales, map] = await Promise.all([
      stretch(absmax, from, to),
      stretch(outer, firstOuter, Math.ceil(to / nested.blockSize)),
      stretch(outerMap, 0, 256),
    ])
    return codes.map((code, i) => {
      const scale = scales[Math.floor((from + i) / nested.blockSize) - firstOuter] as number
      return Math.fround((map[code] as number) * scale) + offset
    })
  }
}

const stretch = async ({ source, info }: StoredPart, from: number, to: number): Promise<Float32Array> => {
  const size = info.bytes / info.count
  const bytes = new Uint8Array((to - from) * size)
  await source.readBytes(info.name, from * size, bytes)
  return decodeToF32(bytes, info.dtype)
}

/** A state is some hundred bytes of JSON. */
const MOST_STATE_BYTES = 65_536

const stateIn = async (part: StoredPart): Promise<State> => {
  const { source, info } = part
  if (info.dtype !== 'U8' || info.bytes > MOST_STATE_BYTES) holdPart(part, [170], ['U8'])
  const bytes = await partBytes(part)
  const bad = (what: string, got: Json | undefined): AssayError =>
    valueRefusal(part, { place: what, got: JSON.stringify(got ?? null).slice(0, 100), wanted: WANTED[what] ?? '' })
  const state = parseJson(new TextDecoder().decode(bytes), `${source.label} ${info.name}`, 4)
  const entries = new Map(typeof state === 'object' && state !== null ? Object.entries(state) : [])
  const shape = entries.get('shape')
  const [rows, columns, ...more] = Array.isArray(shape) ? (shape as readonly Json[]) : []
  if (!isSize(rows) || !isSize(columns) || more.length > 0) throw bad('shape', shape)
  const blockSize = entries.get('blocksize')
  if (!isSize(blockSize)) throw bad('blocksize', blockSize)
  const nestedSize = entries.get('nested_blocksize')
  if (nestedSize === undefined) return { rows, columns, blockSize, nested: undefined }
  const offset = entries.get('nested_offset')
  if (!isSize(nestedSize)) throw bad('nested_blocksize', nestedSize)
  if (typeof offset !== 'number') throw bad('nested_offset', offset)
  return { rows, columns, blockSize, nested: { blockSize: nestedSize, offset } }
}

const WANTED: Readonly<Record<string, string>> = {
  shape: 'two positive whole numbers',
  blocksize: 'a positive whole number',
  nested_blocksize: 'a positive whole number',
  nested_offset: 'a number',
}

const isSize = (value: Json | undefined): value is number => Number.isSafeInteger(value) && (value as number) > 0
