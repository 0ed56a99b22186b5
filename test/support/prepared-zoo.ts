import type { TensorSource } from '#tensors'
import { architectureRules } from '../../src/provenance/architectures.ts'
import type { Known } from '../../src/provenance/compare-component.ts'
import { componentSites } from '../../src/provenance/component-sites.ts'
import { prepare } from '../../src/provenance/prepare.ts'
import type { Prepared } from '../../src/provenance/prepared.ts'
import { readingPlan } from '../../src/provenance/reading-plan.ts'

const rules = architectureRules()

/** The language part of a small model as the tests of provenance see it, read whole. */
export const preparedWhole = async (model: TensorSource): Promise<Prepared> => {
  const sites = componentSites(model, rules).get('language') as Known
  const plan = readingPlan(sites, sites)
  if (plan === undefined) throw new Error('nothing is known of its residual stream')
  return prepare(model, sites, { plan: plan.subject })
}
