import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { parseJson } from '#base'
import { bytesSource, type TensorSource } from '#tensors'

/** The trained models of known lineage that come with the tests: 22 of the zoo, 12 twins, 6 of one initialisation. */
export type Collection = 'zoo' | 'twins' | 'one-init'

/** What is true of one component of one model. */
export type Lineage = {
  readonly collection: Collection
  readonly model: string
  readonly component: 'language' | 'vision'
  /** the trained ancestor; undefined for a model that was never trained */
  readonly root: string | undefined
  readonly initialisedFrom: string | undefined
}

export type Truth = 'derived' | 'shared-init' | 'independent'

const folder = (collection: Collection, model = ''): string => join(import.meta.dirname, '..', collection, model)

/** A model of the zoo, the twins or the one-init collection by its name, held in memory: nothing to close. */
export const openZoo = async (model: string): Promise<TensorSource> => {
  const at = folder(collectionOf(model), model)
  const config = parseJson(readFileSync(join(at, 'config.json'), 'utf8'), `${model}/config.json`)
  return bytesSource(readFileSync(join(at, 'model.safetensors')), model, config)
}

const collectionOf = (model: string): Collection =>
  model.startsWith('twin-') ? 'twins' : /^(?:init$|docs-|code-)/.test(model) ? 'one-init' : 'zoo'

export const lineageOf = (collection: Collection): readonly Lineage[] => {
  const rows: Record<string, string>[] = parse(readFileSync(folder(collection, 'lineage.csv')), { columns: true })
  return rows.map((row) => ({
    collection,
    model: row['model'] ?? '',
    component: row['component'] === 'vision' ? 'vision' : 'language',
    root: row['root'] || undefined,
    initialisedFrom: row['initialised-from'] || undefined,
  }))
}

/** Every two components of one kind in a collection. */
export const pairsIn = (collection: Collection): readonly (readonly [Lineage, Lineage])[] => {
  const rows = lineageOf(collection)
  return rows.flatMap((first, i) =>
    rows.slice(0, i).flatMap((second) => (first.component === second.component ? [[first, second] as const] : [])),
  )
}

/** Two components share trained weights exactly if their roots meet; one random start without it is `shared-init`. */
export const truthOf = (first: Lineage, second: Lineage): Truth => {
  if (first.root !== undefined && first.root === second.root) return 'derived'
  return first.initialisedFrom !== undefined && first.initialisedFrom === second.initialisedFrom
    ? 'shared-init'
    : 'independent'
}

/** Pairs for which no truth is claimed: they saw the same batches in the same order from the same start. */
export const withoutTruth = (first: Lineage, second: Lineage): boolean =>
  SAME_BATCHES.some((pair) => pair.includes(first.model) && pair.includes(second.model))

const SAME_BATCHES = [
  ['docs-120', 'docs-500'],
  ['code-120', 'code-500'],
  ['docs-500', 'docs-120-cont-500'],
]
