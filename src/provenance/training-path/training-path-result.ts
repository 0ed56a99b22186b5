import { z } from 'zod'

export const TensorFit = z.strictObject({
  tensor: z.string(),
  law: z.enum(['normal', 'uniform', 'truncated-normal', 'constant']),
  values: z.int().min(0),
  mean: z.number(),
  std: z.number(),
  expected: z.strictObject({ mean: z.number(), std: z.number() }),
  /** greatest distance between the distribution functions */
  distance: z.number().min(0).max(1),
  /** greatest singular value over that of noise; null for vectors and small matrices */
  structure: z.number().min(0).nullable(),
  /** the smallest of mean, deviation and shape, corrected for all tensors and all three */
  log10P: z.number().max(0),
  fits: z.boolean(),
})
export type TensorFit = z.infer<typeof TensorFit>

/** Something in the path that training does not do, with its place; a person judges it. */
export const Anomaly = z.strictObject({
  code: z.enum([
    'undeclared-tensor', // no declared law covers it
    'not-as-declared', // its values do not follow the declared law
    'initial-has-structure', // directions stand out that no random draw has
    'not-from-initial', // a checkpoint keeps nothing of the initial weights
    'out-of-order', // nearer to another checkpoint than to both of its neighbours
    'between-others', // a weighted average of other checkpoints, as interpolation gives
    'between-others-with-noise', // the same with noise added: what the average leaves has no direction that stands out
    'step-is-noise', // a step without any direction that stands out, as added noise gives
    'detour', // both steps around a checkpoint are far longer than the way without it
    'no-step', // equal to the checkpoint before
    'norm-jump', // the length of a layer's weights changes abruptly
    'layer-stands-still', // one layer does not move in a step in which the others do
    'other-shapes', // tensors are missing, or have other shapes
    'final-differs', // the last checkpoint is not the submission, bit for bit
  ]),
  /** a tensor, a checkpoint, a step `a → b`, with the layer where only one is meant */
  place: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Anomaly = z.infer<typeof Anomaly>

const Step = z.strictObject({
  from: z.string(),
  to: z.string(),
  /** relative to the length of the weights before the step */
  distance: z.number().min(0),
  cosine: z.number(),
  /** greatest singular value of the step over that of noise, median over matrices */
  structure: z.number().min(0),
  /** cosine with the step before; null for the first */
  turn: z.number().nullable(),
})

export const TrainingPath = z.strictObject({
  corroborated: z.boolean(),
  initial: z.strictObject({ label: z.string(), tensors: z.array(TensorFit), seed: z.string().nullable() }).nullable(),
  /** does each checkpoint keep something of the initial weights? Under an independent start z is standard normal */
  descent: z.array(z.strictObject({ checkpoint: z.string(), cosine: z.number(), log10P: z.number().max(0) })),
  steps: z.array(Step),
  /** distance of every two, relative to the length of the last; rows and columns in the order of the path */
  distances: z.array(z.array(z.number().min(0))),
  /** length of the weights of each, relative to the first */
  norms: z.array(z.number().min(0)),
  /** what weighted averages of others leave of each inner checkpoint */
  unexplained: z.array(
    z.strictObject({
      checkpoint: z.string(),
      /** least left by two others, relative to the nearer of them */
      residual: z.number().min(0),
      /** greatest singular value of what the two neighbours leave, over that of noise; null where they leave nothing */
      structure: z.number().min(0).nullable(),
    }),
  ),
  finalEqual: z.boolean(),
  anomalies: z.array(Anomaly),
  sampledWeights: z.int().min(0),
})
export type TrainingPath = z.infer<typeof TrainingPath>
