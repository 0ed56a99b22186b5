import { z } from 'zod'
import { AssayError, type Clock } from '#base'
import {
  CalibratedScore,
  type Candidate,
  type Comparison,
  ComparisonJson,
  FINGERPRINT_VERSION,
  fingerprintDigest,
  fingerprintModel,
  type ComponentFingerprint,
  type IndexShelf,
  MergeSearch,
  NoFingerprint,
  shortlist,
} from '#provenance'
import { compareWeights } from './compare-weights.ts'
import { findMerge } from './find-merge.ts'
import type { Told, Tools } from './tools.ts'

const FingerprintJson = z.strictObject({
  component: z.string(),
  architecture: z.string().nullable(),
  /** SHA-256 of its codes; null where it has none */
  digest: z.string().nullable(),
  token: z.boolean(),
  blocks: z.int().min(0),
  missing: z.array(NoFingerprint),
})

/** What `assay search --json` prints. */
export const SearchJson = z.strictObject({
  subject: z.string(),
  fingerprints: z.array(FingerprintJson),
  index: z.strictObject({
    path: z.string(),
    /** names the content of the index that was searched */
    digest: z.string(),
    components: z.int().min(0),
    models: z.int().min(0),
  }),
  /** the gravest finding first; without tests the nearest first */
  candidates: z.array(
    z.strictObject({
      model: z.string(),
      source: z.string(),
      /** chose whom to test; never evidence */
      scores: z.array(CalibratedScore.extend({ component: z.string() })),
      /** null without tests, and where the model could not be read: see `failure` */
      comparison: ComparisonJson.nullable(),
      failure: z.strictObject({ code: z.string(), facts: z.record(z.string(), z.json()) }).nullable(),
      /** by its tokens nearer than any independent model measured, and yet no test finds a common origin */
      unexplained: z.boolean(),
    }),
  ),
  /** sought among the models of the short list that share trained weights, where there are two or more */
  merge: MergeSearch.nullable(),
  method: z.strictObject({
    fingerprints: z.int(),
    /** every p-value is corrected for so many references; the choice of them is blind to signs and labels, and free */
    references: z.int().min(0),
    seed: z.string(),
  }),
})
export type SearchJson = z.infer<typeof SearchJson>

export type SearchModels = {
  readonly subject: string
  readonly index: string
  readonly indices: IndexShelf
  /** models on the short list */
  readonly top: number
  readonly tests: boolean
  readonly seed: string
  readonly threads?: number
  readonly signal: AbortSignal
  readonly onProgress: (told: Told) => void
  readonly clock: Clock
}

/**
 * Which known models do these weights come near, and do the tests find a common origin with any of them? Fingerprints
 * choose a short list; what is found rests on the tests alone.
 */
export const searchModels = async (tools: Tools, options: SearchModels): Promise<SearchJson> => {
  const { subject, index, indices, top, tests, seed, signal, onProgress } = options
  const fingerprints = await fingerprintsOf(tools, subject, { signal, onProgress })
  const known = await indices.load(index, {
    signal,
    onProgress: ({ done, of }) => onProgress({ what: 'index', done, of }),
  })
  const candidates = shortlist(known, fingerprints, top)
  const tested = []
  for (const [place, candidate] of candidates.entries()) {
    signal.throwIfAborted()
    if (!tests) tested.push({ ...candidate, comparison: null, failure: null })
    else tested.push(await testedWith(candidate, { tools, options, references: candidates.length, place }))
  }
  return {
    subject,
    fingerprints: fingerprints.map(shownFingerprint),
    index: {
      path: known.path,
      digest: known.digest,
      components: known.components.length,
      models: new Set(known.components.map(({ source }) => source)).size,
    },
    candidates: (tests ? tested.toSorted(byGravity) : tested).map((candidate) => ({
      ...candidate,
      scores: [...candidate.scores],
      unexplained: isUnexplained(candidate),
    })),
    merge: await mergeAmong(tested, { tools, options }),
    method: { fingerprints: FINGERPRINT_VERSION, references: tests ? candidates.length : 0, seed },
  }
}

/** Tests that find nothing do not explain why tokens lie nearer than in any control. */
const isUnexplained = ({ scores, comparison }: Tested): boolean =>
  scores.some(
    ({ component, kind, similarity, independents }) =>
      kind === 'token' &&
      independents !== null &&
      similarity > independents.greatest &&
      comparison?.components.some((tested) => tested.component === component && tested.finding === 'independent'),
  )

// Only of models that the tests found to share trained weights: any model can be averaged out of many.
const mergeAmong = async (
  tested: readonly Tested[],
  { tools, options: { subject, seed, signal } }: { tools: Tools; options: SearchModels },
): Promise<SearchJson['merge']> => {
  const kin = tested.filter(({ comparison }) => comparison?.finding === 'derived' || comparison?.finding === 'partial')
  if (kin.length < 2) return null
  return findMerge(tools, { subject, candidates: kin.map(({ source }) => source), seed, signal })
}

export const fingerprintsOf = async (
  tools: Pick<Tools, 'openModel'>,
  path: string,
  { signal, onProgress }: Pick<SearchModels, 'signal' | 'onProgress'>,
): Promise<readonly ComponentFingerprint[]> => {
  const model = await tools.openModel(path)
  try {
    return await fingerprintModel(model, {
      signal,
      onLayer: (done, of) => onProgress({ what: 'fingerprint', done, of }),
    })
  } finally {
    await model.close()
  }
}

type Tested = Candidate & {
  readonly comparison: Comparison | null
  readonly failure: SearchJson['candidates'][number]['failure']
}

const testedWith = async (
  candidate: Candidate,
  { tools, options, references, place }: { tools: Tools; options: SearchModels; references: number; place: number },
): Promise<Tested> => {
  const { subject, seed, threads, signal, clock, onProgress } = options
  try {
    const comparison = await compareWeights(tools, {
      subject,
      reference: candidate.source,
      seed,
      references,
      controls: [],
      signal,
      clock,
      onProgress: ({ done, of }) => onProgress({ what: `${place + 1}/${references} ${candidate.model}`, done, of }),
      ...(threads === undefined ? {} : { threads }),
    })
    return { ...candidate, comparison, failure: null }
  } catch (error) {
    // A model that has moved since it was indexed must not hide what the others show.
    if (!(error instanceof AssayError)) throw error
    const { code, facts } = error
    return { ...candidate, comparison: null, failure: { code, facts: facts as Record<string, never> } }
  }
}

const GRAVITY: readonly Comparison['finding'][] = [
  'derived',
  'partial',
  'structural',
  'shared-init',
  'inconclusive',
  'independent',
]

const byGravity = (a: Tested, b: Tested): number =>
  gravityOf(a) - gravityOf(b) || leastP(a) - leastP(b) || nearest(b) - nearest(a)

const gravityOf = ({ comparison }: Tested): number =>
  comparison === null ? GRAVITY.length : GRAVITY.indexOf(comparison.finding)

const leastP = ({ comparison }: Tested): number =>
  Math.min(0, ...(comparison?.components ?? []).map(({ log10P }) => log10P))

const nearest = ({ scores }: Tested): number => Math.max(-1, ...scores.map(({ similarity }) => similarity))

const shownFingerprint = (fingerprint: ComponentFingerprint): SearchJson['fingerprints'][number] => {
  const { component, architecture, token, blocks, missing } = fingerprint
  const digest = token === undefined && blocks.length === 0 ? null : fingerprintDigest(fingerprint)
  return { component, architecture, digest, token: token !== undefined, blocks: blocks.length, missing: [...missing] }
}
