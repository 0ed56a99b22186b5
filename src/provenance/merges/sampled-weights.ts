import { seeded } from '#numeric'
import { readRows, type TensorSource } from '#tensors'
import { alignTensors } from '../tensor-alignment.ts'

/** The same places of one tensor, in the subject and in each candidate. */
export type SampledTensor = {
  readonly name: string
  readonly layer: number | undefined
  readonly subject: Float32Array
  /** in the order of the candidates */
  readonly candidates: readonly Float32Array[]
}

/** Longest run of neighbours taken from one row. */
const RUN = 512

/**
 * Some weights of every matrix that the subject and all candidates have in common, in proportion to its size, at places
 * that the seed fixes.
 *
 * @param weights about how many in all
 * @param only names of the subject's matrices to look at; all by default
 */
export const sampledWeights = async (
  subject: TensorSource,
  candidates: readonly TensorSource[],
  { seed, weights, only }: { seed: string; weights: number; only?: readonly string[] },
): Promise<readonly SampledTensor[]> => {
  const aligned = candidates.map(
    (candidate) =>
      new Map(
        alignTensors([...subject.tensors.values()], [...candidate.tensors.values()]).map((pair) => [
          pair.subject.name,
          pair,
        ]),
      ),
  )
  const common = [...subject.tensors.values()].filter(
    ({ name, dtype, shape }) =>
      (only === undefined || only.includes(name)) &&
      shape.length === 2 &&
      /^(F|BF)/.test(dtype) &&
      aligned.every((pairs) => pairs.has(name)),
  )
  const total = common.reduce((sum, { count }) => sum + count, 0)
  const draw = seeded(`${seed} merges`)
  const sampled: SampledTensor[] = []
  for (const { name, shape, count } of common) {
    const [rows = 0, width = 0] = shape
    const run = Math.min(width, RUN)
    const wanted = Math.min(rows, Math.max(1, Math.round((weights * count) / total / run)))
    const places = [...draw.order(rows).subarray(0, wanted)]
      .toSorted((a, b) => a - b)
      .map((row) => ({ row, from: draw.below(width - run + 1) }))
    const take = async (source: TensorSource, own: string): Promise<Float32Array> => {
      const values = new Float32Array(wanted * run)
      for (const [k, { row, from }] of places.entries()) {
        const whole = await readRows(source, own, { from: row, to: row + 1 })
        values.set(whole.subarray(from, from + run), k * run)
      }
      return values
    }
    const others: Float32Array[] = []
    for (const [k, candidate] of candidates.entries()) {
      others.push(await take(candidate, aligned[k]?.get(name)?.reference.name ?? name))
    }
    const layer = aligned[0]?.get(name)?.layer
    sampled.push({ name, layer, subject: await take(subject, name), candidates: others })
  }
  return sampled
}
