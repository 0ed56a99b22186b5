import { allowedFamilies } from './allowed-families.ts'
import type { Architecture } from './architectures.ts'
import { type ComponentComparison, type EffectSize, FrameName, type PartOrigin } from './comparison.ts'
import type { ComponentSites } from './component-sites.ts'
import {
  CARRIED,
  COMMON_ORIGIN,
  componentVerdict,
  kindOfOrigin,
  PHI_CONTROL_HIGH,
  trainedInCommon,
} from './component-verdict.ts'
import { type Tested, testsInFrames } from './component-tests.ts'
import type { PartTest } from './family-tests.ts'
import { type CommonAxes, commonAxes } from './frames/fitted-axes.ts'
import type { Framed } from './frames/framed.ts'
import { partSlope, rowPairs } from './part-slopes.ts'
import { plantedCopy } from './planted-copy.ts'
import type { Prepared } from './prepared.ts'
import { noFrameNote, notesOf } from './component-notes.ts'
import { layerMap, rawLogP, sharedShare } from './part-map.ts'
import { componentPictures } from './pictures-of-component.ts'
import type { ReadingPlanEvidence } from './plan-schema.ts'
import { directionOf } from './relations/direction-of.ts'
import type { DirectionSupport } from './relations/relation-detail.ts'
import { relationsOf } from './relations/relations-of.ts'
import type { Seen } from './relations/seen.ts'
import { gaugeRedraws } from './resampled-null.ts'
import { digestCount, FEWEST_DIGESTS, shareFound } from './row-digest.ts'
import { type ControlRanges, wireDigests, wireTests } from './wire-tests.ts'

type Circumstances = {
  readonly sites: { readonly subject: ComponentSites; readonly reference: ComponentSites }
  readonly effects: readonly EffectSize[]
  readonly controls: ControlRanges
  readonly seed: string
  /** references compared in the round: p-values are corrected for all of them */
  readonly references: number
  readonly sampled: boolean
  readonly readingPlan?: ReadingPlanEvidence | undefined
  /** the weights as they are stored, for what shows only there */
  readonly stored?: Seen['stored']
  /** control models as they were tested against the same reference */
  readonly controlTests?: readonly Tested[] | undefined
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
  const seen = testsInFrames(subject, reference, { allowed, overwrite })
  const { tests, corrected } = seen
  const logCorrection = Math.log(Math.max(1, corrected * references))
  const logP = Math.min(0, Math.min(0, ...tests.map(rawLogP)) + logCorrection)

  const rowsFound = rowShares(subject, reference)
  const copied = (part: string): boolean =>
    (rowsFound.get(part) ?? 0) >= COPIED_SHARE &&
    part !== 'embedding' &&
    digestCount(subject.rowDigests.get(part) ?? new Float64Array()) >= FEWEST_DIGESTS
  const significant = CARRIED - logCorrection
  const carried = strongestOfEach(
    tests.filter((test) => rawLogP(test) < significant || (test.family === 'unit' && copied(test.part))),
    significant,
  )
  const axes = axesOf(seen, carried, significant)
  const origins = carried.flatMap((test): PartOrigin[] => {
    const rowsCopied = copied(test.part) && rawLogP(test) >= significant
    const turned = test.frame === 'ident' ? undefined : axes
    const features = turned === undefined ? anchorsOf(test, seen) : undefined
    if (test.frame !== 'ident' && turned === undefined && features === undefined) return []
    const slope = partSlope(test, { ...seen, turned, features, significant, rowsCopied })
    return slope === undefined ? [] : [{ ...slope, kind: kindOfOrigin(slope) }]
  })
  const trained = trainedInCommon(origins)
  const common = trained?.kind ?? 'undecided'
  const share = sharedShare({ subject, reference, carried, origins, common })
  const phi = phiOf(tests)
  const coins = tests.reduce((sum, { coin }) => sum + (coin?.n ?? 0), 0)
  const rowsCopied = [...rowsFound.keys()].some(copied)
  const quiet = logP >= COMMON_ORIGIN && !rowsCopied
  const structural = structuralFrom(phi?.value, circumstances.controlTests)
  const planted =
    quiet && corrected > 0 ? plantedCopy(seen.reference, { allowed, seed, logCorrection, found: COMMON_ORIGIN }) : null
  const tested = componentVerdict({
    logP,
    rowsCopied,
    phi: phi?.value,
    controlsAsAlike: structural === null ? 0 : Math.round(structural.p * (structural.controls + 1)) - 1,
    coins,
    plantedFound: planted?.found ?? false,
    anyTest: corrected > 0,
    silent: isSilent(subject) || isSilent(reference),
    common,
    share,
  })
  // A copied matrix that no coin or label reaches must not pass as innocent, nor be accused without a p-value.
  const verdict =
    tested.finding === 'independent' && hasAlikeMatrix(effects)
      ? ({ finding: 'inconclusive', reason: 'alike-matrix' } as const)
      : tested
  const shared = verdict.finding === 'derived' || verdict.finding === 'partial'
  const known: Seen = {
    ...seen,
    carried,
    origins,
    effects,
    hiddenMap: seen.hiddenMoved ? { kind: 'permutation', medianGreatest: 1 } : axes?.map,
    partial: verdict.finding === 'partial',
    stored: circumstances.stored,
  }
  const related = shared ? relationsOf(known) : undefined
  const told = related === undefined ? undefined : directionOf(known, related)
  const unshared =
    quiet && verdict.finding !== 'structural'
      ? 'none'
      : verdict.finding === 'shared-init'
        ? 'common-initialisation'
        : 'common-origin'

  return {
    component: subject.component,
    ...verdict,
    relation: related?.relations[0] ?? unshared,
    relations: [...(related?.relations ?? [])],
    relationDetails: [...(related?.details ?? [])],
    direction: told?.direction ?? 'undecided',
    directionBasis: told?.basis ?? null,
    directionSupport: told === undefined ? null : supportOf(told),
    frames: FrameName.options.filter((frame) => tests.some((test) => test.frame === frame)),
    preconditions: [...preconditions],
    log10P: logP / Math.LN10,
    share,
    layers: layerMap({ subject, reference, tests, carried, origins, rowsFound, logCorrection }),
    tests: [
      ...wireTests(tests, { controls: circumstances.controls, redraws: gaugeRedraws(seed) }),
      ...wireDigests(rowsFound),
    ],
    testsCorrectedFor: corrected * references,
    coins,
    phi,
    structural,
    trained,
    origins,
    planted,
    effectSizes: [...effects],
    architecture: { subject: subject.architecture.id, reference: reference.architecture.id },
    sampled: circumstances.sampled,
    readingPlan: circumstances.readingPlan ?? null,
    pictures: corrected === 0 ? null : componentPictures(seen, circumstances.controlTests),
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

const supportOf = ({ confidence, matrices, moreTrained }: DirectionSupport): DirectionSupport => ({
  confidence,
  matrices,
  moreTrained,
})

/** What is reported of a component that no test can reach. */
export const withoutFrame = ({
  sites,
  effects,
  references,
  readingPlan,
}: Circumstances & { references: number }): ComponentComparison => ({
  component: sites.subject.component,
  finding: 'inconclusive',
  reason: 'no-frame',
  relation: 'none',
  relations: [],
  relationDetails: [],
  direction: 'undecided',
  directionBasis: null,
  directionSupport: null,
  frames: [],
  preconditions: [],
  log10P: 0,
  share: 0,
  layers: [],
  tests: [],
  testsCorrectedFor: references,
  coins: 0,
  phi: null,
  structural: null,
  origins: [],
  trained: null,
  planted: null,
  effectSizes: [...effects],
  architecture: {
    subject: sites.subject.architecture?.id ?? null,
    reference: sites.reference.architecture?.id ?? null,
  },
  sampled: false,
  readingPlan: readingPlan ?? null,
  pictures: null,
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

/** One test of each family of each part: as the axes stand where that carries it, else in the frame that sees it best. */
const strongestOfEach = (carried: readonly PartTest[], significant: number): readonly PartTest[] => {
  const strongest = new Map<string, PartTest>()
  for (const test of carried) {
    const key = `${test.family} ${test.part}`
    const known = strongest.get(key)
    const settled = known?.frame === 'ident' && rawLogP(known) < significant
    if (known === undefined || (!settled && rawLogP(test) < rawLogP(known))) strongest.set(key, test)
  }
  return [...strongest.values()]
}

/** Where residual streams are too wide for a rotation to be fitted, slopes are measured as the anchors see the rows. */
const anchorsOf = (test: PartTest, { frames }: Tested): Framed | undefined =>
  test.frame === 'ident' ? undefined : frames.find(({ frame }) => frame === (test.frame === 'chan' ? 'chan' : 'anch'))

/** The rotation between the two, where some part was found only by seeing through one. */
const axesOf = (tested: Tested, carried: readonly PartTest[], significant: number): CommonAxes | undefined => {
  const turned = carried.filter(({ frame }) => frame !== 'ident')
  if (turned.length === 0) return undefined
  const { subject, reference, hiddenMoved } = tested
  return commonAxes(tested, {
    carried: turned,
    pairsOf: (test) => rowPairs(test, { subject, reference, significant }),
    tokens: !hiddenMoved && turned.some(({ frame }) => frame === 'prof' || frame === 'proc'),
  })
}

/** Most units and channels enter no test: zeros, constant rows, or copies of a few. */
const isSilent = ({ units, channels }: Prepared): boolean => {
  const flags = [...units, ...channels].map(({ excluded }) => excluded)
  const all = flags.reduce((sum, { length }) => sum + length, 0)
  const silent = flags.reduce((sum, each) => sum + each.reduce((count, flag) => count + flag, 0), 0)
  return all > 0 && silent > SILENT_SHARE * all
}

const SILENT_SHARE = 0.9

const rowShares = (subject: Prepared, reference: Prepared): ReadonlyMap<string, number> => {
  const others = new Set([...reference.rowDigests.values()].flatMap((digests) => [...digests]))
  const shares = new Map<string, number>()
  for (const [part, digests] of subject.rowDigests) {
    const share = shareFound(digests, others)
    if (share !== undefined) shares.set(part, share)
  }
  return shares
}

/**
 * Mean over the subject's MLP blocks of the share of units matched one to one, where neither tokens nor a rotation fitted
 * to them had a part: units of the first layer converge in what they say to tokens.
 */
const phiOf = (tests: readonly PartTest[]): ComponentComparison['phi'] => {
  const means = (['ident', 'anch'] as const).flatMap((name) => {
    const values = tests.flatMap(({ frame, phi }) => (frame === name && phi !== undefined ? [phi] : []))
    return values.length === 0 ? [] : [values.reduce((sum, value) => sum + value, 0) / values.length]
  })
  if (means.length === 0) return null
  return { value: Math.max(...means), controlHigh: PHI_CONTROL_HIGH }
}

/** How many of the control models match as many units with the reference as the subject does. */
const structuralFrom = (
  phi: number | undefined,
  controls: readonly Tested[] = [],
): ComponentComparison['structural'] => {
  const others = controls.flatMap(({ tests }) => phiOf(tests)?.value ?? [])
  if (phi === undefined || others.length === 0) return null
  const atLeast = others.filter((value) => value >= phi).length
  return { phi, controls: others.length, p: (1 + atLeast) / (others.length + 1) }
}

export type Known = ComponentSites & { readonly architecture: Architecture }
