import { AssayError, type Json } from '#base'
import type { TensorSource } from '#tensors'
import { architectureRules, type ArchitectureRules, type ComponentName } from './architectures.ts'
import { compareComponent, type Known, withoutFrame } from './compare-component.ts'
import type { Comparison, ComponentComparison, EffectSize } from './comparison.ts'
import { componentSites, type ComponentSites } from './component-sites.ts'
import { modelFinding } from './component-verdict.ts'
import { effectSizes, plainSimilarity, similarities, type SimilarityPass } from './effect-sizes.ts'
import { prepare } from './prepare.ts'
import type { Prepared } from './prepared.ts'
import { planReading } from './plan-reading.ts'
import type { ReadingPlan } from './reading-plan.ts'
import type { SimilarityJournal } from './similarity-journal.ts'
import { alignTensors, type AlignedTensor } from './tensor-alignment.ts'
import { rotatesInPart } from './rotary-share.ts'
import { sameValues } from './relations/same-values.ts'
import { storedForm } from './relations/stored-form.ts'
import { controlRanges, wireTests } from './wire-tests.ts'
import { type Tested, testsInFrames } from './component-tests.ts'
import { allowedFamilies } from './allowed-families.ts'
import { tokenizerForm } from './tokenizers/tokenizer-form.ts'
import { tokenizerLikeness } from './tokenizers/tokenizer-likeness.ts'

/** Named in evidence: figures of another version may differ. */
export const PROVENANCE_VERSION = '2'

export type CompareProgress = {
  readonly step: 'weights' | 'tests' | 'similarity'
  readonly done: number
  readonly total: number
}

export type CompareOptions = {
  /** text of a rule file that names the matrices of further architectures */
  readonly ruleFile?: { readonly text: string; readonly where: string } | undefined
  /** `sampled`, the default, reads a choice of large models; `full` reads all of every aligned tensor */
  readonly plan?: 'sampled' | 'full' | undefined
  /** published; the reading plan and the planted copy are drawn from it */
  readonly seed: number | string
  /** independent models of like shape, tested against the same reference for the null beside each figure */
  readonly controls?: readonly TensorSource[] | undefined
  /** references that the subject is compared with in the round; every p-value is corrected for all of them */
  readonly references?: number | undefined
  /** cosine and Pearson of tensor pairs; in the calling thread by default */
  readonly similarity?: SimilarityPass | undefined
  /** keeps the figures of each tensor pair, so that a comparison that was stopped goes on where it was */
  readonly journal?: SimilarityJournal | undefined
  readonly onProgress?: ((progress: CompareProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
  /** `tokenizer.json` of both models, and of the controls that have one */
  readonly tokenizers?:
    | { readonly subject: Json; readonly reference: Json; readonly controls?: readonly Json[] | undefined }
    | undefined
  /** milliseconds of some steady clock; without it `seconds` is 0 */
  readonly now?: (() => number) | undefined
}

/**
 * Do the subject's weights and the reference's have a common origin, and was what they share trained? Component by
 * component, as `docs/formats` describes the result.
 *
 * Reads at most some layers of large models, and every aligned tensor once for the effect sizes; memory is bounded
 * whatever the models' size.
 *
 * @throws AssayError `provenance/no-common-component`, `provenance/rule-file`, `tensors/non-finite`, and what reading
 *   the sources throws
 */
export const compareModels = async (
  subject: TensorSource,
  reference: TensorSource,
  options: CompareOptions,
): Promise<Comparison> => {
  const { now = () => 0, references = 1, seed, ruleFile } = options
  const started = now()
  const readBefore = subject.bytesRead() + reference.bytesRead()
  const rules = architectureRules(ruleFile?.text, ruleFile?.where)
  const own = componentSites(subject, rules)
  const other = componentSites(reference, rules)
  const both = [...own.keys()].filter((component) => other.has(component)).toSorted(byName)
  if (both.length === 0) {
    throw new AssayError('provenance/no-common-component', {
      subject: subject.label,
      reference: reference.label,
      subjectHas: [...own.keys()],
      referenceHas: [...other.keys()],
    })
  }

  const components: ComponentComparison[] = []
  for (const component of both) {
    const [left, right] = [own.get(component), other.get(component)]
    if (left === undefined || right === undefined) continue
    const sides = { subject: { model: subject, sites: left }, reference: { model: reference, sites: right } }
    components.push(await oneComponent(sides, { ...options, references, rules }))
  }

  const without = (mine: ReadonlyMap<ComponentName, ComponentSites>): ComponentName[] =>
    [...mine.keys()].filter((component) => !both.includes(component)).toSorted(byName)
  const notCompared = { subject: without(own), reference: without(other) }
  const finding = modelFinding(
    components.map((entry) => entry.finding),
    notCompared.subject.length === 0,
  )
  const telling =
    components.find((entry) => entry.finding === finding) ?? components.find(({ relation }) => relation !== 'none')
  return {
    finding,
    relation: telling?.relation ?? 'none',
    direction: telling?.direction ?? 'undecided',
    components,
    notCompared,
    tokenizer: tokenizersCompared(options.tokenizers),
    method: { version: PROVENANCE_VERSION, seed: String(seed), references },
    bytesRead: subject.bytesRead() + reference.bytesRead() - readBefore,
    seconds: (now() - started) / 1000,
  }
}

const tokenizersCompared = (tokenizers: CompareOptions['tokenizers']): Comparison['tokenizer'] => {
  if (tokenizers === undefined) return null
  const [subject, reference] = [tokenizerForm(tokenizers.subject), tokenizerForm(tokenizers.reference)]
  if (subject === undefined || reference === undefined) return null
  return tokenizerLikeness(
    subject,
    reference,
    (tokenizers.controls ?? []).flatMap((json) => tokenizerForm(json) ?? []),
  )
}

const byName = (a: string, b: string): number => (a < b ? -1 : 1)

type Side = { readonly model: TensorSource; readonly sites: ComponentSites }
type Sides = { readonly subject: Side; readonly reference: Side }
type Means = CompareOptions & { readonly references: number; readonly rules: ArchitectureRules }

const oneComponent = async (sides: Sides, means: Means): Promise<ComponentComparison> => {
  const { subject, reference } = sides
  const { seed, references, signal } = means
  const plan = await planReading(subject, reference, planOptions(means))
  const effects = await effectsOf(sides, means, plan?.effectsSampled ?? false)
  signal?.throwIfAborted()
  const sites = { subject: subject.sites, reference: reference.sites }
  const readingPlan = plan?.evidence
  const plain = { sites, effects, controls: new Map(), seed: String(seed), references, sampled: false, readingPlan }
  if (plan === undefined || !isKnown(subject.sites) || !isKnown(reference.sites)) return withoutFrame(plain)

  const own = await preparedSide(subject, { side: 'subject', plan, means })
  const other = await preparedSide(reference, { side: 'reference', plan, means })
  const controlTests = await testedControls(other, sides, means)
  const stored = {
    subject: await storedForm(subject.model, subject.sites),
    reference: await storedForm(reference.model, reference.sites),
    same: await sameValues(subject, reference, { effects, seed: String(seed) }),
  }
  signal?.throwIfAborted()
  means.onProgress?.({ step: 'tests', done: 0, total: 1 })
  const result = compareComponent(own, other, {
    ...plain,
    controls: controlRanges(controlTests.map(({ tests }) => wireTests(tests))),
    controlTests,
    stored,
    sampled: plan.sampled,
    overwrite: true,
  })
  means.onProgress?.({ step: 'tests', done: 1, total: 1 })
  const told = result.reason === 'no-frame' ? { ...withoutFrame(plain), preconditions: result.preconditions } : result
  return withUnreadParts(told, sites)
}

// What nobody looked at must not pass as independent.
const withUnreadParts = (
  result: ComponentComparison,
  sites: { readonly subject: ComponentSites; readonly reference: ComponentSites },
): ComponentComparison => {
  const unread = (['subject', 'reference'] as const).flatMap((side) => [
    ...(sites[side].attentionUnread ? [{ code: 'attention-unread', facts: { side } }] : []),
    ...(sites[side].layersUnread > 0
      ? [{ code: 'layers-unread', facts: { side, layers: sites[side].layersUnread } }]
      : []),
  ])
  if (unread.length === 0) return result
  const notes = [...result.notes, ...unread]
  if (result.finding !== 'independent') return { ...result, notes }
  return { ...result, notes, finding: 'inconclusive', reason: 'unread-part' }
}

const planOptions = ({ seed, plan, signal }: Means): Parameters<typeof planReading>[2] => ({
  seed,
  plan,
  widths: 'any',
  signal,
})

const isKnown = (sites: ComponentSites): sites is Known => sites.architecture !== undefined

const preparedSide = async (
  { model, sites }: Side,
  { side, plan, means }: { side: 'subject' | 'reference'; plan: ReadingPlan; means: Means },
): Promise<Prepared> => {
  if (!isKnown(sites)) throw new AssayError('provenance/layout-unknown', { component: sites.component })
  const own = plan[side]
  const total = own.mlp.length + own.attention.length + own.latent.length
  let done = 0
  const onBlock = (): void => {
    done++
    means.signal?.throwIfAborted()
    means.onProgress?.({ step: 'weights', done, total })
  }
  const queries = !plan.sampled || sites.architecture.gauge.querySign === 'free'
  const { gauge } = sites.architecture
  const architecture = rotatesInPart(model.config)
    ? { ...sites.architecture, gauge: { ...gauge, queryPairSign: 'fixed' as const } }
    : sites.architecture
  return prepare(model, { ...sites, architecture }, { plan: own, queries, onBlock, signal: means.signal })
}

const effectsOf = async (
  { subject, reference }: Sides,
  means: Means,
  sampled: boolean,
): Promise<readonly EffectSize[]> => {
  const { similarity = plainSimilarity, controls = [], rules, signal, onProgress, journal } = means
  const sample = sampled ? { seed: String(means.seed) } : undefined
  const aligned = alignTensors(subject.sites.tensors, reference.sites.tensors)
  const given = []
  for (const control of controls) {
    const sites = componentSites(control, rules).get(subject.sites.component)
    if (sites === undefined) continue
    const pairs = alignTensors(sites.tensors, reference.sites.tensors)
    given.push(await similarities(pairs, { subject: control, reference: reference.model, similarity, sample, signal }))
  }
  return effectSizes(measurable(aligned), {
    subject: subject.model,
    reference: reference.model,
    similarity,
    sample,
    journal,
    controls: given,
    signal,
    onProgress: ({ bytesDone, bytesTotal }) => onProgress?.({ step: 'similarity', done: bytesDone, total: bytesTotal }),
  })
}

/** Whole numbers (packed weights, position counters) have no direction to compare. */
const measurable = (aligned: readonly AlignedTensor[]): readonly AlignedTensor[] =>
  aligned.filter(({ subject, reference }) => /^(F|BF)/.test(subject.dtype) && /^(F|BF)/.test(reference.dtype))

/** What control models give in the same tests against the same reference. */
const testedControls = async (reference: Prepared, sides: Sides, means: Means): Promise<readonly Tested[]> => {
  const tested: Tested[] = []
  for (const control of means.controls ?? []) {
    const sites = componentSites(control, means.rules).get(reference.component)
    const plan =
      sites === undefined
        ? undefined
        : await planReading({ model: control, sites }, sides.reference, planOptions(means))
    if (sites === undefined || plan === undefined || !isKnown(sites)) continue
    const quietly = { ...means, onProgress: undefined }
    const prepared = await preparedSide({ model: control, sites }, { side: 'subject', plan, means: quietly })
    const { allowed } = allowedFamilies(prepared, reference)
    tested.push(testsInFrames(prepared, reference, { allowed, overwrite: false }))
  }
  return tested
}
