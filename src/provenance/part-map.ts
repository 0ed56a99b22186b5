import type { PartMap, PartOrigin } from './comparison.ts'
import type { PartTest } from './family-tests.ts'
import type { Prepared } from './prepared.ts'

/** ln p of a part's stronger test, before correction. */
export const rawLogP = ({ coin, label }: PartTest): number => Math.min(coin?.logP ?? 0, label?.logP ?? 0)

/** Share of the subject's MLP blocks (or of the reference's layers) that carry a common origin; without any, of all parts. */
export const sharedShare = ({
  subject,
  reference,
  carried,
  origins,
  common,
}: {
  subject: Prepared
  reference: Prepared
  carried: readonly PartTest[]
  origins: readonly PartOrigin[]
  common: PartOrigin['kind']
}): number => {
  // Where the component is trained in common, a part whose own slope says "initialisation only" still doesn't count.
  const counts = (test: PartTest): boolean =>
    common !== 'trained' || origins.find((origin) => origin.part === test.part)?.kind !== 'initial'
  const units = carried.filter((test) => test.family === 'unit' && counts(test))
  if (subject.units.length > 0) {
    const own = units.length / subject.units.length
    const layers = new Set(reference.units.map(({ layer }) => layer)).size
    const partners = new Set(units.map(({ partner }) => reference.units.find(({ part }) => part === partner)?.layer))
      .size
    const ofUnits = Math.min(1, Math.max(own, layers === 0 ? 0 : partners / layers))
    if (ofUnits > 0) return ofUnits
  }
  // Attention or embedding alone: some of the parts, never all of them.
  const parts = new Set(carried.filter(counts).map(({ part }) => part)).size
  const all = subject.units.length + subject.channels.length + (subject.hidden === undefined ? 0 : 1)
  return all === 0 ? 0 : parts / all
}

/** Each part of the subject with what of the reference it is. */
export const layerMap = ({
  subject,
  reference,
  tests,
  carried,
  origins,
  rowsFound,
  logCorrection,
}: {
  subject: Prepared
  reference: Prepared
  tests: readonly PartTest[]
  carried: readonly PartTest[]
  origins: readonly PartOrigin[]
  rowsFound: ReadonlyMap<string, number>
  logCorrection: number
}): PartMap[] => {
  const layerOf = layersBy(subject)
  const partnerLayerOf = layersBy(reference)
  const parts = [...new Set(tests.map(({ part }) => part))]
  return parts.map((part) => {
    const own = tests.filter((test) => test.part === part)
    const best = own.reduce((a, b) => (rawLogP(b) < rawLogP(a) ? b : a))
    const isCarried = carried.some((test) => test.part === part)
    return {
      part,
      layer: layerOf.get(part) ?? null,
      partner: best.partner,
      reference: partnerLayerOf.get(best.partner) ?? null,
      carried: isCarried,
      kind: isCarried ? (origins.find((origin) => origin.part === part)?.kind ?? 'undecided') : 'none',
      log10P: Math.min(0, rawLogP(best) + logCorrection) / Math.LN10,
      rowsFound: rowsFound.get(part) ?? null,
    }
  })
}

const layersBy = ({ units, channels }: Prepared): ReadonlyMap<string, number> =>
  new Map([...units, ...channels].map(({ part, layer }) => [part, layer] as const))
