import { AssayError } from '#base'
import {
  addMoments,
  BLOCK,
  type Moments,
  needsWideSums,
  NO_MOMENTS,
  type Similarity,
  similarityOf,
  type Threads,
} from '#numeric'
import { bytesOf, type Overlaid, stretchReader } from './overlaid-stretch.ts'
import { valuesPerElement } from './dtype.ts'
import { infoOf } from './rows.ts'
import { shown } from './shown.ts'
import type { TensorInfo, TensorSource } from './source.ts'

/** Tensors to lay over each other, element by element in the order in which they are stored. */
export type TensorPair = { readonly subject: string; readonly reference: string }

/** Effect sizes of one pair; no evidence by themselves. */
export type PairSimilarity = TensorPair &
  Similarity & {
    /** pairs of values that entered: both finite */
    readonly count: number
    /** pairs left out because one or both are NaN or infinite */
    readonly nonFinite: number
  }

export type SimilarityProgress = { readonly bytesDone: number; readonly bytesTotal: number }

type Options = {
  /** reads and computes in threads what lies in local files; without them all is done in the calling thread */
  readonly threads?: Threads | undefined
  readonly onProgress?: ((progress: SimilarityProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Cosine and Pearson correlation of pairs of tensors, in one pass over both models' data.
 *
 * The result does not depend on the threads: sums are made by block and by stretch, in the order of the data. Memory
 * is bounded whatever the tensors' size. Tensors of at most 65,536 values, and those whose values hardly spread, are
 * summed in F64 throughout; the others are good to about 1e-7.
 *
 * @returns one for each pair, in the order of `pairs`
 * @throws AssayError `tensors/unknown-tensor`, `tensors/pair-differs`, `tensors/read-failed`; the signal's reason
 */
export const similarityPass = async (
  subject: TensorSource,
  reference: TensorSource,
  pairs: readonly TensorPair[],
  { threads, onProgress, signal }: Options = {},
): Promise<readonly PairSimilarity[]> => {
  const couples = pairs.map((pair) => coupleOf(subject, reference, pair))
  let bytesDone = 0
  let bytesTotal = couples.reduce((total, { x, y }) => total + x.info.bytes + y.info.bytes, 0)
  const onBytes = (bytes: number): void => {
    bytesDone += bytes
    onProgress?.({ bytesDone, bytesTotal })
  }
  const first = await momentsOf(couples, { threads, signal, onBytes })
  const again = couples.filter((couple, i) => !couple.wide && needsWideSums(first[i] ?? NO_MOMENTS))
  bytesTotal += again.reduce((total, { x, y }) => total + x.info.bytes + y.info.bytes, 0)
  const exact = await momentsOf(
    again.map((couple) => ({ ...couple, wide: true })),
    { threads, signal, onBytes },
  )
  return couples.map((couple, i) => {
    const moments = exact[again.indexOf(couple)] ?? first[i] ?? NO_MOMENTS
    return { ...couple.pair, ...similarityOf(moments), count: moments.count, nonFinite: moments.nonFinite }
  })
}

type Couple = Overlaid & { readonly pair: TensorPair; readonly values: number }
/** Values `from` to `from + count − 1` of a couple: what one thread takes at a time. */
type Stretch = { readonly couple: number; readonly from: number; readonly count: number }

const SHORT = 65_536 // norms and biases: their sums of squares need every digit that F64 has
const STRETCH = 64 * BLOCK // 16 MiB of BF16 on each side: some milliseconds, so that progress and a stop come at once

const coupleOf = (subject: TensorSource, reference: TensorSource, pair: TensorPair): Couple => {
  const x = { source: subject, info: infoOf(subject, pair.subject) }
  const y = { source: reference, info: infoOf(reference, pair.reference) }
  const values = valuesIn(x.info)
  if (values === valuesIn(y.info)) return { pair, x, y, values, wide: values <= SHORT }
  throw new AssayError('tensors/pair-differs', {
    subject: shown(pair.subject),
    reference: shown(pair.reference),
    got: values,
    wanted: valuesIn(y.info),
  })
}

const valuesIn = ({ count, dtype }: TensorInfo): number => count * valuesPerElement(dtype)

type Means = {
  readonly threads: Threads | undefined
  readonly signal: AbortSignal | undefined
  readonly onBytes: (bytes: number) => void
}

// A few loops share one list of stretches, so that each thread always has its next one; whichever loop took a stretch,
// its sums are put where it belongs and added in the order of the data.
const momentsOf = async (couples: readonly Couple[], { threads, signal, onBytes }: Means): Promise<Moments[]> => {
  const sums: Moments[][] = couples.map(() => [])
  const stretches = stretchesOf(couples)
  const loop = async (): Promise<void> => {
    const read = stretchReader(threads)
    for (const stretch of stretches) {
      signal?.throwIfAborted()
      const couple = couples[stretch.couple]
      if (couple === undefined) continue
      const moments = await read(couple, stretch)
      const inOrder = sums[stretch.couple]
      if (inOrder !== undefined) inOrder[stretch.from / STRETCH] = moments
      onBytes(bytesOf(couple.x.info, stretch.count) + bytesOf(couple.y.info, stretch.count))
    }
  }
  const loops = Array.from({ length: threads === undefined ? 1 : 2 * threads.count }, loop)
  // All come to rest before a failure leaves here: the caller may close its files then.
  const failed = (await Promise.allSettled(loops)).find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return sums.map((inOrder) => inOrder.reduce(addMoments, NO_MOMENTS))
}

function* stretchesOf(couples: readonly Couple[]): Generator<Stretch> {
  for (const [couple, { values }] of couples.entries()) {
    for (let from = 0; from < values; from += STRETCH) yield { couple, from, count: Math.min(STRETCH, values - from) }
  }
}
