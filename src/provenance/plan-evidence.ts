import type { ComponentSites } from './component-sites.ts'
import { headRows } from './largest-heads.ts'
import { stretchWidth } from './largest-units.ts'
import { layersOf } from './layer-pairs.ts'
import { screenedMatrices } from './layer-profiles.ts'
import { latentCount } from './latent-sites.ts'
import type { ReadingPlanEvidence } from './plan-schema.ts'
import type { SidePlan } from './reading-plan.ts'

type Side = { readonly sites: ComponentSites; readonly plan: SidePlan }
type Chosen = Pick<ReadingPlanEvidence, 'kind' | 'seed' | 'screenedRows' | 'effectElements'>

/** A reading plan in the words of the evidence. */
export const planEvidence = (
  { subject, reference }: { readonly subject: Side; readonly reference: Side },
  chosen: Chosen,
): ReadingPlanEvidence => ({
  ...chosen,
  subject: sideEvidence(subject, chosen),
  reference: sideEvidence(reference, chosen),
})

const sideEvidence = ({ sites, plan }: Side, chosen: Chosen): ReadingPlanEvidence['subject'] => {
  const bytesOfComponent = sites.tensors.reduce((sum, { bytes }) => sum + bytes, 0)
  return {
    layers: [...layersOf(plan)],
    ofLayers: layersOf(sites).length,
    blocks: plan.mlp.length,
    ofBlocks: sites.mlp.length,
    units: Math.max(0, ...plan.mlp.map(({ gate }) => Math.min(gate.count, plan.units))),
    channels: Math.max(
      0,
      ...plan.attention.map((site) => keptChannels(site, plan.channels)),
      ...plan.latent.map((site) => Math.min(latentCount(site), plan.channels)),
    ),
    hidden: sites.hidden ?? 0,
    dimensions: plan.dimensions.length,
    tokens: Math.max(0, ...plan.tables.map(({ features }) => features.length)),
    bytesPlanned: Math.min(bytesOfComponent, plannedBytes({ sites, plan }, chosen)),
    bytesOfComponent,
  }
}

const keptChannels = ({ v, headWidth }: SidePlan['attention'][number], channels: number): number =>
  Math.min(v.count, Math.max(1, Math.floor(channels / headWidth)) * headWidth)

// Each matrix as `prepare` reads it; a choice by size looks at stretches of rows first.
const plannedBytes = ({ sites, plan }: Side, { screenedRows, effectElements }: Chosen): number => {
  const hidden = sites.hidden ?? 0
  let bytes = 0
  for (const { gate, up, down } of plan.mlp) {
    const kept = Math.min(gate.count, plan.units)
    const element = gate.tensor.bytes / gate.tensor.count
    if (kept < gate.count) bytes += gate.count * stretchWidth(hidden) * element
    bytes += kept * hidden * element * (up === undefined ? 1 : 2) + down.bytes
  }
  for (const site of plan.attention) {
    const kept = keptChannels(site, plan.channels)
    const element = site.v.tensor.bytes / site.v.tensor.count
    const group = site.heads / site.keyHeads
    if (kept < site.v.count) bytes += headRows(site) * hidden * element + headRows(site) * (site.o.bytes / hidden)
    bytes += kept * hidden * element * (2 + 2 * group)
  }
  for (const site of plan.latent) {
    if (site.kind === 'columns') bytes += site.matrix.bytes
    else bytes += (Math.min(site.rows.count, plan.channels) / (site.rows.tensor.shape[0] ?? 1)) * site.rows.tensor.bytes
  }
  for (const { site, features } of plan.tables) {
    bytes +=
      site.axis === 'rows' ? site.tensor.bytes : (features.length * hidden * site.tensor.bytes) / site.tensor.count
  }
  if (screenedRows > 0) {
    for (const { tensor } of screenedMatrices(sites)) {
      bytes += Math.min(1, screenedRows / (tensor.shape[0] ?? 1)) * tensor.bytes
    }
  }
  const effect = (count: number): number => (effectElements === null ? 1 : Math.min(1, effectElements / count))
  return sites.tensors.reduce((sum, tensor) => sum + tensor.bytes * effect(tensor.count), bytes)
}
