import { seeded } from '#numeric'
import type { TensorSource } from '#tensors'
import type { ComponentSites } from './component-sites.ts'
import { type LayerPairs, layersOf, pairedByDepth, pairedByProfile } from './layer-pairs.ts'
import { type LayerProfile, layerProfiles, SCREENED_ROWS } from './layer-profiles.ts'
import { choosesLayers, type PlanOptions, type ReadingPlan, readingPlan } from './reading-plan.ts'

type Side = { readonly model: TensorSource; readonly sites: ComponentSites }

/**
 * The reading plan of a pair of components; where layers must be chosen, a few rows of every layer are looked at first,
 * so that dropped, repeated or inserted layers do not part those that belong together.
 */
export const planReading = async (
  subject: Side,
  reference: Side,
  { signal, ...options }: Omit<PlanOptions, 'layerPairs'> & { readonly signal?: AbortSignal | undefined },
): Promise<ReadingPlan | undefined> => {
  const { seed = 0, plan = 'sampled' } = options
  if (!choosesLayers(subject.sites, reference.sites, plan)) {
    return readingPlan(subject.sites, reference.sites, options)
  }
  const start = seeded(`layer profiles ${seed}`).uniform()
  const own = await layerProfiles(subject.model, subject.sites, { start, signal })
  const other = await layerProfiles(reference.model, reference.sites, { start, signal })
  const layerPairs = { ...paired(own, other, { subject, reference }), screenedRows: SCREENED_ROWS }
  return readingPlan(subject.sites, reference.sites, { ...options, layerPairs })
}

// Models whose layers hold other matrices can only be laid over each other by depth.
const paired = (
  own: readonly LayerProfile[],
  other: readonly LayerProfile[],
  { subject, reference }: { subject: Side; reference: Side },
): LayerPairs =>
  own[0]?.profile.length === other[0]?.profile.length
    ? pairedByProfile(own, other)
    : pairedByDepth(layersOf(subject.sites), layersOf(reference.sites))
