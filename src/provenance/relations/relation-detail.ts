import { z } from 'zod'

const Side = z.enum(['subject', 'reference'])
const Count = z.int().min(0)
const Share = z.number().min(0).max(1)

/** The grid that stored weights lie on. */
export const Grid = z.strictObject({
  bits: z.int().min(2).max(8),
  /** neighbours along a row that share one step; null: the whole row */
  group: z.int().min(1).nullable(),
  /** the step is greatest/(2^(bits−1)−1), greatest/2^(bits−1), or (greatest−least)/(2^bits−1); `codebook`: few uneven levels */
  scheme: z.enum(['symmetric', 'full-range', 'affine', 'codebook']),
})
export type Grid = z.infer<typeof Grid>

/** What stands behind one relation; `side` is the model that was changed, or bears the mark. */
export const RelationDetail = z.discriminatedUnion('code', [
  Grid.extend({ code: z.literal('rounded'), side: Side }),
  z.strictObject({
    code: z.literal('low-rank-update'),
    /** greatest number of directions above the rounding of the stored values, over the changed matrices */
    rank: Count,
    /** least share of a matrix's change that they hold */
    share: Share,
    /** matrices looked at that changed, and those that did not */
    changed: Count,
    unchanged: Count,
  }),
  z.strictObject({ code: z.literal('rescaled'), side: Side.nullable(), /** of ln(length ratio) */ spread: z.number() }),
  z.strictObject({ code: z.literal('permuted'), what: z.array(z.enum(['hidden', 'units', 'channels'])) }),
  z.strictObject({ code: z.literal('rotated'), medianGreatest: z.number() }),
  z.strictObject({ code: z.literal('width-pruned'), side: Side, from: Count, to: Count }),
  z.strictObject({ code: z.literal('pruned'), side: Side, /** of that side's weights */ zeros: Share }),
  z.strictObject({
    code: z.literal('rank-cut'),
    side: Side,
    /** greatest of one matrix each role; null where too few rows were at hand to tell */
    rank: Count.nullable(),
  }),
  z.strictObject({ code: z.literal('width-grown'), side: Side, from: Count, to: Count, copies: Count }),
  z.strictObject({ code: z.literal('layers-dropped'), side: Side, /** of the other side */ layers: z.array(Count) }),
  z.strictObject({
    code: z.literal('layers-repeated'),
    side: Side,
    layers: z.array(z.strictObject({ layer: Count, of: Count })),
  }),
  z.strictObject({ code: z.literal('upcycled'), side: Side, experts: Count }),
  z.strictObject({ code: z.literal('grafted'), /** of the subject */ parts: z.array(z.string()) }),
  z.strictObject({ code: z.enum(['fine-tuned', 'long-training']), cosine: z.number() }),
])
export type RelationDetail = z.infer<typeof RelationDetail>

/** How well a direction is told. */
export const DirectionSupport = z.strictObject({
  /** `strong`: a mark and the slopes of every role agree; `moderate`: one of the two alone; null where undecided */
  confidence: z.enum(['strong', 'moderate']).nullable(),
  /** matrices whose slopes were measured, and those in which the child holds all of the parent and more besides */
  matrices: z.strictObject({ measured: Count, agreeing: Count }),
  /** which of the two went further in training, whoever came first; null where they are level or it was not measured */
  moreTrained: Side.nullable(),
})
export type DirectionSupport = z.infer<typeof DirectionSupport>
