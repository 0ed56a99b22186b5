// Measures how well fingerprints find a model's family: an index of every family's root, of the twins and of synthetic
// independents; each child of the zoo as query, as it is and fully disguised. Takes some minutes; progress on stderr.
// Run: node scripts/measure-search.ts [synthetic independents] [disguises of each child]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TensorSource } from '#tensors'
import { fingerprintModel } from '../src/provenance/fingerprints/fingerprint-model.ts'
import { type Near, nearestKnown } from '../src/provenance/fingerprints/known-models.ts'
import { fileIndices } from '../src/provenance/indices/index.ts'
import { fullyDisguised, languageOf, syntheticIndependents } from '../test/support/synthetic-models.ts'
import { type Lineage, lineageOf, openZoo } from '../test/support/zoo.ts'

const SYNTHETIC = Number(process.argv[2] ?? 1_000)
const DISGUISES = Number(process.argv[3] ?? 3)

const lineages = (['zoo', 'twins', 'one-init'] as const).flatMap(lineageOf)
// Names of roots are unique within a collection.
const familyOf = ({ collection, root, component }: Lineage): string | undefined =>
  root === undefined ? undefined : `${collection === 'one-init' ? 'one-init ' : ''}${root} ${component}`
const roots = new Map<string, Lineage>()
for (const lineage of lineages) {
  const family = familyOf(lineage)
  if (family !== undefined && !roots.has(family)) roots.set(family, lineage)
}
const children = lineages.filter((one) => {
  const family = familyOf(one)
  return family !== undefined && roots.get(family) !== one && one.collection !== 'twins'
})

const folder = await mkdtemp(join(tmpdir(), 'assay-search-'))
const index = join(folder, 'known.idx')
/** What each source of the index is, by component. */
const families = new Map<string, string>()
const add = async (source: string, model: TensorSource, family: (component: string) => string | undefined) => {
  const fingerprints = await fingerprintModel(model)
  const kept = fingerprints.filter(({ component }) => family(component) !== undefined)
  for (const { component } of kept) families.set(`${source} ${component}`, family(component) ?? '')
  await fileIndices.add(index, [{ model: source, source, fingerprints: kept }])
}

const rootModels = new Set([...roots.values()].map(({ model }) => model))
for (const model of rootModels) {
  const own = [...roots].filter(([, lineage]) => lineage.model === model)
  await add(model, await openZoo(model), (component) => own.find(([, one]) => one.component === component)?.[0])
}
let made = 0
for await (const { model, family } of syntheticIndependents(SYNTHETIC, 'search')) {
  const donor = lineages.find((one) => one.model === family && one.component === 'language')
  const known = donor === undefined ? family : familyOf(donor)
  await add(model.label, model, () => known)
  if (++made % 100 === 0) process.stderr.write(`${made} synthetic models\n`)
}

const known = await fileIndices.load(index)
process.stdout.write(
  `index: ${rootModels.size} trained models, ${made} synthetic, digest ${known.digest.slice(0, 16)}\n`,
)

type Outcome = { readonly query: string; readonly right: boolean; readonly own: number; readonly other: number }
const judged = (query: string, family: string, near: readonly Near[]): Outcome => {
  const isOwn = ({ known: { source, component } }: Near): boolean => families.get(`${source} ${component}`) === family
  const [first] = near
  const best = (own: boolean): number => near.find((one) => isOwn(one) === own)?.score.similarity ?? Number.NaN
  return { query, right: first !== undefined && isOwn(first), own: best(true), other: best(false) }
}
const told = (title: string, outcomes: readonly Outcome[]): void => {
  const right = outcomes.filter((one) => one.right).length
  process.stdout.write(`\n${title}: top-1 in family ${right}/${outcomes.length}\n`)
  for (const { query, right: good, own, other } of outcomes) {
    process.stdout.write(
      `  ${good ? ' ' : '!'} ${query}: family ${own.toFixed(3)}, nearest other ${other.toFixed(3)}\n`,
    )
  }
}

const found = { token: [] as Outcome[], block: [] as Outcome[], disguised: [] as Outcome[] }
for (const child of children) {
  const family = familyOf(child) ?? ''
  const name = `${child.model} ${child.component}`
  const model = await openZoo(child.model)
  const own = (await fingerprintModel(model)).find(({ component }) => component === child.component)
  if (own === undefined) continue
  const near = nearestKnown(known, own, known.components.length)
  found.token.push(judged(name, family, near.token))
  found.block.push(judged(name, family, near.block))
  // A vision transformer with LayerNorm and fixed positions cannot be rotated.
  if (child.component !== 'language') continue
  for (let turn = 0; turn < DISGUISES; turn++) {
    const hidden = await fullyDisguised(languageOf(model), `${child.model} ${turn}`)
    const [code] = await fingerprintModel(hidden)
    if (code === undefined) continue
    const again = nearestKnown(known, code, known.components.length)
    found.disguised.push(judged(`${name}, disguise ${turn}`, family, again.block))
  }
}
told('token codes', found.token)
told('block codes', found.block)
told('block codes, fully disguised with another order of the vocabulary', found.disguised)
await rm(folder, { recursive: true, force: true })
