import { architectureRules } from '../../src/provenance/architectures.ts'
import { compareComponent, type Known, withoutFrame } from '../../src/provenance/compare-component.ts'
import type { ComponentComparison } from '../../src/provenance/comparison.ts'
import { componentSites, type ComponentSites } from '../../src/provenance/component-sites.ts'
import { prepare } from '../../src/provenance/prepare.ts'
import type { Prepared } from '../../src/provenance/prepared.ts'
import { readingPlan } from '../../src/provenance/reading-plan.ts'
import { type Collection, type Lineage, openZoo, pairsIn, type Truth, truthOf, withoutTruth } from './zoo.ts'

// Every model is prepared once: these have the whole of their weights tested whichever model they meet.
const rules = architectureRules()
const sites = new Map<string, Promise<ComponentSites>>()
const prepared = new Map<string, Promise<Prepared>>()

const sitesOf = ({ model, component }: Lineage): Promise<ComponentSites> =>
  remembered(sites, `${model}/${component}`, async () => {
    const found = componentSites(await openZoo(model), rules).get(component)
    if (found === undefined) throw new Error(`${model} has no ${component}`)
    return found
  })

const remembered = <Value>(
  store: Map<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> => {
  const known = store.get(key) ?? make()
  store.set(key, known)
  return known
}

const ready = async (subject: Lineage, reference: Lineage): Promise<() => ComponentComparison> => {
  const [own, other] = [(await sitesOf(subject)) as Known, (await sitesOf(reference)) as Known]
  const circumstances = {
    sites: { subject: own, reference: other },
    effects: [],
    controls: new Map(),
    seed: 'pairs',
    references: 1,
    sampled: false,
  }
  const plan = readingPlan(own, other, { widths: 'any' })
  if (plan === undefined) return () => withoutFrame(circumstances)
  const preparedSide = (lineage: Lineage, side: 'subject' | 'reference', known: Known): Promise<Prepared> =>
    remembered(prepared, `${lineage.model}/${lineage.component}`, async () =>
      prepare(await openZoo(lineage.model), known, { plan: plan[side] }),
    )
  const left = await preparedSide(subject, 'subject', own)
  const right = await preparedSide(reference, 'reference', other)
  return () => compareComponent(left, right, circumstances)
}

/** What was found of one pair, beside what is true of it. */
export type Row = {
  readonly truth: Truth
  readonly subject: string
  readonly reference: string
  readonly result: ComponentComparison
  /** of the comparison, both models prepared */
  readonly milliseconds: number
}

/** Every two components of a collection for which a truth is claimed, compared. */
export const tableOf = async (
  collection: Collection,
  taken: (first: Lineage, second: Lineage) => boolean = () => true,
): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (const [first, second] of pairsIn(collection)) {
    if (withoutTruth(first, second) || !taken(first, second)) continue
    const compare = await ready(first, second)
    const started = performance.now()
    const result = compare()
    const milliseconds = performance.now() - started
    rows.push({ truth: truthOf(first, second), subject: first.model, reference: second.model, result, milliseconds })
  }
  return rows
}

/** How often each truth met each finding. */
export const counts = (rows: readonly Row[]): Record<string, number> => {
  const table: Record<string, number> = {}
  for (const { truth, result } of rows) {
    const key = `${truth} → ${result.finding}${result.reason === null ? '' : ` (${result.reason})`}`
    table[key] = (table[key] ?? 0) + 1
  }
  return table
}
