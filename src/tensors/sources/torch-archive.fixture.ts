import { crc32, deflateRawSync } from 'node:zlib'

/** A record of an archive and, for a test, what its headers say instead of the truth. */
export type RecordToWrite = {
  readonly name: string
  readonly bytes: Uint8Array
  readonly deflate?: boolean
  /** bytes that the headers declare */
  readonly declared?: number
  readonly crc?: number
}

const u16 = (value: number): number[] => [value & 0xff, value >> 8]
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(Math.floor(value / 65_536))]

/** A zip archive, written plainly. */
export const writeZip = (records: readonly RecordToWrite[]): Uint8Array => {
  const parts: Uint8Array[] = []
  const directory: number[][] = []
  let at = 0
  for (const { name, bytes, deflate = false, declared, crc } of records) {
    const data = deflate ? deflateRawSync(bytes) : bytes
    const fields = [
      ...u16(20),
      ...u16(0),
      ...u16(deflate ? 8 : 0),
      ...u32(0),
      ...u32(crc ?? crc32(bytes)),
      ...u32(data.length),
      ...u32(declared ?? bytes.length),
      ...u16(name.length),
      ...u16(0),
    ]
    const text = [...Buffer.from(name)]
    const rest = [...new Uint8Array(10), ...u32(at)]
    directory.push([...Buffer.from('PK\u0001\u0002'), ...u16(20), ...fields, ...rest, ...text])
    const header = Uint8Array.from([...Buffer.from('PK\u0003\u0004'), ...fields, ...text])
    parts.push(header, data)
    at += header.length + data.length
  }
  const central = Uint8Array.from(directory.flat())
  const counts = [...u16(records.length), ...u16(records.length), ...u32(central.length), ...u32(at)]
  const end = Uint8Array.from([...Buffer.from('PK\u0005\u0006'), 0, 0, 0, 0, ...counts, 0, 0])
  return new Uint8Array(Buffer.concat([...parts, central, end]))
}

/** A tensor for `writeTorch`; its storage holds it alone, row-major. */
export type TensorToWrite = {
  readonly name: string
  /** class of the storage */
  readonly kind: string
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}

/** What `torch.save` of a dictionary of tensors writes, protocol 2. */
export const writeTorch = (tensors: readonly TensorToWrite[]): Uint8Array => {
  const text = (value: string): number[] => ['X'.charCodeAt(0), ...u32(Buffer.byteLength(value)), ...Buffer.from(value)]
  const number = (value: number): number[] => ['J'.charCodeAt(0), ...u32(value)]
  const tuple = (...items: number[][]): number[] => ['('.charCodeAt(0), ...items.flat(), 't'.charCodeAt(0)]
  const global = (name: string): number[] => [...Buffer.from(`c${name}\n`)]
  const entries = tensors.map(({ name, kind, shape }, key) => {
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((count, length) => count * length, 1))
    const count = shape.reduce((product, length) => product * length, 1)
    const storage = tuple(text('storage'), global(`torch\n${kind}`), text(String(key)), text('cpu'), number(count))
    const hooks = [...global('collections\nOrderedDict'), ...Buffer.from(')R')]
    const args = [
      [...storage, 'Q'.charCodeAt(0)],
      number(0),
      tuple(...shape.map(number)),
      tuple(...strides.map(number)),
      [0x89],
      hooks,
    ]
    return [...text(name), ...global('torch._utils\n_rebuild_tensor_v2'), ...tuple(...args), 'R'.charCodeAt(0)]
  })
  const pickle = Uint8Array.from([0x80, 2, ...Buffer.from('}('), ...entries.flat(), ...Buffer.from('u.')])
  return writeZip([
    { name: 'archive/data.pkl', bytes: pickle },
    { name: 'archive/byteorder', bytes: Buffer.from('little') },
    ...tensors.map(({ bytes }, key) => ({ name: `archive/data/${key}`, bytes })),
    { name: 'archive/version', bytes: Buffer.from('3\n') },
  ])
}
