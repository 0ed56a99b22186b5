import type { Clock } from '#base'
import { compareModels, type CompareOptions, type Comparison, type SimilarityJournal } from '#provenance'
import type { TensorSource } from '#tensors'
import { tokenizerOf } from './tokenizer-of.ts'
import type { Told, Tools } from './tools.ts'

const MAX_RULE_FILE_BYTES = 2 ** 20

export type CompareWeights = {
  /** a model's folder or file */
  readonly subject: string
  readonly reference: string
  /** a LoRA adapter to merge into the subject */
  readonly adapter?: string
  readonly seed: string
  /** independent models, whose figures stand beside as the null */
  readonly controls: readonly string[]
  /** naming rules of further architectures */
  readonly ruleFile?: string
  /** references that the subject is compared with in the round */
  readonly references?: number
  readonly threads?: number
  /** everything, or a sample drawn from the seed where models are large: the default */
  readonly plan?: 'sampled' | 'full'
  /** effect sizes that an interrupted comparison of these two models left behind */
  readonly journal?: SimilarityJournal
  readonly signal: AbortSignal
  readonly onProgress: (told: Told) => void
  readonly clock: Clock
}

/** Compares two models that lie on this machine, with every source closed again whatever happens. */
export const compareWeights = async (tools: Tools, options: CompareWeights): Promise<Comparison> => {
  const { seed, signal, onProgress, clock, references = 1 } = options
  const ruleFile =
    options.ruleFile === undefined
      ? undefined
      : { text: await tools.readText(options.ruleFile, MAX_RULE_FILE_BYTES), where: options.ruleFile }
  const started: { readonly close: () => Promise<void> }[] = []
  const opened = async <T extends { readonly close: () => Promise<void> }>(thing: Promise<T>): Promise<T> => {
    const open = await thing
    started.push(open)
    return open
  }
  try {
    const { adapter } = options
    const base = tools.openModel(options.subject)
    const subject = await opened(adapter === undefined ? base : adapted(tools, await base, adapter))
    const reference = await opened(tools.openModel(options.reference))
    const controls = []
    for (const path of options.controls) controls.push(await opened(tools.openModel(path)))
    const tokenizers = await tokenizersOf(tools, options)
    const { similarity } = await opened(tools.openSimilarity(options.threads))
    return await compareModels(subject, reference, {
      seed,
      controls,
      references,
      signal,
      similarity,
      tokenizers,
      ruleFile,
      plan: options.plan,
      journal: options.journal,
      onProgress: ({ step, done, total }) => onProgress({ what: step, done, of: total }),
      now: () => Date.parse(clock()),
    })
  } finally {
    await Promise.all(started.map((thing) => thing.close()))
  }
}

const tokenizersOf = async (
  tools: Tools,
  { subject, reference, controls }: CompareWeights,
): Promise<CompareOptions['tokenizers']> => {
  const [own, other] = [await tokenizerOf(tools, subject), await tokenizerOf(tools, reference)]
  if (own === undefined || other === undefined) return undefined
  const beside = []
  for (const control of controls) beside.push(await tokenizerOf(tools, control))
  return { subject: own, reference: other, controls: beside.filter((json) => json !== undefined) }
}

const adapted = async (tools: Tools, base: TensorSource, adapter: string): Promise<TensorSource> => {
  try {
    return await tools.withAdapter(base, adapter)
  } catch (error) {
    await base.close()
    throw error
  }
}
