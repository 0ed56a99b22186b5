import type { Json } from '#base'
import type { TensorInfo } from '#tensors'
import type { Architecture } from './architectures.ts'
import type { MatrixSite } from './matrix-site.ts'
import { headCounts } from './model-config.ts'
import type { Found } from './named-tensors.ts'

/**
 * Channels that only one matrix ties to the residual stream: the latent dimensions that queries or keys are compressed
 * to, by their rows, and the value channels behind them, by their columns of the output projection.
 */
export type LatentSite =
  | {
      readonly kind: 'rows'
      /** `latent NAME LAYER` */
      readonly part: string
      readonly layer: number
      readonly rows: MatrixSite
      readonly norm: TensorInfo | undefined
    }
  | {
      readonly kind: 'columns'
      /** `attention LAYER` */
      readonly part: string
      readonly layer: number
      readonly matrix: TensorInfo
      readonly headWidth: number
    }

type Looks = {
  readonly found: (pattern: string) => readonly Found[]
  readonly near: (place: Found, pattern: string) => (other: string) => TensorInfo | undefined
}

/**
 * @param looks how tensors are found by pattern, and siblings of one
 */
export const latentSites = (
  architecture: Architecture,
  { found, near }: Looks,
  config: Json | undefined,
): readonly LatentSite[] => {
  const rule = architecture.latent
  if (rule === undefined) return []
  const ranks = rule.ranks.flatMap(({ name, rows, gain, norm }) =>
    found(rows).flatMap((place): LatentSite[] => {
      const sibling = near(place, rows)
      const rank = sibling(gain)?.count ?? 0 // rows beyond the norm carry positions
      if (rank < 1 || rank > (place.tensor.shape[0] ?? 0) || place.tensor.shape.length !== 2) return []
      return [
        {
          kind: 'rows',
          part: `latent ${name} ${place.layer}`,
          layer: place.layer,
          rows: { tensor: place.tensor, count: rank, rowOf: (unit) => unit },
          norm: norm === undefined ? undefined : sibling(norm),
        },
      ]
    }),
  )
  const heads = headCounts(config, architecture)?.heads ?? 0
  const values = found(rule.reads).flatMap((place): LatentSite[] => {
    const matrix = near(place, rule.reads)(rule.output)
    const headWidth = (matrix?.shape[1] ?? 0) / heads
    if (matrix?.shape.length !== 2 || !Number.isInteger(headWidth) || headWidth < 1) return []
    return [{ kind: 'columns', part: `attention ${place.layer}`, layer: place.layer, matrix, headWidth }]
  })
  return [...ranks, ...values].toSorted((a, b) => a.layer - b.layer)
}

/** How many channels a latent site has. */
export const latentCount = (site: LatentSite): number =>
  site.kind === 'rows' ? site.rows.count : (site.matrix.shape[1] ?? 0)
