import type { ComponentComparison, Note, PartOrigin } from './comparison.ts'
import type { ComponentSites } from './component-sites.ts'
import { median } from './component-verdict.ts'
import type { Prepared, UnitBlock } from './prepared.ts'

/** What a reader must know beside the finding; texts in error-texts.ts. */
export const notesOf = ({
  subject,
  reference,
  verdict,
  hiddenMoved,
  common,
  sampled,
}: {
  subject: Prepared
  reference: Prepared
  verdict: { finding: ComponentComparison['finding'] }
  hiddenMoved: boolean
  common: PartOrigin['kind']
  sampled: boolean
}): Note[] => {
  const notes: Note[] = []
  if (verdict.finding === 'independent') notes.push({ code: 'power-limits', facts: {} })
  if (verdict.finding === 'structural') notes.push({ code: 'no-p-value', facts: {} })
  if (hiddenMoved) notes.push({ code: 'hidden-order-undone', facts: {} })
  if (sampled) notes.push({ code: 'sampled', facts: {} })
  if (verdict.finding === 'derived' && common === 'trained') notes.push({ code: 'same-batches', facts: {} })
  const excluded = [subject, reference].map((side) => median(side.units.map(shareLeftOut)))
  if (excluded.some((share) => share > 0)) {
    notes.push({ code: 'units-excluded', facts: { subject: excluded[0] ?? 0, reference: excluded[1] ?? 0 } })
  }
  return notes
}

const shareLeftOut = ({ excluded, leaders }: UnitBlock): number => {
  const out = excluded.reduce((sum, flag, unit) => sum + (flag === 1 || (leaders?.[unit] ?? unit) !== unit ? 1 : 0), 0)
  return excluded.length === 0 ? 0 : out / excluded.length
}

/** Why no test could be made. */
export const noFrameNote = ({
  subject,
  reference,
}: {
  readonly subject: ComponentSites
  readonly reference: ComponentSites
}): Note => {
  const unknown = [subject, reference].find(({ architecture }) => architecture === undefined)
  if (unknown !== undefined) return { code: 'layout-unknown', facts: { component: unknown.component } }
  if (subject.hidden === reference.hidden) return { code: 'nothing-to-test', facts: { component: subject.component } }
  return { code: 'widths-differ', facts: { subject: subject.hidden ?? 0, reference: reference.hidden ?? 0 } }
}
