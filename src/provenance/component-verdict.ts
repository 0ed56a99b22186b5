import type { ComponentComparison, Finding, PartOrigin, Reason } from './comparison.ts'
import { FEWEST_OUTSTANDING } from './slope.ts'

/** ln p below which a common origin is found: section 2 of the method sets the level after correction. */
export const COMMON_ORIGIN = Math.log(1e-9)
/** ln p below which a part carries the common origin. */
export const CARRIED = Math.log(1e-6)
/** ln p above which a pair shows nothing. */
export const NOTHING_SEEN = Math.log(1e-3)
/** Coins that must have been tested before a component can be called independent. */
export const FEWEST_COINS = 64
/** Share of MLP blocks, or of the reference's layers, that makes a component derived rather than partial. */
export const DERIVED_SHARE = 0.75
/** Greatest share of units matched one to one among independent models: 276 twin pairs and the zoo gave at most .051. */
export const PHI_CONTROL_HIGH = 0.06
/** From here on units match one to one beyond any convergence seen. */
export const PHI_STRUCTURAL = 0.3

/** What the tests of one component came to. */
export type Findings = {
  /** corrected, over all tests and references */
  readonly logP: number
  /** some part consists of the reference's own rows, value for value */
  readonly rowsCopied: boolean
  readonly phi: number | undefined
  /** control models whose phi against the reference is at least as large; 0 without controls */
  readonly controlsAsAlike: number
  readonly coins: number
  readonly plantedFound: boolean
  readonly anyTest: boolean
  /** the weights of one side say nothing */
  readonly silent: boolean
  /** status of what is common, over the carried parts */
  readonly common: 'trained' | 'initial' | 'undecided'
  readonly share: number
}

/** The finding of one component, by section 0 of the method. */
export const componentVerdict = (findings: Findings): { finding: Finding; reason: Reason | null } => {
  const { logP, rowsCopied, phi = 0, controlsAsAlike, coins, plantedFound, anyTest, silent, common, share } = findings
  if (logP < COMMON_ORIGIN || rowsCopied) {
    switch (common) {
      case 'trained':
        return { finding: share >= DERIVED_SHARE ? 'derived' : 'partial', reason: null }
      case 'initial':
        return { finding: 'shared-init', reason: null }
      case 'undecided':
        return { finding: 'inconclusive', reason: 'common-origin' }
    }
  }
  if (silent) return { finding: 'inconclusive', reason: 'not-comparable' }
  if (!anyTest) return { finding: 'inconclusive', reason: 'no-frame' }
  if (logP < NOTHING_SEEN) return { finding: 'inconclusive', reason: 'weak-evidence' }
  if (phi >= PHI_STRUCTURAL && controlsAsAlike === 0) return { finding: 'structural', reason: null }
  if (coins < FEWEST_COINS && phi < PHI_STRUCTURAL) return { finding: 'inconclusive', reason: 'few-coins' }
  if (phi > PHI_CONTROL_HIGH) return { finding: 'inconclusive', reason: 'unexplained-match' }
  if (!plantedFound) return { finding: 'inconclusive', reason: 'no-power' }
  return { finding: 'independent', reason: null }
}

/** Below it a matrix is as it was initialised: greatest singular value over that of noise. */
const UNTRAINED = 1.25

/** Slopes of gate rows: children of one initialisation gave at most .55, derived pairs at least .82. */
const GATE_TRAINED = 0.75
const GATE_INITIAL = 0.6
/**
 * Slopes of embedding and value rows: early training moves these alike from one start, so children of one
 * initialisation reach .88 with a ratio to the bulk of .90, and derived pairs begin at .97 and 1.0.
 */
const REST_TRAINED = 0.93
const REST_TRAINED_RATIO = 0.95
const REST_INITIAL = 0.7

type Measured = Omit<PartOrigin, 'kind'>

/** What one carried part, or the medians over several, says of the common part. */
export const kindOfOrigin = (origin: Measured): PartOrigin['kind'] => {
  const { subjectOnReference: forward, referenceOnSubject: backward, subjectTrained, referenceTrained } = origin
  if (Math.min(subjectTrained, referenceTrained) < UNTRAINED) {
    // Noise can drown what was trained; a start knows nothing of the directions in which its child was trained.
    const onTrained = subjectTrained < referenceTrained ? forward : backward
    const drowned = Math.max(subjectTrained, referenceTrained) >= UNTRAINED && onTrained.top > GATE_INITIAL
    return drowned ? 'undecided' : 'initial'
  }
  if (Math.abs(origin.cosine) < NOTHING_IN_COMMON) return 'undecided' // what carries the common origin lies elsewhere
  const [ahead, back] = [trainedTop(forward), trainedTop(backward)]
  const top = Math.max(forward.top, backward.top)
  const chosen = (origin.paired ?? 1) < FEWEST_PAIRED
  if (origin.basis === 'gate') {
    if (Math.max(ahead, back) >= GATE_TRAINED) return chosen ? 'undecided' : 'trained'
    return top <= GATE_INITIAL ? 'initial' : 'undecided'
  }
  const steeper = ahead >= back ? forward : backward
  if (trainedTop(steeper) >= REST_TRAINED && steeper.top >= REST_TRAINED_RATIO * steeper.bulk) return 'trained'
  return top <= REST_INITIAL ? 'initial' : 'undecided'
}

/** The slope where it can show training: along noise, children of one start are as alike as parent and child. */
const trainedTop = ({ top, outstanding = FEWEST_OUTSTANDING }: Measured['subjectOnReference']): number =>
  outstanding >= FEWEST_OUTSTANDING ? top : 0

/**
 * Rows that find each other by likeness are the likest: where few do, their slope says more of the choice than of the
 * two models. Two children of one initialisation, both rotated and permuted, paired .53 of their units at a slope of .83,
 * where all of them have .51.
 */
const FEWEST_PAIRED = 0.7

/** Rows of one initialisation stay far above this cosine; unrelated ones stay below. */
const NOTHING_IN_COMMON = 0.05

/** Greatest slope seen between children of one initialisation, by the basis: what `trained` must exceed. */
const INITIAL_HIGH: Readonly<Record<PartOrigin['basis'], number>> = { gate: 0.55, value: 0.77, embedding: 0.88 }

/**
 * What is common to the component: by its gate rows where some are carried, else by value rows, else by the embedding.
 * The medians over parts decide; a single part may stray.
 */
export const trainedInCommon = (origins: readonly Measured[]): ComponentComparison['trained'] => {
  const basis = (['gate', 'value', 'embedding'] as const).find((name) =>
    origins.some((origin) => origin.basis === name),
  )
  const own = origins.filter((origin) => origin.basis === basis)
  const [first] = own
  if (first === undefined) return null
  const middle = (read: (origin: Measured) => number): number => median(own.map(read))
  const medians = {
    ...first,
    subjectOnReference: {
      top: middle((o) => o.subjectOnReference.top),
      outstanding: middle((o) => o.subjectOnReference.outstanding ?? FEWEST_OUTSTANDING),
      bulk: middle((o) => o.subjectOnReference.bulk),
    },
    referenceOnSubject: {
      top: middle((o) => o.referenceOnSubject.top),
      outstanding: middle((o) => o.referenceOnSubject.outstanding ?? FEWEST_OUTSTANDING),
      bulk: middle((o) => o.referenceOnSubject.bulk),
    },
    subjectTrained: middle((o) => o.subjectTrained),
    referenceTrained: middle((o) => o.referenceTrained),
    paired: middle((o) => o.paired ?? 1),
  }
  return {
    kind: kindOfOrigin(medians),
    basis: first.basis,
    slope: Math.max(medians.subjectOnReference.top, medians.referenceOnSubject.top),
    parts: own.length,
    initialHigh: INITIAL_HIGH[first.basis],
  }
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  if (sorted.length === 0) return 0
  return Number.isInteger(middle)
    ? ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
    : (sorted[Math.floor(middle)] as number)
}

const GRAVITY: readonly Finding[] = ['derived', 'partial', 'structural', 'shared-init', 'inconclusive', 'independent']

/** A model is derived if every component is; partial if some are derived or partial; else the gravest of them. */
export const modelFinding = (findings: readonly Finding[], complete: boolean): Finding => {
  if (findings.length === 0) return 'inconclusive'
  if (complete && findings.every((finding) => finding === 'derived')) return 'derived'
  if (findings.some((finding) => finding === 'derived' || finding === 'partial')) return 'partial'
  return GRAVITY.find((finding) => findings.includes(finding)) ?? 'inconclusive'
}
