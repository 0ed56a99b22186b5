import { AssayError, Bilingual, Id } from '#base'
import { z } from 'zod'
import { problemsOf } from './problems.ts'
import { parseYaml } from './round-plan.ts'

const Reply = z.strictObject({ act: z.literal('reply'), team: Id, gate: Id, text: Bilingual })

const Determination = z.strictObject({
  act: z.literal('determination'),
  team: Id,
  gate: Id,
  state: z.enum(['met', 'not-met']),
  /** the finding that the officers had before them; another one in evidence refuses the act */
  finding: z.string().min(1).max(100),
  /** what independent models give: no finding is printed without it */
  'under-independence': Bilingual,
  reasons: Bilingual,
  by: z.array(Id).min(1).max(20),
})

const Withdrawal = z.strictObject({ act: z.literal('withdrawal'), team: Id, reason: Bilingual })

/** One act of a team or of officers, as a file in the round's `acts` folder. */
export const ActFile = z.discriminatedUnion('act', [Reply, Determination, Withdrawal])
export type ActFile = z.infer<typeof ActFile>

/** @throws AssayError `office/act-malformed` with every problem and its path */
export const parseAct = (text: string, where: string): ActFile => {
  const act = ActFile.safeParse(parseYaml(text, where, 'office/act-malformed'))
  if (act.success) return act.data
  const problems = problemsOf(act.error)
  throw new AssayError('office/act-malformed', { where, problems })
}
