// Measures what independent models give for the cosine and Pearson correlation of aligned tensors, by role, and writes
// src/provenance/independent-ranges.ts. Run: node scripts/measure-independent-ranges.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { similarityPass } from '#tensors'
import { architectureRules } from '../src/provenance/architectures.ts'
import { componentSites } from '../src/provenance/component-sites.ts'
import { alignTensors } from '../src/provenance/tensor-alignment.ts'
import { openZoo, pairsIn, truthOf } from '../test/support/zoo.ts'

type Seen = { cosines: number[]; pearsons: number[]; models: Set<string> }

const rules = architectureRules()
const roles = new Map<string, Seen>()
for (const collection of ['zoo', 'twins'] as const) {
  for (const [first, second] of pairsIn(collection)) {
    // An untrained model has no root; its weights are noise and would only narrow the ranges.
    if (first.root === undefined || second.root === undefined || truthOf(first, second) !== 'independent') continue
    const [a, b] = [await openZoo(first.model), await openZoo(second.model)]
    const [own, other] = [a, b].map((model) => componentSites(model, rules).get(first.component)?.tensors ?? [])
    const aligned = alignTensors(own ?? [], other ?? [])
    const pairs = aligned.map(({ subject, reference }) => ({ subject: subject.name, reference: reference.name }))
    const measured = await similarityPass(a, b, pairs)
    for (const [i, { role }] of aligned.entries()) {
      const seen = roles.get(role) ?? { cosines: [], pearsons: [], models: new Set() }
      roles.set(role, seen)
      const { cosine, pearson } = measured[i] ?? {}
      if (cosine !== undefined) seen.cosines.push(cosine)
      if (pearson !== undefined) seen.pearsons.push(pearson)
      seen.models.add(first.model).add(second.model)
    }
    await Promise.all([a.close(), b.close()])
  }
}

const down = (values: readonly number[]): string => (Math.floor(Math.min(...values) * 1000) / 1000).toFixed(3)
const up = (values: readonly number[]): string => (Math.ceil(Math.max(...values) * 1000) / 1000).toFixed(3)
const band = (values: readonly number[]): string => `{ low: ${down(values)}, high: ${up(values)} }`
const lines = [...roles]
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([role, { cosines, pearsons, models }]) => {
    // Between independent models the sign is an accident; only gains and biases have a preferred one.
    const even = (values: readonly number[]): string => band(values.flatMap((value) => [value, -value]))
    const cosineBand = role === 'norm' || role === 'bias' ? band(cosines) : even(cosines)
    return `    ${role}: { cosine: ${cosineBand}, pearson: ${even(pearsons)}, models: ${models.size}, tensors: ${cosines.length} },`
  })
const text = `/** What independent models gave for tensors of one role: the whole range, from the least to the greatest. */
export type IndependentRange = {
  readonly cosine: { readonly low: number; readonly high: number }
  readonly pearson: { readonly low: number; readonly high: number }
  /** trained models that entered, and pairs of tensors */
  readonly models: number
  readonly tensors: number
}

/**
 * Cosine and Pearson correlation of aligned tensors of independently trained models, by role: the zoo's independent
 * pairs, and twins that saw the same data in the same order from other seeds. Small models (0.1–1.3 M weights) scatter
 * more widely than large ones. Measured by scripts/measure-independent-ranges.ts; not to be edited by hand.
 */
export const independentRanges: { readonly roles: Readonly<Record<string, IndependentRange>> } = {
  roles: {
${lines.join('\n')}
  },
}
`
writeFileSync(join(import.meta.dirname, '../src/provenance/independent-ranges.ts'), text)
