import type { SampledTensor } from '../merges/sampled-weights.ts'
import { length, type Points, pointsOf, squaredDistance, unexplainedAt } from './path-geometry.ts'
import type { Anomaly, TrainingPath } from './training-path-result.ts'

/** A share of interpolation leaves .01 (the rounding of BF16); real checkpoints left .44 and more. */
const BETWEEN = 0.1
/** Steps of training showed 1.6 and more; noise has 1. */
const STRUCTURELESS = 1.15
/** Squared distances: checkpoints that jitter around one place are nearer to one or another by chance. */
const NEARER = 0.8
/** Both steps over the way without the checkpoint, squared: 1 for steps at right angles, 2 for jitter around one place. */
const DETOUR = 3
/** From its start a layer's length grew less than 4-fold where measured, and hardly changed later on. */
const NORM_JUMP = Math.log(10)
/** Movement of a layer below this part of the median over layers. */
const STILL = 0.02
/** ln p above which nothing of the initial weights is left. */
const NOTHING_LEFT = Math.log10(1e-6)

type Seen = Pick<TrainingPath, 'steps' | 'descent' | 'unexplained'> & {
  readonly labels: readonly string[]
  readonly points: Points
  readonly sampled: readonly SampledTensor[]
}

/** What in the path training does not do, over the whole model and layer by layer. */
export const pathAnomalies = (seen: Seen): readonly Anomaly[] => {
  const { labels, steps, descent, sampled } = seen
  const layers = [...new Set(sampled.map(({ layer }) => layer))].filter((layer) => layer !== undefined)
  const found: Anomaly[] = [
    ...descent
      .filter(({ log10P }) => log10P > NOTHING_LEFT)
      .map(({ checkpoint, cosine }): Anomaly => ({ code: 'not-from-initial', place: checkpoint, facts: { cosine } })),
    ...steps.flatMap(({ from, to, distance, structure }): Anomaly[] => {
      const place = `${from} → ${to}`
      if (distance === 0) return [{ code: 'no-step', place, facts: {} }]
      return structure < STRUCTURELESS ? [{ code: 'step-is-noise', place, facts: { structure } }] : []
    }),
    ...shapeOfPath(seen.points, ''),
    ...seen.unexplained
      .filter(({ residual }) => residual < BETWEEN)
      .map(({ checkpoint, residual }): Anomaly => ({ code: 'between-others', place: checkpoint, facts: { residual } })),
    ...seen.unexplained.flatMap(({ checkpoint, residual, structure }, k): Anomaly[] =>
      // Where a step is noise already, so is what is left here; it is said once.
      residual < BETWEEN ||
      structure === null ||
      structure >= STRUCTURELESS ||
      !isReal(steps[k]) ||
      !isReal(steps[k + 1])
        ? []
        : [{ code: 'between-others-with-noise', place: checkpoint, facts: { residual, structure } }],
    ),
  ]
  const wholeSeen = new Set(found.map(({ code, place }) => `${code} ${place}`))
  const moved = steps.map(({ distance }) => distance > 0)
  for (const layer of layers) {
    const own = sampled.filter((tensor) => tensor.layer === layer)
    const points = pointsOf(labels, own)
    const suffix = `, layer ${layer}`
    const inLayer = [...shapeOfPath(points, suffix), ...normJumps(points, suffix)]
    for (let i = 1; i < labels.length - 1; i++) {
      const residual = unexplainedAt(own, labels.length, i)
      if (residual < BETWEEN) {
        inLayer.push({ code: 'between-others', place: `${labels[i]}${suffix}`, facts: { residual } })
      }
    }
    for (const [k, { from, to, distance }] of steps.entries()) {
      const step = Math.sqrt(squaredDistance(points, k, k + 1)) / length(points, k)
      if (moved[k] === true && step < STILL * distance) {
        inLayer.push({ code: 'layer-stands-still', place: `${from} → ${to}${suffix}`, facts: { step, distance } })
      }
    }
    // What holds for the whole model is said once.
    found.push(...inLayer.filter(({ code, place }) => !wholeSeen.has(`${code} ${place.replace(suffix, '')}`)))
  }
  return found
}

const isReal = (step: TrainingPath['steps'][number] | undefined): boolean =>
  step !== undefined && step.structure >= STRUCTURELESS

const shapeOfPath = (points: Points, suffix: string): readonly Anomaly[] => {
  const { labels } = points
  const found: Anomaly[] = []
  for (const [i, label] of labels.entries()) {
    const neighbours = [i - 1, i + 1].filter((k) => k >= 0 && k < labels.length)
    const own = Math.min(...neighbours.map((k) => squaredDistance(points, i, k)))
    for (const [k, other] of labels.entries()) {
      if (k === i || neighbours.includes(k) || squaredDistance(points, i, k) >= NEARER * own) continue
      found.push({ code: 'out-of-order', place: `${label}${suffix}`, facts: { nearer: other } })
      break
    }
  }
  for (let i = 1; i < labels.length - 1; i++) {
    const around = squaredDistance(points, i - 1, i) + squaredDistance(points, i, i + 1)
    const straight = squaredDistance(points, i - 1, i + 1)
    if (around <= DETOUR * straight) continue
    const detour = straight > 0 ? around / straight : Number.MAX_VALUE
    found.push({ code: 'detour', place: `${labels[i]}${suffix}`, facts: { detour } })
  }
  return found
}

const normJumps = (points: Points, suffix: string): readonly Anomaly[] =>
  points.labels.slice(1).flatMap((label, k): Anomaly[] => {
    const ratio = Math.log(length(points, k + 1) / length(points, k))
    if (Math.abs(ratio) <= NORM_JUMP) return []
    return [{ code: 'norm-jump', place: `${points.labels[k]} → ${label}${suffix}`, facts: { factor: Math.exp(ratio) } }]
  })
