import type { Prepared } from '../prepared.ts'
import type { Framed } from './framed.ts'
import { inFeatures, type Probes } from './in-features.ts'
import { tokenProbes } from './token-probes.ts'

/** `prof`: every row by what it says to the tokens of its own model. Undefined where tokens are not common. */
export const tokenFrame = (subject: Prepared, reference: Prepared): Framed | undefined => {
  const probes = tokenProbes(subject, reference)
  if (probes === undefined) return undefined
  return {
    frame: 'prof',
    subject: profileOf(subject, probes.subject),
    reference: profileOf(reference, probes.reference),
  }
}

// A profile depends on its own model alone, and a reference meets many subjects.
const profileOf = (prepared: Prepared, probes: Probes): Prepared => {
  const known = profiles.get(probes) ?? inFeatures(prepared, probes)
  profiles.set(probes, known)
  return known
}

const profiles = new WeakMap<Probes, Prepared>()
