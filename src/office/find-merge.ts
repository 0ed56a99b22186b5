import { mergesAmong, type MergeSearch } from '#provenance'
import type { TensorSource } from '#tensors'
import type { Tools } from './tools.ts'

export type FindMerge = {
  readonly subject: string
  /** models that it may have been put together from */
  readonly candidates: readonly string[]
  /** among the candidates, those that others may be changes of: task arithmetic, TIES and DARE are sought around them */
  readonly bases?: readonly string[]
  readonly seed: string
  readonly signal: AbortSignal
}

/** Was a model put together from others? Every source is closed again whatever happens. */
export const findMerge = async (
  tools: Pick<Tools, 'openModel'>,
  { subject, candidates, bases = [], seed, signal }: FindMerge,
): Promise<MergeSearch> => {
  const opened: TensorSource[] = []
  const open = async (place: string): Promise<TensorSource> => {
    signal.throwIfAborted()
    // Two models in folders of one name are told apart by where they lie.
    const source = { ...(await tools.openModel(place)), label: place }
    opened.push(source)
    return source
  }
  try {
    const merged = await open(subject)
    const others = []
    for (const place of new Set([...candidates, ...bases])) others.push(await open(place))
    return await mergesAmong(merged, others, { seed, ...(bases.length === 0 ? {} : { bases }) })
  } finally {
    await Promise.all(opened.map((source) => source.close()))
  }
}
