import { AssayError, type Json } from '#base'
import { assembleSource, type StoredTensor } from '../assemble-source.ts'
import { matrixView } from '../quantised/matrix-view.ts'
import { infoOf } from '../rows.ts'
import { shown } from '../shown.ts'
import type { TensorInfo, TensorSource } from '../source.ts'
import { adapterConfig } from './adapter-config.ts'
import { adapterParts, type ModulePatch } from './adapter-parts.ts'
import { factorCache, mergedMatrix } from './merged-matrix.ts'

export type Adapter = { readonly config: Json; readonly source: TensorSource }

/**
 * A base with a LoRA adapter merged into it: W + s·B·A for each module that the adapter knows, computed as rows are
 * read; sums in double, rounded to F32 once. DoRA's rows are brought to their stored lengths. What the adapter
 * replaces (`modules_to_save`) comes from it, everything else from the base as it is. Closing the result closes both.
 *
 * @throws AssayError `tensors/adapter-kind`, `tensors/adapter-setting`, `tensors/adapter-tensor`,
 * `tensors/adapter-other-base`, `tensors/adapter-rank`, `tensors/missing-companion`
 */
export const merged = (base: TensorSource, adapter: Adapter): TensorSource => {
  const config = adapterConfig(adapter.config, adapter.source.label)
  const { patches, replaced } = adapterParts(adapter.source)
  const factors = factorCache(adapter.source)
  const stored = new Map([...base.tensors.values()].map((info) => [info.name, passedOn(base, info, info.name)]))
  for (const [name, info] of replaced) {
    holdToBase(base, adapter.source, { name, shape: info.shape })
    stored.set(name, passedOn(adapter.source, { ...info, name }, info.name))
  }
  for (const patch of patches) {
    const name = `${patch.module}.weight`
    const rank = config.rankOf(patch.module)
    const transposed = patch.kind === 'embedding' || config.transposed
    holdRank(adapter.source, patch, rank)
    const shape = [patch.b.shape[0] ?? 0, patch.a.shape[1] ?? 0]
    holdToBase(base, adapter.source, { name, shape: transposed ? shape.toReversed() : shape })
    const dora = doraOf(adapter.source, patch, { wanted: config.dora, transposed, outputs: shape[0] ?? 0 })
    const copy = replaced.get(name)
    const under =
      copy === undefined ? { source: base, info: infoOf(base, name) } : { source: adapter.source, info: copy }
    const matrix = mergedMatrix({ name, under, patch, scale: config.scaleOf(patch.module), transposed, dora, factors })
    stored.set(name, matrixView(matrix))
  }
  const close = async (): Promise<void> => {
    await Promise.all([base.close(), adapter.source.close()])
  }
  const label = `${base.label} + ${adapter.source.label}`
  return {
    ...assembleSource({ label, config: base.config, stored: stored.values(), close }),
    bytesRead: () => base.bytesRead() + adapter.source.bytesRead(),
  }
}

const passedOn = (source: TensorSource, info: TensorInfo, storedName: string): StoredTensor => ({
  info,
  read: (offset, into) => source.readBytes(storedName, offset, into),
})

const holdRank = ({ label }: TensorSource, { a, b }: ModulePatch, rank: number): void => {
  for (const { name, shape, got } of [
    { ...a, got: a.shape[0] },
    { ...b, got: b.shape[1] },
  ]) {
    if (shape.length === 2 && got === rank) continue
    throw new AssayError('tensors/adapter-rank', { adapter: label, tensor: shown(name), got: listed(shape), rank })
  }
}

/** An adapter of another base names what this one has not, or has it in another size. */
const holdToBase = (
  base: TensorSource,
  { label }: TensorSource,
  { name, shape }: { name: string; shape: readonly number[] },
): void => {
  const info = base.tensors.get(name)
  const same = info?.shape.length === shape.length && info.shape.every((size, axis) => size === shape[axis])
  if (same) return
  throw new AssayError('tensors/adapter-other-base', {
    adapter: label,
    base: base.label,
    tensor: shown(name),
    wanted: listed(shape),
    got: info === undefined ? '—' : listed(info.shape),
  })
}

const doraOf = (
  adapter: TensorSource,
  { module, kind, magnitude }: ModulePatch,
  { wanted, transposed, outputs }: { wanted: boolean; transposed: boolean; outputs: number },
): TensorInfo | undefined => {
  if (!wanted && magnitude === undefined) return undefined
  const facts = { adapter: adapter.label }
  if (transposed || !wanted) throw new AssayError('tensors/adapter-kind', { ...facts, kind: `DoRA (${kind})` })
  if (magnitude === undefined) {
    const companion = `base_model.model.${module}.lora_magnitude_vector`
    const facts = { source: adapter.label, tensor: shown(module), companion: shown(companion) }
    throw new AssayError('tensors/missing-companion', facts)
  }
  if (magnitude.count === outputs) return magnitude
  const { name, shape } = magnitude
  throw new AssayError('tensors/adapter-rank', { ...facts, tensor: shown(name), got: listed(shape), rank: outputs })
}

const listed = (shape: readonly number[]): string => `[${shape.slice(0, 8).join(', ')}]`
