import type { Digest } from '#base'
import type { Office } from '../office.ts'
import { windowClosedEntry } from './acts-of-submission.ts'
import type { RoundAtHand } from './round-at-hand.ts'
import { parseSubmission } from './signed-submission.ts'
import { folderStaging } from './staging.ts'
import { officeTime } from './window.ts'

/** They stand in one entry of the ledger, which holds 65,535 bytes. */
const MOST_PENDING = 500

/** Enters that the window is closed, if it is over and the ledger does not say so yet. */
export const closeIfOver = async (office: Office, at: RoundAtHand): Promise<boolean> => {
  const now = officeTime(at.time)
  if (at.time.isClosed || now < at.rules.closes) return at.time.isClosed
  const pending = await pendingOf(office, at)
  await office.store.ledger.append([windowClosedEntry({ ...at, at: now }, { closes: at.rules.closes, pending })])
  return true
}

/** Handed in before the deadline, and neither received nor refused yet. */
export const pendingOf = async ({ home }: Office, at: RoundAtHand): Promise<readonly Digest[]> => {
  const staging = folderStaging(home)
  const pending: Digest[] = []
  const entered = new Set(at.submissions.map(({ id }) => id))
  for (const id of await staging.handedIn()) {
    const kept = entered.has(id) ? undefined : await staging.read(id)
    if (kept === undefined) continue
    const { programme, round } = parseSubmission(kept.note)
    if (programme === at.programme && round === at.round) pending.push(id)
  }
  return pending.filter((id) => !at.time.isClosed || at.pending.includes(id)).slice(0, MOST_PENDING)
}
