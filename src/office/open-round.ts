import type { Digest } from '#base'
import type { LedgerEntry } from '#ledger'
import { rulesDigest } from '#programme'
import type { Office } from './office.ts'
import type { Run } from './ports.ts'
import type { ProgrammeFolder } from './programme-folder.ts'
import type { OnProgress } from './progress.ts'

/** A round while it is evaluated: the office, the programme's folder, and the ledger's view of it. */
export type OpenRound = {
  readonly office: Office
  readonly programme: ProgrammeFolder
  readonly id: string
  readonly rules: Digest
  /** jobs at a time in this process */
  readonly concurrency: number
  readonly run: Run
  readonly signal: AbortSignal
  readonly onProgress: OnProgress
  /** This round's entries, oldest first. */
  readonly entries: () => Promise<readonly LedgerEntry[]>
  /** Enters official acts, in this order, in one transaction; nothing if there are none. */
  readonly enter: (acts: readonly Act[]) => Promise<void>
}

export type Act = Pick<LedgerEntry, 'act' | 'subject' | 'digests' | 'facts'>

export const openRound = (
  office: Office,
  programme: ProgrammeFolder,
  { run, concurrency, signal, onProgress }: Pick<OpenRound, 'run' | 'concurrency' | 'signal' | 'onProgress'>,
): OpenRound => {
  const id = programme.plan.round
  const name = programme.rules.programme
  return {
    office,
    programme,
    id,
    rules: rulesDigest(programme.rules),
    run,
    concurrency,
    signal,
    onProgress,
    entries: async () =>
      (await office.store.ledger.entries(0)).filter((entry) => entry.programme === name && entry.round === id),
    enter: async (acts) => {
      signal.throwIfAborted()
      if (acts.length === 0) return
      const at = office.clock()
      await office.store.ledger.append(acts.map((act) => ({ at, programme: name, round: id, by: 'office', ...act })))
    },
  }
}

/** The teams that hand in weights in this round, in the order of the plan. */
export const teamsOf = ({ programme }: OpenRound): string[] => programme.plan.submissions.map(({ team }) => team)
