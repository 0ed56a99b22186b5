import { COMPLEX_128, COMPLEX_32, type Element, plain } from '../strided/element.ts'

/** Classes of storages under `torch.` whose elements can be read; quantised ones (`QInt8Storage` …) are not among them. */
export const STORAGE_KINDS: ReadonlyMap<string, Element> = new Map([
  ['DoubleStorage', plain('F64', 8)],
  ['FloatStorage', plain('F32', 4)],
  ['HalfStorage', plain('F16', 2)],
  ['BFloat16Storage', plain('BF16', 2)],
  ['LongStorage', plain('I64', 8)],
  ['IntStorage', plain('I32', 4)],
  ['ShortStorage', plain('I16', 2)],
  ['CharStorage', plain('I8', 1)],
  ['ByteStorage', plain('U8', 1)],
  ['BoolStorage', plain('BOOL', 1)],
  ['ComplexFloatStorage', plain('C64', 8, 4)],
  ['ComplexDoubleStorage', COMPLEX_128],
])

/** Values of `torch.dtype`, which tensors of newer kinds name beside an untyped storage. */
export const DTYPES: ReadonlyMap<string, Element> = new Map([
  ['float64', plain('F64', 8)],
  ['float32', plain('F32', 4)],
  ['float16', plain('F16', 2)],
  ['bfloat16', plain('BF16', 2)],
  ['int64', plain('I64', 8)],
  ['int32', plain('I32', 4)],
  ['int16', plain('I16', 2)],
  ['int8', plain('I8', 1)],
  ['uint64', plain('U64', 8)],
  ['uint32', plain('U32', 4)],
  ['uint16', plain('U16', 2)],
  ['uint8', plain('U8', 1)],
  ['bool', plain('BOOL', 1)],
  ['float8_e4m3fn', plain('F8_E4M3', 1)],
  ['float8_e5m2', plain('F8_E5M2', 1)],
  ['float8_e4m3fnuz', plain('F8_E4M3FNUZ', 1)],
  ['float8_e5m2fnuz', plain('F8_E5M2FNUZ', 1)],
  ['float8_e8m0fnu', plain('F8_E8M0', 1)],
  ['complex32', COMPLEX_32],
  ['complex64', plain('C64', 8, 4)],
  ['complex128', COMPLEX_128],
])
