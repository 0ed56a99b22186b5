import { AssayError } from '#base'
import { shown } from '../shown.ts'
import type { TensorInfo, TensorSource } from '../source.ts'

/** What an adapter does to one module of the base. */
export type ModulePatch = {
  readonly module: string
  readonly kind: 'linear' | 'embedding'
  /** linear: [rank, in]; embedding: [rank, rows of the table] */
  readonly a: TensorInfo
  /** linear: [out, rank]; embedding: [width of the table, rank] */
  readonly b: TensorInfo
  /** DoRA's length of each row */
  readonly magnitude: TensorInfo | undefined
}

export type AdapterParts = {
  readonly patches: readonly ModulePatch[]
  /** tensors that stand in place of the base's, by the base's name */
  readonly replaced: ReadonlyMap<string, TensorInfo>
}

const PREFIX = 'base_model.model.'

/**
 * Sorts an adapter's tensors by the module of the base that each belongs to.
 *
 * @throws AssayError `tensors/missing-companion` for one factor without the other, `tensors/adapter-tensor` for a tensor
 * that is none of LoRA's
 */
export const adapterParts = (adapter: TensorSource): AdapterParts => {
  const factors = new Map<string, Partial<Record<Factor, TensorInfo>>>()
  const replaced = new Map<string, TensorInfo>()
  for (const info of adapter.tensors.values()) {
    if (!info.name.startsWith(PREFIX)) throw foreign(adapter, info.name)
    const name = info.name.slice(PREFIX.length)
    const factor = factorOf(name)
    if (factor !== undefined) factors.set(factor.module, { ...factors.get(factor.module), [factor.factor]: info })
    else if (/\.(?:lora_|trainable_tokens)/.test(name)) throw foreign(adapter, info.name)
    else replaced.set(name.replace(/\.(?:base_layer|modules_to_save(?:\.default)?)\./, '.'), info)
  }
  return { patches: [...factors].map(([module, found]) => patchOf(adapter, module, found)), replaced }
}

type Factor = 'lora_A' | 'lora_B' | 'lora_embedding_A' | 'lora_embedding_B' | 'lora_magnitude_vector'

const FORM =
  /^(?<module>.+)\.(?<factor>lora_A|lora_B|lora_embedding_A|lora_embedding_B|lora_magnitude_vector)(?:\.default)?(?:\.weight)?$/

const factorOf = (name: string): { module: string; factor: Factor } | undefined => {
  const { module, factor } = FORM.exec(name)?.groups ?? {}
  return module === undefined ? undefined : { module, factor: factor as Factor }
}

const patchOf = (adapter: TensorSource, module: string, found: Partial<Record<Factor, TensorInfo>>): ModulePatch => {
  const embedding = found.lora_embedding_A !== undefined || found.lora_embedding_B !== undefined
  const [a, b] = embedding ? [found.lora_embedding_A, found.lora_embedding_B] : [found.lora_A, found.lora_B]
  if (a !== undefined && b !== undefined) {
    return { module, kind: embedding ? 'embedding' : 'linear', a, b, magnitude: found.lora_magnitude_vector }
  }
  const present = Object.values(found)[0]?.name ?? module
  const missing = embedding ? 'lora_embedding' : 'lora'
  const companion = `${PREFIX}${module}.${missing}_${a === undefined ? 'A' : 'B'}`
  const facts = { source: adapter.label, tensor: shown(present), companion: shown(companion) }
  throw new AssayError('tensors/missing-companion', facts)
}

const foreign = (adapter: TensorSource, name: string): AssayError =>
  new AssayError('tensors/adapter-tensor', { adapter: adapter.label, tensor: shown(name) })
