import { COMPLEX_128, type Element, plain } from '../strided/element.ts'
import type { DataField } from './tensor-message.ts'

/** How one of TensorProto's types is stored: in which field if not in raw bytes, and as what elements. */
export type ElementType =
  | { readonly kind: 'whole'; readonly field: DataField; readonly element: Element }
  /** two in a byte, the low half first; presented through a table of the 16 codes */
  | { readonly kind: 'half-bytes'; readonly field: DataField; readonly values: 'signed' | 'unsigned' | 'F4' }

const whole = (field: DataField, element: Element): ElementType => ({ kind: 'whole', field, element })

/** By the number in TensorProto.DataType; texts (8) and whatever is newer are not here. */
export const ELEMENT_TYPES: ReadonlyMap<number, ElementType> = new Map([
  [1, whole('float_data', plain('F32', 4))],
  [2, whole('int32_data', plain('U8', 1))],
  [3, whole('int32_data', plain('I8', 1))],
  [4, whole('int32_data', plain('U16', 2))],
  [5, whole('int32_data', plain('I16', 2))],
  [6, whole('int32_data', plain('I32', 4))],
  [7, whole('int64_data', plain('I64', 8))],
  [9, whole('int32_data', plain('BOOL', 1))],
  [10, whole('int32_data', plain('F16', 2))],
  [11, whole('double_data', plain('F64', 8))],
  [12, whole('uint64_data', plain('U32', 4))],
  [13, whole('uint64_data', plain('U64', 8))],
  [14, whole('float_data', plain('C64', 8, 4))],
  [15, whole('double_data', COMPLEX_128)],
  [16, whole('int32_data', plain('BF16', 2))],
  [17, whole('int32_data', plain('F8_E4M3', 1))],
  [18, whole('int32_data', plain('F8_E4M3FNUZ', 1))],
  [19, whole('int32_data', plain('F8_E5M2', 1))],
  [20, whole('int32_data', plain('F8_E5M2FNUZ', 1))],
  [21, { kind: 'half-bytes', field: 'int32_data', values: 'unsigned' }],
  [22, { kind: 'half-bytes', field: 'int32_data', values: 'signed' }],
  [23, { kind: 'half-bytes', field: 'int32_data', values: 'F4' }],
  [24, whole('int32_data', plain('F8_E8M0', 1))],
])
