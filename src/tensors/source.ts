import type { Json } from '#base'
import type { FileRange } from '#numeric'

/** Element types of the safetensors format; other formats are brought to F32 by their reader. */
export type Dtype =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'F8_E4M3'
  | 'F8_E5M2'
  | 'F8_E4M3FNUZ'
  | 'F8_E5M2FNUZ'
  | 'F8_E8M0'
  | 'F6_E2M3'
  | 'F6_E3M2'
  | 'F4'
  | 'I64'
  | 'U64'
  | 'I32'
  | 'U32'
  | 'I16'
  | 'U16'
  | 'I8'
  | 'U8'
  | 'BOOL'
  | 'C64'

/** A tensor as the header declares it; nothing of its data was read. */
export type TensorInfo = {
  readonly name: string
  readonly dtype: Dtype
  /** row-major; `[]` is a scalar */
  readonly shape: readonly number[]
  /** elements, the product of the shape */
  readonly count: number
  /** bytes of the data as `readBytes` gives them: 4 · count for a reader that de-quantises to F32 */
  readonly bytes: number
}

/**
 * A model's tensors, wherever they lie.
 * - Opening reads headers only; data are read by range when asked for, never a tensor beyond what was asked.
 * - `readBytes` fills the whole of `into` from byte `offset` of the tensor's data, or rejects with
 *   `tensors/read-failed`; a range outside the tensor rejects with `tensors/out-of-range`. Calls may overlap.
 * - `into` may view shared memory.
 * - After `close`, reads reject.
 */
export interface TensorSource {
  /** what a person would call it: the folder's or file's name */
  readonly label: string
  /** in the order of their names */
  readonly tensors: ReadonlyMap<string, TensorInfo>
  /** `config.json` beside the weights, if there is one */
  readonly config: Json | undefined
  /** bytes fetched from storage so far: fewer than `readBytes` gave, where that de-quantises */
  readonly bytesRead: () => number
  readonly readBytes: (name: string, offset: number, into: Uint8Array) => Promise<void>
  /**
   * A range of the tensor's stored data in an open file, for a thread to read by itself; it counts as fetched.
   * Absent where data do not lie in a local file. Throws as `readBytes` rejects.
   */
  readonly lend?: (name: string, offset: number, bytes: number) => FileRange
  readonly close: () => Promise<void>
}
