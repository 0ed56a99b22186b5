import { z } from 'zod'
import { AssayError } from '#base'
import {
  type ComponentFingerprint,
  fingerprintDigest,
  type IndexShelf,
  KnownComponent,
  type NewModel,
  NoFingerprint,
} from '#provenance'
import { fingerprintsOf } from './search-models.ts'
import type { Told, Tools } from './tools.ts'

/** What `assay index add --json` prints. */
export const IndexingJson = z.strictObject({
  index: z.string(),
  added: z.array(KnownComponent),
  /** sources whose fingerprints the index has already */
  known: z.array(z.string()),
  /** components that no fingerprint can be made of */
  without: z.array(z.strictObject({ source: z.string(), component: z.string(), missing: z.array(NoFingerprint) })),
  refused: z.array(z.strictObject({ source: z.string(), code: z.string(), facts: z.record(z.string(), z.json()) })),
})
export type IndexingJson = z.infer<typeof IndexingJson>

/** What `assay index list --json` prints. */
export const IndexJson = z.strictObject({
  path: z.string(),
  /** names the whole content */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(0),
  components: z.array(KnownComponent),
})

export type IndexModels = {
  readonly index: string
  readonly indices: IndexShelf
  readonly sources: readonly string[]
  readonly signal: AbortSignal
  readonly onProgress: (told: Told) => void
}

/** Models whose codes are held before they are written: a run that is cut off loses no more than these. */
const AT_ONCE = 64

/**
 * Adds models to an index, made if need be. A source that cannot be read is told and left out; what the index has
 * already is not added twice, so the same call goes on where an interrupted one ended.
 */
export const indexModels = async (
  tools: Pick<Tools, 'openModel'>,
  { index, indices, sources, signal, onProgress }: IndexModels,
): Promise<IndexingJson> => {
  const there = await knownIn(indices, index)
  const result = { index, added: [] as KnownComponent[], known: [] as string[] }
  const without: IndexingJson['without'] = []
  const refused: IndexingJson['refused'] = []
  let waiting: NewModel[] = []
  const write = async (): Promise<void> => {
    if (waiting.length > 0) result.added.push(...(await indices.add(index, waiting)))
    waiting = []
  }
  for (const [place, source] of sources.entries()) {
    signal.throwIfAborted()
    const told = ({ done, of }: Told): void =>
      onProgress({ what: `${place + 1}/${sources.length} ${source}`, done, of })
    const fingerprints = await readOrRefused(tools, source, { signal, onProgress: told })
    if ('code' in fingerprints) {
      refused.push({ source, ...fingerprints })
      continue
    }
    for (const { component, missing, token, blocks } of fingerprints) {
      if (token === undefined && blocks.length === 0) without.push({ source, component, missing: [...missing] })
    }
    const fresh = fingerprints.filter((one) => !there.has(keyOf(source, one)) && hasCode(one))
    for (const one of fresh) there.add(keyOf(source, one))
    if (fresh.length > 0) waiting.push({ model: labelOf(source), source, fingerprints: fresh })
    else if (fingerprints.some(hasCode)) result.known.push(source)
    if (waiting.length >= AT_ONCE) await write()
  }
  await write()
  return { ...result, without, refused }
}

const hasCode = ({ token, blocks }: ComponentFingerprint): boolean => token !== undefined || blocks.length > 0

const keyOf = (source: string, fingerprint: ComponentFingerprint): string =>
  `${fingerprint.component} ${fingerprintDigest(fingerprint)} ${source}`

const labelOf = (source: string): string => source.replace(/\/+$/, '').split('/').at(-1) || source

const knownIn = async (indices: IndexShelf, index: string): Promise<Set<string>> => {
  try {
    const { components } = await indices.list(index)
    return new Set(components.map(({ component, fingerprint, source }) => `${component} ${fingerprint} ${source}`))
  } catch (error) {
    if (error instanceof AssayError && error.code === 'provenance/no-index') return new Set()
    throw error
  }
}

const readOrRefused = async (
  tools: Pick<Tools, 'openModel'>,
  source: string,
  means: { readonly signal: AbortSignal; readonly onProgress: (told: Told) => void },
): Promise<readonly ComponentFingerprint[] | { readonly code: string; readonly facts: Record<string, never> }> => {
  try {
    return await fingerprintsOf(tools, source, means)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return { code: error.code, facts: error.facts as Record<string, never> }
  }
}
