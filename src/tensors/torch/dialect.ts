import {
  type Dialect,
  itemsOf,
  kindOf,
  type PickleGlobal,
  type PickleValue,
  refused,
  type Why,
} from '../pickle/value.ts'
import type { Element } from '../strided/element.ts'
import type { View } from '../strided/view.ts'
import { DTYPES, STORAGE_KINDS } from './storage-kinds.ts'

/** What a storage's persistent id says; its bytes lie elsewhere in the file, under the key. */
export type DeclaredStorage = {
  readonly kind: 'storage'
  readonly key: string
  /** absent where bytes alone are stored and each tensor names its dtype */
  readonly element: Element | undefined
  /** elements, or bytes where there is no element */
  readonly count: number
}

/** A tensor as pickled: nothing of it is checked against its storage yet. */
export type DeclaredTensor = {
  readonly kind: 'tensor'
  readonly storage: DeclaredStorage
  readonly element: Element
  readonly view: View
}

export type TorchObject = DeclaredStorage | DeclaredTensor
export type TorchValue = PickleValue<TorchObject>

/**
 * Pickles of weights as `torch.save` writes them. Names are compared whole, module and name apart; what is called is
 * only described here. All that is not listed is refused, whatever it is: `torch.load` of today refuses nearly as much.
 */
export const torchDialect: Dialect<TorchObject> = {
  allows: (module, name) =>
    (module === 'torch' && (STORAGE_KINDS.has(name) || DTYPES.has(name))) ||
    (module === 'torch.storage' && name === 'UntypedStorage') ||
    CALLS.has(`${module} ${name}`),
  call: ({ module, name }, args) => CALLS.get(`${module} ${name}`)?.(args) ?? refused('it is not to be called'),
  persistent: (id) => {
    const [tag, kind, key, location, count, ...more] = itemsOf(id, 'tuple') ?? []
    if (tag !== 'storage') return refused('it names no storage')
    if (kind === undefined || !isGlobal(kind)) return refused('the kind of storage is no name')
    if (typeof key !== 'string' || typeof location !== 'string') return refused('the key or the device is no text')
    if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) return refused('the size is no count')
    // Before 2018 a storage could be a part of another; the sixth item then says of which.
    if (more.some((item) => item !== null)) return refused('it names a part of another storage')
    const element = kind.module === 'torch' ? STORAGE_KINDS.get(kind.name) : undefined
    if (element === undefined && kind.name !== 'UntypedStorage') return refused('this is no kind of storage')
    return { kind: 'made', made: { kind: 'storage', key, element, count } }
  },
}

type Call = (args: readonly TorchValue[]) => Exclude<TorchValue, string> | Why

const orderedDict: Call = (args) => {
  if (args.length === 0) return { kind: 'dict', entries: [] }
  // Python 2 gave the items at once.
  const [items, ...more] = args
  const pairs = itemsOf(items, 'list')
  if (pairs === undefined || more.length > 0) return refused('a dictionary is made of nothing or of pairs')
  const entries: TorchValue[] = []
  for (const pair of pairs) {
    const [key, value, ...rest] = itemsOf(pair, 'list') ?? itemsOf(pair, 'tuple') ?? []
    if (key === undefined || value === undefined || rest.length > 0) return refused('an item is no pair')
    entries.push(key, value)
  }
  return { kind: 'dict', entries }
}

// How bytes are written in a protocol that has none: as a text of the first 256 characters.
const encode: Call = ([text, encoding, ...more]) => {
  const known = typeof text === 'string' && (encoding === 'latin1' || encoding === 'latin-1') && more.length === 0
  if (!known || /[\u0100-\uffff]/.test(text)) {
    return refused('only a Latin-1 text may be encoded')
  }
  return { kind: 'bytes', bytes: Uint8Array.from(text, (character) => character.charCodeAt(0)) }
}

const rebuildTensor: Call = ([storage, offset, size, stride, , hooks]) => {
  const declared = storageOf(storage)
  if (declared?.element === undefined) return refused('its storage has no dtype')
  return tensorOf(declared, declared.element, { offset, size, stride, hooks })
}

const rebuildTensorOfDtype: Call = ([storage, offset, size, stride, , hooks, dtype]) => {
  const declared = storageOf(storage)
  if (declared === undefined) return refused('it has no storage')
  const element =
    dtype !== undefined && isGlobal(dtype) && dtype.module === 'torch' ? DTYPES.get(dtype.name) : undefined
  if (element === undefined) return refused('its dtype is not known')
  return tensorOf(declared, element, { offset, size, stride, hooks })
}

const rebuildParameter: Call = ([tensor]) => {
  const made = madeOf(tensor)
  return made?.kind === 'tensor' ? { kind: 'made', made } : refused('a parameter is made of a tensor')
}

const CALLS: ReadonlyMap<string, Call> = new Map([
  ['collections OrderedDict', orderedDict],
  ['_codecs encode', encode],
  ['torch._utils _rebuild_tensor_v2', rebuildTensor],
  ['torch._utils _rebuild_tensor_v3', rebuildTensorOfDtype],
  ['torch._utils _rebuild_parameter', rebuildParameter],
])

type Layout = { readonly [part in 'offset' | 'size' | 'stride' | 'hooks']: TorchValue | undefined }

const tensorOf = (
  storage: DeclaredStorage,
  element: Element,
  { offset, size, stride, hooks }: Layout,
): ReturnType<Call> => {
  const shape = numbersOf(size)
  const strides = numbersOf(stride)
  if (shape === undefined || strides === undefined || typeof offset !== 'number') {
    return refused('its offset, sizes or strides are no numbers')
  }
  if (hooks !== undefined && kindOf(hooks) !== 'dict') return refused('its hooks are no dictionary')
  return { kind: 'made', made: { kind: 'tensor', storage, element, view: { shape, strides, offset } } }
}

const numbersOf = (value: TorchValue | undefined): readonly number[] | undefined => {
  const items = itemsOf(value, 'tuple')
  return items?.every((item) => typeof item === 'number') ? items : undefined
}

const madeOf = (value: TorchValue | undefined): TorchObject | undefined =>
  typeof value === 'object' && value !== null && value.kind === 'made' ? value.made : undefined

const storageOf = (value: TorchValue | undefined): DeclaredStorage | undefined => {
  const made = madeOf(value)
  return made?.kind === 'storage' ? made : undefined
}

const isGlobal = (value: TorchValue): value is PickleGlobal => kindOf(value) === 'global'
