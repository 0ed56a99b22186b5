import { z } from 'zod'
import { ComponentName } from './architectures.ts'
import { Pictures } from './pictures.ts'
import { ReadingPlanEvidence } from './plan-schema.ts'
import { DirectionSupport, RelationDetail } from './relations/relation-detail.ts'
import { TokenizerComparison } from './tokenizers/tokenizer-likeness.ts'

/**
 * What is said of a component, or of a model.
 * - `derived`: subject and reference share trained weights; who came from whom is `direction`.
 * - `partial`: some parts do.
 * - `structural`: units match one to one although signs and labels do not; no p-value.
 * - `shared-init`: a common origin at or near initialisation; no accusation.
 * - `inconclusive`: see `reason`.
 * - `independent`: no common origin found, down to the stated power.
 */
export const Finding = z.enum(['derived', 'partial', 'structural', 'shared-init', 'inconclusive', 'independent'])
export type Finding = z.infer<typeof Finding>

/** Why a finding is no stronger: the first that applies. */
export const Reason = z.enum([
  'no-frame', // no test applies: other widths, an unknown layout, or every precondition fails
  'few-coins', // fewer than 64 coins were tested
  'no-power', // a planted copy of the reference would not have been found
  'weak-evidence', // p between 1e-9 and 1e-3
  'alike-matrix', // a matrix lies nearly on the reference's, and no test with a p-value covers it
  'unexplained-match', // more units match one to one than independent models give, without a p-value
  'common-origin', // a common origin is certain, but not whether what is common was trained
  'unread-part', // a part that could carry a copy could not be read: see the notes
  'not-comparable', // the weights say nothing: zeros, constant rows, or too few live units on one side
])
export type Reason = z.infer<typeof Reason>

export const Relation = z.enum([
  'none',
  'common-origin',
  'common-initialisation',
  'copy',
  'low-rank-update',
  'rounded',
  'rescaled',
  'permuted',
  'width-pruned',
  'pruned',
  'upcycled',
  'layers-repeated',
  'layers-dropped',
  'grafted',
  'fine-tuned',
  'long-training',
  'rotated',
  'width-grown',
  'rank-cut',
  'merged',
])
export type Relation = z.infer<typeof Relation>

export const Direction = z.enum(['subject-from-reference', 'reference-from-subject', 'common-ancestor', 'undecided'])
export type Direction = z.infer<typeof Direction>

/**
 * How rows of two models are made comparable; every frame is blind to the signs and labels that are tested in it.
 * - `ident`: the axes as they stand, or laid over each other where only their order and signs differ
 * - `prof`: by what rows say to the tokens (or pixels and positions) of their own model
 * - `anch`: by the gate rows of units that were matched by their shape alone; needs neither vocabulary nor equal widths
 * - `proc`: rotated onto each other by the tokens
 * - `seed`: rotated onto each other by matched gate rows
 * - `chan`: by matched value and output channels, where nothing but the attention is common
 */
export const FrameName = z.enum(['ident', 'prof', 'anch', 'proc', 'seed', 'chan'])
export type FrameName = z.infer<typeof FrameName>

const Share = z.number().min(0).max(1)
const Log10P = z.number().max(0)

/**
 * What copies of the subject give whose signs and labels were drawn anew, all else equal: 99 of 100 of the shares lie
 * from `low` to `high`, and all between `least` and `greatest`. Drawn from the comparison's seed.
 */
export const Resampled = z.strictObject({
  low: Share,
  high: Share,
  least: Share,
  greatest: Share,
  draws: z.int().min(1),
})
export type Resampled = z.infer<typeof Resampled>

/** One test of one part of the subject against the reference's part that fits it best, chosen blind. */
export const Test = z.strictObject({
  test: z.enum([
    'hidden-signs',
    'hidden-labels',
    'unit-signs',
    'unit-labels',
    'value-signs',
    'value-labels',
    'query-signs',
    'query-pair-signs',
    'row-digests',
  ]),
  frame: FrameName,
  part: z.string(),
  partner: z.string().nullable(),
  /** share of coins alike, of labels equal, or of rows found */
  estimate: Share,
  /** `pattern`: number of the Walsh pattern of signs, in the reference's order, after which so many are alike */
  coins: z.strictObject({ n: z.int().min(0), alike: z.int().min(0), pattern: z.int().min(1).optional() }).nullable(),
  labels: z.strictObject({ matched: z.int().min(0), equal: z.int().min(0) }).nullable(),
  /** where 99 of 100 independent models stay; measured on `controls` models, or by theory where that is 0 */
  underIndependence: z.strictObject({ low: Share, high: Share, controls: z.int().min(0) }),
  /** what the same comparison yields when the subject's gauge is redrawn; absent for digests, and in older evidence */
  resampled: Resampled.optional(),
  /** upper bound of p, before correction; null for digests, which have no p-value */
  log10P: Log10P.nullable(),
})
export type Test = z.infer<typeof Test>

const PreconditionSide = z.strictObject({
  statistic: z.string(),
  part: z.string(),
  value: z.number(),
  /** corrected for the checks of this need on this model */
  log10P: Log10P,
  holds: z.boolean(),
})

/** Whether signs fall evenly, or order means nothing, in each model; one honest side is enough. */
export const Precondition = z.strictObject({
  family: z.enum(['hidden', 'unit', 'value', 'query', 'query-pair']),
  need: z.enum(['signs', 'order']),
  subject: PreconditionSide.nullable(),
  reference: PreconditionSide.nullable(),
  carriedBy: z.enum(['both', 'subject', 'reference', 'neither', 'fixed-by-architecture']),
  tested: z.boolean(),
})
export type Precondition = z.infer<typeof Precondition>

/** `outstanding`: how many leading directions stand out of noise; with fewer than 4, `top` says nothing of training */
const Slopes = z.strictObject({ top: z.number(), outstanding: z.number().min(0).optional(), bulk: z.number() })

/** What tells trained weights in common from a common initialisation, at one part that carries a common origin. */
export const PartOrigin = z.strictObject({
  part: z.string(),
  basis: z.enum(['gate', 'value', 'embedding']),
  pairing: z.enum(['label', 'match', 'rows']),
  pairs: z.int().min(0),
  /** share of the smaller side's rows that have a partner; absent in older evidence */
  paired: Share.optional(),
  subjectOnReference: Slopes,
  referenceOnSubject: Slopes,
  cosine: z.number(),
  subjectTrained: z.number(),
  referenceTrained: z.number(),
  kind: z.enum(['trained', 'initial', 'undecided']),
})
export type PartOrigin = z.infer<typeof PartOrigin>

/** A layer part of the subject, and what of the reference it is. */
export const PartMap = z.strictObject({
  part: z.string(),
  layer: z.int().nullable(),
  partner: z.string().nullable(),
  /** layer of the partner */
  reference: z.int().nullable(),
  carried: z.boolean(),
  kind: z.enum(['trained', 'initial', 'undecided', 'none']),
  log10P: Log10P,
  rowsFound: Share.nullable(),
})
export type PartMap = z.infer<typeof PartMap>

const Band = z.strictObject({ low: z.number(), high: z.number() })

/** Likeness of one pair of tensors: an effect size, never evidence. */
export const EffectSize = z.strictObject({
  subject: z.string(),
  reference: z.string(),
  role: z.string(),
  layer: z.int().nullable(),
  shape: z.array(z.int()),
  cosine: z.number().nullable(),
  pearson: z.number().nullable(),
  /** what independent models give for tensors of this role */
  underIndependence: z
    .strictObject({
      cosine: Band,
      pearson: Band,
      controls: z.int().min(0),
      source: z.enum(['shipped', 'given']),
      /** share of models, the subject among them, as far from 0 as the subject or farther; where controls were given */
      p: z.strictObject({ cosine: Share, pearson: Share }).optional(),
    })
    .nullable(),
})
export type EffectSize = z.infer<typeof EffectSize>

/**
 * Would a copy have been found? The reference itself, drifted, tested like the subject; `disguised`: its residual stream
 * rotated and its units and channels in random order besides.
 */
export const PlantedCopy = z.strictObject({
  cosine: z.number(),
  disguised: z.boolean(),
  seed: z.string(),
  log10P: Log10P,
  parts: z.int().min(0),
  partsFound: z.int().min(0),
  found: z.boolean(),
})
export type PlantedCopy = z.infer<typeof PlantedCopy>

export const Note = z.strictObject({ code: z.string(), facts: z.record(z.string(), z.union([z.string(), z.number()])) })
export type Note = z.infer<typeof Note>

export const ComponentComparison = z.strictObject({
  component: ComponentName,
  finding: Finding,
  reason: Reason.nullable(),
  relation: Relation,
  relations: z.array(Relation),
  /** the figures behind the relations */
  relationDetails: z.array(RelationDetail),
  direction: Direction,
  directionBasis: z.string().nullable(),
  directionSupport: DirectionSupport.nullable(),
  /** those that applied to the pair */
  frames: z.array(FrameName),
  preconditions: z.array(Precondition),
  /** upper bound of p for the common origin, corrected for all tests of the component and all references */
  log10P: Log10P,
  /** share of the subject's MLP blocks, or of all parts where it has none, that carry a common origin */
  share: Share,
  layers: z.array(PartMap),
  tests: z.array(Test),
  testsCorrectedFor: z.int().min(0),
  coins: z.int().min(0),
  phi: z.strictObject({ value: Share, controlHigh: Share }).nullable(),
  /**
   * How likely one-to-one matching of units is among independent models, by counting models and not by a theorem:
   * p = (1 + controls whose phi against the reference is at least as large) / (controls + 1). Null without controls.
   */
  structural: z.strictObject({ phi: Share, controls: z.int().min(1), p: Share }).nullable(),
  /** the second strength, where a common origin is found: was what they share trained? */
  trained: z
    .strictObject({
      kind: z.enum(['trained', 'initial', 'undecided']),
      basis: z.enum(['gate', 'value', 'embedding']),
      /** the larger of the two median slopes along leading directions */
      slope: z.number(),
      parts: z.int().min(0),
      /** the greatest slope that children of one initialisation gave, by the same rule */
      initialHigh: z.number(),
    })
    .nullable(),
  origins: z.array(PartOrigin),
  planted: PlantedCopy.nullable(),
  effectSizes: z.array(EffectSize),
  architecture: z.strictObject({ subject: z.string().nullable(), reference: z.string().nullable() }),
  sampled: z.boolean(),
  /** what of the two was read, and how it was chosen; null where nothing is known of a layout */
  readingPlan: ReadingPlanEvidence.nullable(),
  /** what the plots show: likeness, and none of it evidence; null where nothing was tested */
  pictures: Pictures.nullable(),
  notes: z.array(Note),
})
export type ComponentComparison = z.infer<typeof ComponentComparison>

/** What `assay compare` prints. */
export const Comparison = z.strictObject({
  finding: Finding,
  relation: Relation,
  direction: Direction,
  components: z.array(ComponentComparison),
  /** components that only one of the two models has */
  notCompared: z.strictObject({ subject: z.array(ComponentName), reference: z.array(ComponentName) }),
  /** how much of one tokenizer is in the other, where both are at hand; no weights, and no part of the finding */
  tokenizer: TokenizerComparison.nullable(),
  method: z.strictObject({ version: z.string(), seed: z.string(), references: z.int().min(1) }),
  bytesRead: z.number().min(0),
  seconds: z.number().min(0),
})
export type Comparison = z.infer<typeof Comparison>
