// Relation labels and directions of every ordered pair of the zoo's language models that share trained weights, against
// what lineage.csv says: `node scripts/relation-table.ts [MODEL …]`, with names only the pairs that one of them takes
// part in. Prints what differs and the counts.
import { compareModels } from '../src/provenance/index.ts'
import { openZoo } from '../test/support/zoo.ts'

/** What was done to each model after its parents, as far as it leaves a mark of its own. */
const MARKS: Readonly<Record<string, string | undefined>> = {
  'base-a': undefined,
  'a-finetune': undefined,
  'a-continued': undefined,
  'a-merged': undefined,
  'a-lora': undefined,
  'a-permuted': 'permuted',
  'a-rotated': 'rotated',
  'a-rescaled': 'rescaled',
  'a-shallow': 'layers-dropped',
  'a-deeper': 'layers-repeated',
  'a-narrow': 'width-pruned',
  'a-moe': 'upcycled',
  'a-int4': 'rounded',
}
const PARENTS: Readonly<Record<string, readonly string[]>> = { 'a-merged': ['base-a', 'a-finetune', 'a-continued'] }

const names = Object.keys(MARKS)
const chosen = process.argv.slice(2)
const marks = new Set(Object.values(MARKS).filter((mark) => mark !== undefined))
const isChildOf = (one: string, other: string): boolean =>
  one !== 'base-a' && one !== other && (PARENTS[one] ?? ['base-a']).includes(other)
const directions: Record<string, number> = {}
let labels = 0
let wrong = 0

for (const subject of names) {
  for (const reference of names) {
    const wantedPair = chosen.length === 0 || chosen.includes(subject) || chosen.includes(reference)
    if (subject === reference || !wantedPair) continue
    const { components } = await compareModels(await openZoo(subject), await openZoo(reference), { seed: 'zoo' })
    const [component] = components
    if (component === undefined) continue
    const wanted = [MARKS[subject], MARKS[reference]].filter((mark) => mark !== undefined).toSorted()
    const got = component.relations.filter((relation) => marks.has(relation)).toSorted()
    labels++
    if (wanted.join() !== got.join()) {
      wrong++
      process.stdout.write(
        `${subject} × ${reference}: ${component.relations.join(' + ')}, wanted ${wanted.join(' + ')}\n`,
      )
    }
    const truth = isChildOf(subject, reference)
      ? 'subject-from-reference'
      : isChildOf(reference, subject)
        ? 'reference-from-subject'
        : 'common-ancestor'
    const key = `${truth} → ${component.direction}`
    directions[key] = (directions[key] ?? 0) + 1
    if (component.direction !== 'undecided' && component.direction !== truth) {
      process.stdout.write(
        `${subject} × ${reference}: ${component.direction} by ${component.directionBasis}, truth ${truth}\n`,
      )
    }
  }
}
process.stdout.write(`${JSON.stringify({ labels, wrong, directions })}\n`)
