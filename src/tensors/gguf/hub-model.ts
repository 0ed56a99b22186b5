import { AssayError } from '#base'
import { shown } from '../shown.ts'
import type { TensorInfo } from '../source.ts'
import { familyIn, ownValue, wholeNumber } from './architecture.ts'
import type { Family } from './families.ts'
import type { Metadata, MetadataValue } from './metadata.ts'
import type { PlacedTensor } from './placed-tensors.ts'
import { pairedRows, type RowOrder, stackedRows } from './row-order.ts'
import { type HubName, hubNameOf } from './tensor-name.ts'

/** A tensor as the model has it, and how it comes out of what is stored. */
export type TensorView<Stored extends PlacedTensor = PlacedTensor> = {
  readonly info: TensorInfo
  readonly stored: Stored
  /** elements of the stored tensor before the first of this one: an expert is a slice */
  readonly skipped: number
  readonly order: RowOrder | undefined
  /** taken from each value: 1 for gains that were stored with the one added */
  readonly minus: 0 | 1
}

/** Published mixtures have up to some hundreds; each becomes a tensor of its own here. */
const MOST_EXPERTS = 4096
/** As many as a file may name by itself. */
const MOST_VIEWS = 250_000

/**
 * Tensors under the names that the Hugging Face hub uses for them, so that one model gives the same layout whatever
 * format it came in: rows of q and k in the model's order, gains without the one that some have added, an expert a
 * tensor. Architectures that are not known stay as they are stored.
 *
 * @param file what a person calls it, for refusals
 * @throws AssayError `tensors/gguf-heads`, `tensors/duplicate-name`, `tensors/gguf-too-many`
 */
export const hubTensors = <Stored extends PlacedTensor>(
  stored: readonly Stored[],
  metadata: Metadata,
  file: string,
): TensorView<Stored>[] => {
  const family = familyIn(metadata)
  const views: TensorView<Stored>[] = []
  const names = new Set<string>()
  for (const tensor of stored) {
    const hub = family === undefined ? undefined : hubNameOf(tensor.name, family)
    const own =
      family === undefined || hub === undefined ? [asStored(tensor)] : viewsOf(tensor, hub, { family, metadata, file })
    for (const view of own) {
      if (names.has(view.info.name))
        throw new AssayError('tensors/duplicate-name', { file, name: shown(view.info.name) })
      if (names.size === MOST_VIEWS) {
        throw new AssayError('tensors/gguf-too-many', { file, what: 'experts', got: names.size + 1, limit: MOST_VIEWS })
      }
      names.add(view.info.name)
      views.push(view)
    }
  }
  return views
}

const asStored = <Stored extends PlacedTensor>(stored: Stored): TensorView<Stored> => ({
  info: infoOf(stored.name, stored.shape, stored),
  stored,
  skipped: 0,
  order: undefined,
  minus: 0,
})

type Context = { readonly family: Family; readonly metadata: Metadata; readonly file: string }

const viewsOf = <Stored extends PlacedTensor>(
  stored: Stored,
  hub: HubName,
  { family, metadata, file }: Context,
): TensorView<Stored>[] => {
  if (hub.name.includes('<expert>')) return expertsOf(stored, hub)
  const minus = family.gainsPlusOne && stored.name.endsWith('norm.weight') ? 1 : 0
  const order = orderOf(stored, hub, { family, metadata, file })
  const info = infoOf(hub.name, stored.shape, stored)
  // What is reckoned with comes out as F32, whatever it was stored as.
  return [
    { ...asStored(stored), info: minus === 0 ? info : { ...info, dtype: 'F32', bytes: 4 * info.count }, order, minus },
  ]
}

const expertsOf = <Stored extends PlacedTensor>(stored: Stored, { name }: HubName): TensorView<Stored>[] => {
  const [experts = 0, ...shape] = stored.shape
  if (shape.length !== 2 || experts > MOST_EXPERTS) return [asStored(stored)]
  return Array.from({ length: experts }, (_, expert) => ({
    ...asStored(stored),
    info: infoOf(name.replace('<expert>', String(expert)), shape, stored),
    skipped: (stored.count / experts) * expert,
  }))
}

const infoOf = (name: string, shape: readonly number[], { type }: PlacedTensor): TensorInfo => {
  const count = shape.reduce((product, dimension) => product * dimension, 1)
  const elementBytes = type.blockElements === 1 ? type.blockBytes : 4
  return { name, dtype: type.dtype, shape, count, bytes: count * elementBytes }
}

const orderOf = (stored: PlacedTensor, hub: HubName, { family, metadata, file }: Context): RowOrder | undefined => {
  const wanted = family.rows === 'paired' ? hub.role === 'attn_q' || hub.role === 'attn_k' : hub.role === 'attn_qkv'
  if (family.rows === 'as they are' || !wanted) return undefined
  const rows = stored.shape[0] ?? 1
  const heads = headsOf(metadata, hub)
  const order = family.rows === 'paired' ? pairedRows(rows, heads) : stackedRows(rows, heads)
  // Rows in the wrong order would make a derived model look like a foreign one.
  if (order === undefined) throw new AssayError('tensors/gguf-heads', { file, tensor: shown(stored.name), rows, heads })
  return order
}

const headsOf = (metadata: Metadata, { role, layer = 0 }: HubName): number => {
  const heads = perLayer(ownValue(metadata, 'attention.head_count'), layer)
  const keyHeads = role === 'attn_k' ? perLayer(ownValue(metadata, 'attention.head_count_kv'), layer) : undefined
  return keyHeads ?? heads ?? 0
}

const perLayer = (value: MetadataValue | undefined, layer: number): number | undefined =>
  wholeNumber(Array.isArray(value) ? (value as readonly MetadataValue[])[layer] : value)
