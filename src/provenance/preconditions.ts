import { correlation, logFairCoinTwoSided, logNormalTwoSided, ranksOf } from '#numeric'
import { centreOf, logPeriodicity, supportCentreOf } from './fixed-order.ts'
import type { Family } from './family-tests.ts'
import type { Prepared } from './prepared.ts'
import type { UnitRows } from './unit-rows.ts'

/** What a family needs of a model: signs that fall evenly, or an order that means nothing. */
export type Need = 'signs' | 'order'

/** One statistic of one part that would be off if signs were fixed or units sorted. */
export type PreconditionCheck = {
  readonly family: Family
  readonly need: Need
  readonly statistic: string
  readonly part: string
  /** share positive for signs; a rank correlation for order */
  readonly value: number
  readonly logP: number
}

/** The most striking check of one need on one model, corrected for all checks of that need. */
export type PreconditionState = {
  readonly checks: number
  readonly statistic: string
  readonly part: string
  readonly value: number
  readonly logP: number
  readonly holds: boolean
}

/** ln 1e-3: a family is dropped only if both models fail at this level. */
const FAILED = Math.log(1e-3)

export const preconditionState = (
  checks: readonly PreconditionCheck[],
  family: Family,
  need: Need,
): PreconditionState | undefined => {
  const own = checks.filter((check) => check.family === family && check.need === need)
  if (own.length === 0) return undefined
  const worst = own.reduce((a, b) => (b.logP < a.logP ? b : a))
  const logP = Math.min(0, worst.logP + Math.log(own.length))
  const { statistic, part, value } = worst
  return { checks: own.length, statistic, part, value, logP, holds: logP >= FAILED }
}

/** Every check that one model's parts allow; made once, since a reference meets many subjects. */
export const preconditionChecks = (prepared: Prepared): readonly PreconditionCheck[] => {
  const known = checksMade.get(prepared) ?? checksOf(prepared)
  checksMade.set(prepared, known)
  return known
}

const checksMade = new WeakMap<Prepared, readonly PreconditionCheck[]>()

const checksOf = ({ units, channels, hidden }: Prepared): readonly PreconditionCheck[] => [
  ...supportChecks(units),
  ...units.flatMap(({ part, gate, up, down, label, excluded }) => {
    const alive = aliveOf(excluded)
    const signs =
      up === undefined
        ? []
        : [
            signCheck('mean of the up row', alive, (i) => up.mean[i] as number),
            sideCheck('side of the up row', alive, up),
            sideCheck('side of the down column', alive, down),
            signCheck('cosine of up and gate', alive, (i) => dot(up, gate, i)),
            signCheck('cosine of gate and down', alive, (i) => dot(gate, down, i)),
            signCheck('mean of the down column', alive, (i) => down.mean[i] as number),
          ]
    const order = [
      ...orderChecks('length of the gate row', alive, { label, values: gate.length }),
      ...orderChecks('centre of the gate row', alive, { label, values: centreOf(gate) }),
    ]
    return [...signs, ...order].map((check) => ({ family: 'unit' as const, part, ...check }))
  }),
  ...channels.flatMap(({ part, v, o, q, k, label, headWidth, excluded }) => {
    const alive = aliveOf(excluded)
    const value = [
      signCheck('mean of the value row', alive, (i) => v.mean[i] as number),
      sideCheck('side of the value row', alive, v),
      sideCheck('side of the output column', alive, o),
      signCheck('mean of the output column', alive, (i) => o.mean[i] as number),
      orderInHeads('length of the value row', { label, values: v.length, headWidth }),
      ...centreChecks(v, { alive, label, headWidth }),
    ]
    const query =
      q === undefined || k === undefined
        ? []
        : [
            signCheck('mean of the query row', alive, (i) => q.mean[i] as number),
            signCheck('mean of the key row', alive, (i) => k.mean[i] as number),
          ]
    return [
      ...value.map((check) => ({ family: 'value' as const, part, ...check })),
      ...query.map((check) => ({ family: 'query' as const, part, ...check })),
      ...query.map((check) => ({ family: 'query-pair' as const, part, ...check })),
    ]
  }),
  ...(hidden?.tables ?? []).flatMap(({ name, rows }) => {
    const alive = aliveOf(hidden?.excluded ?? new Uint8Array())
    const label = hidden?.label ?? new Int32Array()
    const signs = [
      signCheck('mean', alive, (i) => rows.mean[i] as number),
      signCheck('skewness', alive, (i) => cubes(rows, i)),
    ]
    const order = [
      ...orderChecks('length', alive, { label, values: rows.length }),
      ...orderChecks('smoothness', alive, { label, values: smoothness(rows) }),
      ...orderChecks('centre', alive, { label, values: centreOf(rows) }),
    ]
    return [...signs, ...order].map((check) => ({ family: 'hidden' as const, part: name, ...check }))
  }),
]

type Check = Omit<PreconditionCheck, 'family' | 'part'>

const signCheck = (statistic: string, alive: Int32Array, valueOf: (unit: number) => number): Check => {
  let positive = 0
  let tossed = 0
  for (const unit of alive) {
    const value = valueOf(unit)
    if (value === 0) continue
    tossed++
    if (value > 0) positive++
  }
  const logP = tossed === 0 ? 0 : logFairCoinTwoSided(positive, tossed)
  return { need: 'signs', statistic, value: tossed === 0 ? 0.5 : positive / tossed, logP }
}

/**
 * Whether rows stand on one side whatever the axes: each of one half against the sum of the other half. A rotation hides
 * a common direction from the mean of a row, and not from this.
 */
const sideCheck = (statistic: string, alive: Int32Array, { width, unit }: UnitRows): Check => {
  const sum = new Float64Array(width)
  for (const i of alive.filter((_, place) => place % 2 === 0)) {
    for (let k = 0; k < width; k++) sum[k] = (sum[k] as number) + (unit[i * width + k] as number)
  }
  return signCheck(
    statistic,
    alive.filter((_, place) => place % 2 === 1),
    (i) => sum.reduce((total, value, k) => total + value * (unit[i * width + k] as number), 0),
  )
}

/** Whether a quantity goes with the index (Spearman), neighbours by index are alike, or it comes round in a period. */
const orderChecks = (
  what: string,
  alive: Int32Array,
  { label, values }: { label: Int32Array; values: ArrayLike<number> },
): readonly Check[] => {
  const units = alive.toSorted((a, b) => (label[a] as number) - (label[b] as number))
  const n = units.length
  if (n < FEWEST_UNITS) return []
  const ranks = ranksOf(Float64Array.from(units, (unit) => values[unit] as number))
  const places = Float64Array.from({ length: n }, (_, i) => i)
  const spearman = correlation(places, ranks)
  const serial = correlation(ranks.subarray(0, n - 1), ranks.subarray(1))
  const { period, logP } = logPeriodicity(
    Int32Array.from(units, (unit) => label[unit] as number),
    ranks,
  )
  return [
    { need: 'order', statistic: `period of the ${what}`, value: period, logP },
    {
      need: 'order',
      statistic: `${what} by index`,
      value: spearman,
      logP: logNormalTwoSided(spearman * Math.sqrt(n - 1)),
    },
    {
      need: 'order',
      statistic: `${what} of neighbours`,
      value: serial,
      logP: logNormalTwoSided((serial + 1 / n) * Math.sqrt(n)),
    },
  ]
}

// Heads differ from each other honestly, so only the order inside each head counts.
const orderInHeads = (
  what: string,
  { label, values, headWidth }: { label: Int32Array; values: ArrayLike<number>; headWidth: number },
): Check => {
  const heads = Math.floor(label.length / headWidth)
  const places = Float64Array.from({ length: headWidth }, (_, i) => i)
  let sum = 0
  for (let head = 0; head < heads; head++) {
    const own = Float64Array.from({ length: headWidth }, (_, i) => values[head * headWidth + i] as number)
    sum += correlation(places, ranksOf(own))
  }
  const mean = heads === 0 ? 0 : sum / heads
  const z = mean * Math.sqrt(heads * Math.max(0, headWidth - 1))
  return { need: 'order', statistic: `${what} by index inside heads`, value: mean, logP: logNormalTwoSided(z) }
}

/**
 * Rows fixed to inputs of their own (grouped projections) show it in where they read. Heads differ in that honestly too
 * as long as their order means nothing, so heads are held against heads, and inside them channels against channels.
 */
const centreChecks = (
  v: UnitRows,
  { alive, label, headWidth }: { alive: Int32Array; label: Int32Array; headWidth: number },
): readonly Check[] => {
  const what = 'centre of the value row'
  const values = centreOf(v)
  const heads = Math.floor(label.length / headWidth)
  const ofHeads = Float64Array.from({ length: heads }, (_, head) =>
    values.subarray(head * headWidth, (head + 1) * headWidth).reduce((sum, value) => sum + value / headWidth, 0),
  )
  const places = Int32Array.from(ofHeads.keys())
  const inside = orderInHeads(what, { label, values, headWidth })
  if (heads === 1) return orderChecks(what, alive, { label, values })
  return [inside, ...orderChecks(`${what} by heads`, places, { label: places, values: ofHeads })]
}

/** Whether units of the same number in two layers read from the same places, where rows are zero elsewhere. */
const supportChecks = (units: Prepared['units']): readonly PreconditionCheck[] => {
  const centres = units.map(({ gate }) => supportCentreOf(gate))
  return units.slice(1).flatMap((block, k) => {
    const [own, before, other] = [centres[k + 1], centres[k], units[k]]
    if (own === undefined || before === undefined || other === undefined) return []
    const placeOf = new Map([...other.label].map((label, place) => [label, place] as const))
    const both = [...block.label.keys()].flatMap((i) => {
      const j = placeOf.get(block.label[i] as number)
      return j === undefined || block.excluded[i] === 1 || other.excluded[j] === 1 ? [] : [[i, j] as const]
    })
    if (both.length < FEWEST_UNITS) return []
    const value = correlation(
      ranksOf(both.map(([i]) => own[i] as number)),
      ranksOf(both.map(([, j]) => before[j] as number)),
    )
    const logP = logNormalTwoSided(value * Math.sqrt(both.length - 1))
    return [
      {
        family: 'unit',
        need: 'order',
        statistic: 'place of the zeros of the gate row by layers',
        part: block.part,
        value,
        logP,
      },
    ]
  })
}

const FEWEST_UNITS = 8

const aliveOf = (excluded: Uint8Array): Int32Array =>
  Int32Array.from([...excluded.keys()].filter((unit) => excluded[unit] === 0))

const dot = (a: UnitRows, b: UnitRows, i: number): number => {
  let sum = 0
  for (let k = i * a.width; k < (i + 1) * a.width; k++) sum += (a.unit[k] as number) * (b.unit[k] as number)
  return sum
}

const cubes = ({ unit, width }: UnitRows, i: number): number => {
  let sum = 0
  for (let k = i * width; k < (i + 1) * width; k++) {
    const value = unit[k] as number
    sum += value * value * value // `** 3` is a call
  }
  return sum
}

/** Correlation of each row with itself one feature further: near 1 for sines along positions. */
const smoothness = ({ unit, width, n }: UnitRows): Float64Array => {
  const values = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let k = i * width; k < (i + 1) * width - 1; k++) sum += (unit[k] as number) * (unit[k + 1] as number)
    values[i] = sum
  }
  return values
}
