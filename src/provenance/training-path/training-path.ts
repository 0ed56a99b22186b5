import { logNormalTwoSided } from '#numeric'
import type { TensorSource } from '#tensors'
import { type SampledTensor, sampledWeights } from '../merges/sampled-weights.ts'
import { bitEqual } from './bit-equal.ts'
import type { DeclaredStart } from './declared-start.ts'
import { initialCheck } from './initial-check.ts'
import { matrixStructures } from './matrix-structures.ts'
import { pathAnomalies } from './path-anomalies.ts'
import {
  length,
  type Points,
  pointsOf,
  product,
  squaredDistance,
  turnAt,
  unexplainedAt,
  valuesOf,
} from './path-geometry.ts'
import type { Anomaly, TrainingPath } from './training-path-result.ts'

export type PathOptions = {
  /** weights before the first step; without them nothing is said of the start */
  readonly initial?: TensorSource | undefined
  /** in the order of training; the last is the state that was handed in */
  readonly checkpoints: readonly TensorSource[]
  /** the submission */
  readonly final: TensorSource
  readonly declared: DeclaredStart
  /** published; it fixes which weights are looked at */
  readonly seed: number | string
  readonly weights?: number | undefined
}

/**
 * Is this the way on which the submission was trained? Looks for what training leaves and a made-up path lacks. Nothing
 * found is corroboration, no proof: who trains a second net towards given weights in small noisy steps is not seen.
 *
 * @throws what reading the sources throws
 */
export const trainingPath = async ({
  initial,
  checkpoints,
  final,
  declared,
  seed,
  weights = WEIGHTS,
}: PathOptions): Promise<TrainingPath> => {
  const start = initial === undefined ? undefined : await initialCheck(initial, declared)
  const all = [...(initial === undefined ? [] : [initial]), ...checkpoints]
  const path = all.filter((source) => sameShapes(source, final))
  const strangers = all.filter((source) => !sameShapes(source, final))
  const last = path.at(-1)
  const anomalies: Anomaly[] = [
    ...(start?.anomalies ?? []),
    ...strangers.map(({ label }): Anomaly => ({ code: 'other-shapes', place: label, facts: {} })),
  ]
  const finalEqual = last !== undefined && (await bitEqual(last, final))
  if (!finalEqual) anomalies.push({ code: 'final-differs', place: last?.label ?? final.label, facts: {} })
  const common = {
    initial:
      initial === undefined || start === undefined
        ? null
        : { label: initial.label, tensors: [...start.tensors], seed: declared.seed ?? null },
    finalEqual,
  }
  if (last === undefined || path.length < 2) {
    const nothing = { descent: [], steps: [], distances: [], norms: [], unexplained: [], sampledWeights: 0 }
    return { ...common, ...nothing, corroborated: false, anomalies }
  }
  const sampled = await sampledWeights(last, path.slice(0, -1), { seed: `${seed} path`, weights })
  const labels = path.map(({ label }) => label)
  const points = pointsOf(labels, sampled)
  const { structures, leftovers } = await matrixStructures(path, points)
  const steps = stepsOf(points, structures)
  const descent = initial === undefined || path[0] !== initial ? [] : descentOf(points, sampled)
  const unexplained = labels.slice(1, -1).map((checkpoint, k) => ({
    checkpoint,
    residual: unexplainedAt(sampled, labels.length, k + 1),
    structure: leftovers[k] ?? null,
  }))
  anomalies.push(...pathAnomalies({ labels, points, sampled, steps, descent, unexplained }))
  const scale = length(points, labels.length - 1)
  return {
    ...common,
    corroborated: anomalies.length === 0 && initial !== undefined && path.length > 2,
    descent,
    steps,
    distances: labels.map((_, i) => labels.map((__, j) => Math.sqrt(squaredDistance(points, i, j)) / scale)),
    norms: labels.map((_, i) => length(points, i) / length(points, 0)),
    unexplained,
    anomalies,
    sampledWeights: sampled.reduce((sum, { subject }) => sum + subject.length, 0),
  }
}

const WEIGHTS = 40_000

const sameShapes = (source: TensorSource, final: TensorSource): boolean =>
  source.tensors.size === final.tensors.size &&
  [...final.tensors.values()].every(
    ({ name, shape }) => JSON.stringify(source.tensors.get(name)?.shape) === JSON.stringify(shape),
  )

/**
 * If the initial weights had been drawn apart from a checkpoint, their product would be normal with a deviation of
 * |checkpoint| times that of one weight, whatever the checkpoint is.
 */
const descentOf = (points: Points, sampled: readonly SampledTensor[]): TrainingPath['descent'] =>
  points.labels.slice(1).map((checkpoint, k) => {
    let [sum, variance] = [0, 0]
    for (const tensor of sampled) {
      const values = valuesOf(tensor)
      const [start, later] = [values[0] as Float32Array, values[k + 1] as Float32Array]
      let [xx, yy, xy] = [0, 0, 0]
      for (let i = 0; i < start.length; i++) {
        xx += (start[i] as number) ** 2
        yy += (later[i] as number) ** 2
        xy += (start[i] as number) * (later[i] as number)
      }
      sum += xy
      variance += (xx / start.length) * yy
    }
    const cosine = product(points, 0, k + 1) / (length(points, 0) * length(points, k + 1))
    const log10P = variance > 0 && sum > 0 ? logNormalTwoSided(sum / Math.sqrt(variance)) / Math.LN10 : 0
    return { checkpoint, cosine, log10P }
  })

const stepsOf = (points: Points, structures: readonly number[]): TrainingPath['steps'] =>
  points.labels.slice(1).map((to, k) => ({
    from: points.labels[k] as string,
    to,
    distance: Math.sqrt(squaredDistance(points, k, k + 1)) / length(points, k),
    cosine: product(points, k, k + 1) / (length(points, k) * length(points, k + 1)),
    structure: structures[k] ?? 0,
    turn: k === 0 ? null : turnAt(points, k),
  }))
