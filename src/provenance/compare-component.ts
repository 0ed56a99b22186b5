import { allowedFamilies } from './allowed-families.ts'
import type { Architecture } from './architectures.ts'
import type { ComponentComparison, EffectSize, PartOrigin } from './comparison.ts'
import type { ComponentSites } from './component-sites.ts'
import {
  CARRIED,
  COMMON_ORIGIN,
  componentVerdict,
  kindOfOrigin,
  PHI_CONTROL_HIGH,
  trainedInCommon,
} from './component-verdict.ts'
import { type Allowed, type PartTest, partTests } from './family-tests.ts'
import { hiddenOrder, inCommonOrder } from './hidden-order.ts'
import { partSlope } from './part-slopes.ts'
import { plantedCopy } from './planted-copy.ts'
import type { Prepared } from './prepared.ts'
import { noFrameNote, notesOf } from './component-notes.ts'
import { layerMap, rawLogP, sharedShare } from './part-map.ts'
import { directionOf, relationsOf } from './relation.ts'
import { shareFound } from './row-digest.ts'
import { type ControlRanges, wireDigests, wireTests } from './wire-tests.ts'

type Circumstances = {
  readonly sites: { readonly subject: ComponentSites; readonly reference: ComponentSites }
  readonly effects: readonly EffectSize[]
  readonly controls: ControlRanges
  readonly seed: string
  /** references compared in the round: p-values are corrected for all of them */
  readonly references: number
  readonly sampled: boolean
  /** whether the prepared models are used for this comparison only, and may be overwritten */
  readonly overwrite?: boolean | undefined
}

/** Every test, slope and verdict of one component, on prepared models. Repeatable; pure unless told to overwrite. */
export const compareComponent = (
  subject: Prepared,
  reference: Prepared,
  circumstances: Circumstances,
): ComponentComparison => {
  const { effects, seed, references, overwrite = false } = circumstances
  const { allowed, preconditions } = allowedFamilies(subject, reference)
  const seen = testsOf({ subject, reference }, allowed, overwrite)
  const { tests } = seen
  const corrected = tests.reduce((count, test) => count + countOf(test), 0)
  const logCorrection = Math.log(Math.max(1, corrected * references))
  const logP = Math.min(0, Math.min(0, ...tests.map(rawLogP)) + logCorrection)

  const rowsFound = rowShares(subject, reference)
  const copied = (part: string): boolean => (rowsFound.get(part) ?? 0) >= COPIED_SHARE && part !== 'embedding'
  const carried = tests.filter(
    (test) => rawLogP(test) + logCorrection < CARRIED || (test.family === 'unit' && copied(test.part)),
  )
  const origins = carried.flatMap((test): PartOrigin[] => {
    const rowsCopied = copied(test.part) && rawLogP(test) + logCorrection >= CARRIED
    const slope = partSlope(test, { ...seen, significant: CARRIED - logCorrection, rowsCopied })
    return slope === undefined ? [] : [{ ...slope, kind: kindOfOrigin(slope) }]
  })
  const trained = trainedInCommon(origins)
  const common = trained?.kind ?? 'undecided'
  const share = sharedShare({ subject, reference, carried, origins, common })
  const phi = phiOf(tests)
  const coins = tests.reduce((sum, { coin }) => sum + (coin?.n ?? 0), 0)
  const rowsCopied = [...rowsFound.keys()].some(copied)
  const quiet = logP >= COMMON_ORIGIN && !rowsCopied
  const planted =
    quiet && corrected > 0 ? plantedCopy(seen.reference, { allowed, seed, logCorrection, found: COMMON_ORIGIN }) : null
  const tested = componentVerdict({
    logP,
    rowsCopied,
    phi: phi?.value,
    coins,
    plantedFound: planted?.found ?? false,
    anyTest: corrected > 0,
    common,
    share,
  })
  // A copied matrix that no coin or label reaches must not pass as innocent, nor be accused without a p-value.
  const verdict =
    tested.finding === 'independent' && hasAlikeMatrix(effects)
      ? ({ finding: 'inconclusive', reason: 'alike-matrix' } as const)
      : tested
  const related = {
    ...seen,
    carried,
    origins,
    effects,
    hiddenMoved: seen.hiddenMoved,
    partial: verdict.finding === 'partial',
  }
  const shared = verdict.finding === 'derived' || verdict.finding === 'partial'
  const relations = shared ? relationsOf(related) : []
  const { direction, basis } = shared ? directionOf(related) : { direction: 'undecided' as const, basis: null }
  const unshared =
    quiet && verdict.finding !== 'structural'
      ? 'none'
      : verdict.finding === 'shared-init'
        ? 'common-initialisation'
        : 'common-origin'

  return {
    component: subject.component,
    ...verdict,
    relation: relations[0] ?? unshared,
    relations: [...relations],
    direction,
    directionBasis: basis,
    frames: ['ident'],
    preconditions: [...preconditions],
    log10P: logP / Math.LN10,
    share,
    layers: layerMap({ subject, reference, tests, carried, origins, rowsFound, logCorrection }),
    tests: [...wireTests(tests, circumstances.controls), ...wireDigests(rowsFound)],
    testsCorrectedFor: corrected * references,
    coins,
    phi,
    trained,
    origins,
    planted,
    effectSizes: [...effects],
    architecture: { subject: subject.architecture.id, reference: reference.architecture.id },
    sampled: circumstances.sampled,
    notes: notesOf({
      subject,
      reference,
      verdict,
      hiddenMoved: seen.hiddenMoved,
      common,
      sampled: circumstances.sampled,
    }),
  }
}

/** What is reported of a component that no test can reach. */
export const withoutFrame = ({
  sites,
  effects,
  references,
}: Circumstances & { references: number }): ComponentComparison => ({
  component: sites.subject.component,
  finding: 'inconclusive',
  reason: 'no-frame',
  relation: 'none',
  relations: [],
  direction: 'undecided',
  directionBasis: null,
  frames: [],
  preconditions: [],
  log10P: 0,
  share: 0,
  layers: [],
  tests: [],
  testsCorrectedFor: references,
  coins: 0,
  phi: null,
  origins: [],
  trained: null,
  planted: null,
  effectSizes: [...effects],
  architecture: {
    subject: sites.subject.architecture?.id ?? null,
    reference: sites.reference.architecture?.id ?? null,
  },
  sampled: false,
  notes: [noFrameNote(sites), ...(hasAlikeMatrix(effects) ? [{ code: 'alike-matrix', facts: {} }] : [])],
})

const hasAlikeMatrix = (effects: readonly EffectSize[]): boolean =>
  effects.some(
    ({ role, shape, cosine }) =>
      role !== 'positions' && shape.length === 2 && Math.min(...shape) > 1 && (cosine ?? 0) >= ALIKE,
  )

/** Matrices of independent models reach a cosine of .3 at most, by the common directions of tokens. */
const ALIKE = 0.7

/** Share of a part's rows found value for value in the reference from which on the part counts as copied. */
const COPIED_SHARE = 0.5

type Seen = {
  readonly subject: Prepared
  readonly reference: Prepared
  readonly tests: readonly PartTest[]
  readonly hiddenMoved: boolean
}

/**
 * Tests with the axes as they stand; where the hidden dimensions turn out to be the same in another order, that order
 * is undone first. The choice rests on the embedding alone, so the other families' gauges stay random under it.
 */
const testsOf = (both: Pick<Seen, 'subject' | 'reference'>, allowed: Allowed, overwrite: boolean): Seen => {
  const { subject, reference } = both
  const none = { coin: false, label: false }
  const hiddenOnly = { hidden: allowed.hidden, unit: none, value: none, query: none }
  const [hidden] = partTests(
    { ...subject, units: [], channels: [] },
    { ...reference, units: [], channels: [] },
    hiddenOnly,
  )
  const order = hiddenOrder(hidden, { subject, reference, significant: COMMON_ORIGIN })
  const laid = order === undefined ? both : inCommonOrder(both, order, overwrite)
  const rest = partTests({ ...laid.subject, hidden: undefined }, laid.reference, allowed)
  return { ...laid, tests: hidden === undefined ? rest : [hidden, ...rest], hiddenMoved: order !== undefined }
}

const countOf = ({ coin, label }: PartTest): number => (coin === undefined ? 0 : 1) + (label === undefined ? 0 : 1)

const rowShares = (subject: Prepared, reference: Prepared): ReadonlyMap<string, number> => {
  const others = new Set([...reference.rowDigests.values()].flatMap((digests) => [...digests]))
  const shares = new Map<string, number>()
  for (const [part, digests] of subject.rowDigests) {
    const share = shareFound(digests, others)
    if (share !== undefined) shares.set(part, share)
  }
  return shares
}

/** Mean over the subject's MLP blocks of the share of units matched one to one. */
const phiOf = (tests: readonly PartTest[]): ComponentComparison['phi'] => {
  const values = tests.flatMap(({ phi }) => phi ?? [])
  if (values.length === 0) return null
  return { value: values.reduce((sum, value) => sum + value, 0) / values.length, controlHigh: PHI_CONTROL_HIGH }
}

export type Known = ComponentSites & { readonly architecture: Architecture }
