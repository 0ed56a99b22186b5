import type { TensorInfo } from '#tensors'

export type Named = { readonly tensors: readonly TensorInfo[]; readonly byName: ReadonlyMap<string, TensorInfo> }

export type Found = { readonly tensor: TensorInfo; readonly layer: number; readonly expert: string | undefined }

/** Tensors whose name ends in the pattern, each (layer, expert) once: of two towers the first by name counts. */
export const found = (tensors: readonly TensorInfo[], pattern: string): readonly Found[] => {
  const source = pattern
    .split(/(<layer>|<expert>)/)
    .map((piece) => (piece === '<layer>' ? '(?<layer>\\d+)' : piece === '<expert>' ? '(?<expert>\\d+)' : escape(piece)))
    .join('')
  const form = new RegExp(`(?:^|\\.)${source}$`)
  const seen = new Map<string, Found>()
  for (const tensor of tensors) {
    const match = form.exec(tensor.name)
    if (match === null) continue
    const layer = Number(match.groups?.['layer'] ?? 0)
    const expert = match.groups?.['expert']
    const key = `${layer}/${expert ?? ''}`
    if (!seen.has(key)) seen.set(key, { tensor, layer, expert })
  }
  return [...seen.values()].toSorted((a, b) => a.layer - b.layer || Number(a.expert ?? 0) - Number(b.expert ?? 0))
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

const filled = (pattern: string, { layer, expert }: Found): string =>
  pattern.replace('<layer>', String(layer)).replace('<expert>', expert ?? '')

/** The tensor of this name, under any prefix. */
export const single = (tensors: readonly TensorInfo[], name: string): TensorInfo | undefined =>
  tensors.find((tensor) => tensor.name === name || tensor.name.endsWith(`.${name}`))

/** Looks up a sibling under the same prefix as the place that was found. */
export const sameTower =
  ({ byName }: Named, place: Found, pattern: string) =>
  (other: string): TensorInfo | undefined => {
    const prefix = place.tensor.name.slice(0, place.tensor.name.length - filled(pattern, place).length)
    return byName.get(prefix + filled(other, place))
  }
