import type { EffectSize } from '#provenance'
import { median, type ToldComponent } from './room.ts'

type Null = NonNullable<EffectSize['underIndependence']>

export type EffectRow = {
  readonly role: string
  readonly cosines: readonly number[]
  readonly pearsons: readonly number[]
  readonly underIndependence: Null | undefined
}

/** Cosine and correlation of all tensors of a role: effect sizes, to stand beside what independent models give. */
export const effectRows = ({ effectSizes = [] }: Pick<ToldComponent, 'effectSizes'>): readonly EffectRow[] =>
  [...Map.groupBy(effectSizes, ({ role }) => role)]
    .toSorted(([, a], [, b]) => Number(a.every(isVector)) - Number(b.every(isVector)))
    .map(([role, sizes]) => ({
      role,
      cosines: sizes.flatMap(({ cosine }) => cosine ?? []),
      pearsons: sizes.flatMap(({ pearson }) => pearson ?? []),
      underIndependence: sizes.find((size) => size.underIndependence !== null)?.underIndependence ?? undefined,
    }))

const isVector = ({ shape }: EffectSize): boolean => shape.length < 2

/** A tensor role over all layers. Several tensors of a role in one layer, such as experts, stand by their median. */
export type GridRow = {
  readonly role: string
  /** vectors are alike in any two models: they stand apart */
  readonly vector: boolean
  /** by column; undefined where the layer has no such tensor */
  readonly cosines: readonly (number | undefined)[]
  readonly tensors: number
  readonly underIndependence: Null | undefined
}

/** `undefined` is the column of tensors outside of the layers. */
export type Grid = { readonly columns: readonly (number | undefined)[]; readonly rows: readonly GridRow[] }

/** Layer × tensor role, matrices first. */
export const effectGrid = ({ effectSizes = [] }: Pick<ToldComponent, 'effectSizes'>): Grid => {
  const measured = effectSizes.filter(({ cosine }) => cosine !== null)
  const layers = [...new Set(measured.flatMap(({ layer }) => layer ?? []))].toSorted((a, b) => a - b)
  const outside = measured.some(({ layer }) => layer === null)
  const columns = [...(outside ? [undefined] : []), ...layers]
  const rows = [...Map.groupBy(measured, ({ role }) => role)].map(([role, sizes]): GridRow => {
    const at = (column: number | undefined): number | undefined => {
      const cosines = sizes.filter(({ layer }) => (layer ?? undefined) === column).flatMap(({ cosine }) => cosine ?? [])
      return cosines.length === 0 ? undefined : median(cosines)
    }
    return {
      role,
      vector: sizes.every(isVector),
      cosines: columns.map(at),
      tensors: sizes.length,
      underIndependence: sizes.find((size) => size.underIndependence !== null)?.underIndependence ?? undefined,
    }
  })
  const order = (row: GridRow): number =>
    row.vector ? 2 : row.cosines.filter((c) => c !== undefined).length > 1 ? 0 : 1
  return { columns, rows: rows.toSorted((a, b) => order(a) - order(b)) }
}

/** Cosines from which the steps after the first begin; the first step is what independent models give for the role. */
export const STEPS = [0.5, 0.9, 0.985] as const

/** Step of colour of a cosine: 0 within the null, 4 the darkest; undefined where no null is known. */
export const stepOf = (cosine: number, underIndependence: Null | undefined): number | undefined => {
  if (underIndependence === undefined) return undefined
  const { low, high } = underIndependence.cosine
  if (cosine >= low && cosine <= high) return 0
  return 1 + STEPS.filter((limit) => Math.abs(cosine) >= limit).length
}
