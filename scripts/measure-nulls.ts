// Measures whether p-values are honest and innocents are left alone, on independent models: copies of one model under
// another gauge, twins that saw the same data from other seeds, models of noise; and on clones that hide behind a gauge.
// Run: node scripts/measure-nulls.ts [resampled|twins|clones|noise …] (all by default; minutes)
import { architectureRules } from '../src/provenance/architectures.ts'
import { allowedFamilies } from '../src/provenance/allowed-families.ts'
import { compareComponent, type Known } from '../src/provenance/compare-component.ts'
import { componentSites } from '../src/provenance/component-sites.ts'
import type { PartTest } from '../src/provenance/family-tests.ts'
import type { Prepared } from '../src/provenance/prepared.ts'
import {
  calibrationOf,
  EVERY_FAMILY,
  LEVELS,
  noiseModel,
  type NoiseShape,
  redrawn,
  signsRedrawn,
  testsEverywhere,
} from '../test/support/nulls.ts'
import { preparedWhole } from '../test/support/prepared-zoo.ts'
import { openZoo, pairsIn } from '../test/support/zoo.ts'

const [RESAMPLED, CLONES, NOISE, REDRAWN_TWINS] = [250, 300, 100, 4]

const decoder = { ...EVERY_FAMILY, query: { coin: false, label: false } } // its queries are rotary
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const show = (title: string, byModel: readonly (readonly PartTest[])[]): void => {
  say(`\n${title}: T against N(0,1), P(p ≤ ${LEVELS.join(', ')}) with the bound by resampling models, labels equal`)
  const groups = new Set(byModel.flat().map(({ family, frame }) => `${family} ${frame}`))
  for (const group of ['all', ...[...groups].toSorted()]) {
    const own = byModel.map((tests) =>
      tests.filter(({ family, frame }) => group === 'all' || `${family} ${frame}` === group),
    )
    const { coins, mean, deviation, ks, coinShare, coinHigh, labels, meanEqual, mostEqual, labelShare } =
      calibrationOf(own)
    const shares = (values: readonly number[]): string => values.map((value) => value.toFixed(4)).join(' ')
    say(
      [
        group.padEnd(16),
        `coins ${coins}`.padEnd(12),
        `T ${mean.toFixed(3)} ± ${deviation.toFixed(3)} D ${ks.toFixed(3)}`,
        `P ${shares(coinShare)} (${shares(coinHigh)})`,
        ...(labels === 0
          ? []
          : [`labels ${labels} K ${meanEqual.toFixed(3)} most ${mostEqual} P ${shares(labelShare)}`]),
      ].join(' | '),
    )
  }
}

const rules = architectureRules()
const findings = new Map<string, Record<string, number>>()
const dropped = new Map<string, { failed: number; of: number }>()
const worst = new Map<string, { log10P: number; phi: number }>()

const judged = async (title: string, subject: Prepared, reference: Prepared): Promise<void> => {
  const sites = componentSites(await openZoo('base-a'), rules).get('language') as Known
  const circumstances = { sites: { subject: sites, reference: sites }, effects: [], controls: new Map() }
  const result = compareComponent(subject, reference, {
    ...circumstances,
    seed: 'nulls',
    references: 1,
    sampled: false,
  })
  const table = findings.get(title) ?? {}
  findings.set(title, table)
  const key = `${result.finding}${result.reason === null ? '' : ` (${result.reason})`}`
  table[key] = (table[key] ?? 0) + 1
  const known = worst.get(title) ?? { log10P: 0, phi: 0 }
  worst.set(title, {
    log10P: Math.min(known.log10P, result.log10P),
    phi: Math.max(known.phi, result.phi?.value ?? 0),
  })
}

const countDrops = (subject: Prepared): void => {
  for (const { family, need, subject: side } of allowedFamilies(subject, subject).preconditions) {
    const entry = dropped.get(`${family} ${need}`) ?? { failed: 0, of: 0 }
    dropped.set(`${family} ${need}`, entry)
    entry.of++
    if (side?.holds === false) entry.failed++
  }
}

const zoo = async (name: string): Promise<Prepared> => preparedWhole(await openZoo(name))

const resampled = async (): Promise<void> => {
  const [reference, model] = [await zoo('base-a'), await openZoo('base-b')]
  const byModel: (readonly PartTest[])[] = []
  for (let copy = 0; copy < RESAMPLED; copy++) {
    const subject = await preparedWhole(await redrawn(model, `resampled ${copy}`))
    byModel.push(testsEverywhere(subject, reference, decoder))
    await judged('resampled', subject, reference)
    countDrops(subject)
  }
  show(`${RESAMPLED} copies of base-b under another gauge against base-a`, byModel)
}

const twins = async (): Promise<void> => {
  const prepared = new Map<string, Prepared>()
  const byPair: (readonly PartTest[])[] = []
  for (const [first, second] of pairsIn('twins')) {
    for (const { model } of [first, second]) if (!prepared.has(model)) prepared.set(model, await zoo(model))
    const [subject, reference] = [prepared.get(first.model) as Prepared, prepared.get(second.model) as Prepared]
    byPair.push(testsEverywhere(subject, reference, decoder))
    await judged('twins', subject, reference)
  }
  for (const model of prepared.values()) countDrops(model)
  show(`${byPair.length} pairs of twins`, byPair)
  const redrawnPairs = pairsIn('twins').flatMap(([first, second]) =>
    Array.from({ length: REDRAWN_TWINS }, (_, copy) => {
      const { model } = signsRedrawn(prepared.get(first.model) as Prepared, `${first.model} ${second.model} ${copy}`)
      return testsEverywhere(model, prepared.get(second.model) as Prepared, decoder)
    }),
  )
  show(`${byPair.length} pairs of twins, signs redrawn ${REDRAWN_TWINS} times`, redrawnPairs)
}

const clones = async (): Promise<void> => {
  const [reference, model] = [await zoo('base-a'), await openZoo('base-a')]
  const byModel: (readonly PartTest[])[] = []
  for (let copy = 0; copy < CLONES; copy++) {
    const subject = await preparedWhole(await redrawn(model, `clone ${copy}`))
    byModel.push(testsEverywhere(subject, reference, decoder))
    await judged('clones', subject, reference)
  }
  show(`${CLONES} copies of base-a under another gauge against base-a`, byModel)
}

const SHAPES: Readonly<Record<string, NoiseShape>> = {
  small: { width: 64, units: 48, channels: 16, headWidth: 8, layers: 2, tokens: 64 },
  middle: { width: 160, units: 192, channels: 96, headWidth: 32, layers: 2, tokens: 256 },
  wide: { width: 600, units: 160, channels: 64, headWidth: 32, layers: 1, tokens: 200 },
  few: { width: 128, units: 12, channels: 8, headWidth: 8, layers: 4, tokens: 64 },
  repeated: { width: 128, units: 240, channels: 64, headWidth: 32, layers: 2, tokens: 128, repeated: 0.5 },
}

const noise = async (): Promise<void> => {
  for (const [name, shape] of Object.entries(SHAPES)) {
    const byModel: (readonly PartTest[])[] = []
    for (let pair = 0; pair < NOISE; pair++) {
      const subject = noiseModel(`${name} own ${pair}`, shape)
      byModel.push(testsEverywhere(subject, noiseModel(`${name} other ${pair}`, shape)))
      countDrops(subject)
    }
    show(`${NOISE} pairs of independent normal weights, ${name} ${JSON.stringify(shape)}`, byModel)
  }
}

const studies: Readonly<Record<string, () => Promise<void>>> = { resampled, twins, clones, noise }
const asked = process.argv.slice(2)
for (const [name, study] of Object.entries(studies)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const started = performance.now()
  await study()
  say(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`)
}
for (const [title, table] of findings) {
  const { log10P = 0, phi = 0 } = worst.get(title) ?? {}
  say(`${title}: ${JSON.stringify(table)}, least log10 p ${log10P.toFixed(2)}, greatest phi ${phi.toFixed(3)}`)
}
say('preconditions that failed on an honest model (level .001):')
for (const [key, { failed, of }] of dropped) say(`${key}: ${failed} of ${of}`)
