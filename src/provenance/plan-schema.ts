import { z } from 'zod'

const ReadingSide = z.strictObject({
  /** layers whose MLP or attention was read, of so many */
  layers: z.array(z.int().min(0)),
  ofLayers: z.int().min(0),
  /** MLP blocks (experts are blocks of their own) read, of so many */
  blocks: z.int().min(0),
  ofBlocks: z.int().min(0),
  /** most units kept of a block, and channels of an attention layer, by size */
  units: z.int().min(0),
  channels: z.int().min(0),
  /** width of the residual stream, and dimensions of it that enter the tests of hidden dimensions */
  hidden: z.int().min(0),
  dimensions: z.int().min(0),
  /** tokens, positions or pixels at which tables are read: the most of any table */
  tokens: z.int().min(0),
  /** bytes of weights that the tests and the sampled effect sizes were to read, of so many in the component */
  bytesPlanned: z.number().min(0),
  bytesOfComponent: z.number().min(0),
})

/** What of two models was read, and how it was chosen: from this anyone reads the same weights again. */
export const ReadingPlanEvidence = z.strictObject({
  /** `whole`: everything was read; `sampled`: a choice; `full`: all of every aligned tensor, and all layers that fit */
  kind: z.enum(['whole', 'sampled', 'full']),
  /** layers, tokens, dimensions and stretches are drawn from it */
  seed: z.string(),
  subject: ReadingSide,
  reference: ReadingSide,
  /** rows of each matrix of every layer that were read to tell which layers belong together; 0: none */
  screenedRows: z.int().min(0),
  /** elements of each larger tensor that effect sizes were taken of; null: all */
  effectElements: z.int().min(1).nullable(),
})
export type ReadingPlanEvidence = z.infer<typeof ReadingPlanEvidence>
