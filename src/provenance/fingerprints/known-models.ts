import { z } from 'zod'
import { digestOf, hexOf } from '#base'
import type { CodeTable } from '#numeric'
import { ComponentName } from '../architectures.ts'
import { BLOCK_CODE_BYTES, MOST_BLOCKS } from './block-fingerprint.ts'
import { calibrated, type CalibratedScore } from './calibrated.ts'
import type { ComponentFingerprint } from './fingerprint-model.ts'

/** One component of one model whose fingerprints are kept. */
export const KnownComponent = z.strictObject({
  /** what a person calls the model */
  model: z.string().min(1).max(500),
  /** where its weights were read from */
  source: z.string().min(1).max(4_000),
  component: ComponentName,
  architecture: z.string().max(80).nullable(),
  /** SHA-256 of its codes */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  /** whether it has a token code, and how many block codes */
  token: z.boolean(),
  blocks: z.int().min(0).max(MOST_BLOCKS),
})
export type KnownComponent = z.infer<typeof KnownComponent>

/** Codes of one kind of one component, and whose each is. */
export type KnownCodes = {
  readonly component: ComponentName
  readonly kind: CalibratedScore['kind']
  readonly table: CodeTable
  /** place in the table → place in `components` */
  readonly owners: Int32Array
}

export type KnownModels = {
  readonly components: readonly KnownComponent[]
  readonly codes: readonly KnownCodes[]
}

export type Near = { readonly known: KnownComponent; readonly score: CalibratedScore }

/** The known components nearest to one by each of its codes: an exact scan, the nearest first. */
export const nearestKnown = (
  { components, codes }: KnownModels,
  fingerprint: ComponentFingerprint,
  most: number,
): Readonly<Record<CalibratedScore['kind'], readonly Near[]>> => {
  const { component, vocabulary, token, blocks } = fingerprint
  const scan = (kind: CalibratedScore['kind'], query: Uint8Array): readonly Near[] =>
    codes
      .filter((table) => table.component === component && table.kind === kind)
      .flatMap(({ table, owners }) =>
        table.nearest(query, most).map(({ place, distance }) => ({ owner: owners[place] as number, distance })),
      )
      .toSorted((a, b) => a.distance - b.distance || a.owner - b.owner)
      .slice(0, most)
      .map(({ owner, distance }) => {
        const bits = query.length * 8
        return {
          known: components[owner] as KnownComponent,
          score: calibrated(kind, 1 - (2 * distance) / bits, { component, vocabulary }),
        }
      })
  return {
    token: token === undefined ? [] : scan('token', token),
    block: blocks.length === 0 ? [] : scan('block', joined(blocks)),
  }
}

/** SHA-256 over a component's codes as an index keeps them: equal codes, equal digest. */
export const fingerprintDigest = ({ token, blocks }: ComponentFingerprint): string => {
  const set = blocks.length === 0 ? new Uint8Array() : blockSet(blocks)
  const all = new Uint8Array((token?.length ?? 0) + set.length)
  if (token !== undefined) all.set(token)
  all.set(set, token?.length ?? 0)
  return hexOf(digestOf(all))
}

/** Block codes of one component as a set of eight: missing ones repeat those that are there, which changes no distance. */
export const blockSet = (blocks: readonly Uint8Array[]): Uint8Array => {
  const set = new Uint8Array(MOST_BLOCKS * BLOCK_CODE_BYTES)
  for (let i = 0; i < MOST_BLOCKS; i++) set.set(blocks[i % blocks.length] as Uint8Array, i * BLOCK_CODE_BYTES)
  return set
}

const joined = (blocks: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(blocks.length * BLOCK_CODE_BYTES)
  for (const [i, block] of blocks.entries()) all.set(block, i * BLOCK_CODE_BYTES)
  return all
}
