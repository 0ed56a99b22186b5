import { AssayError, type Instant } from '#base'

export type Window = { readonly opens: Instant; readonly closes: Instant }

/** What is known of the time besides the clock: the ledger does not run backwards. */
export type TimeKnown = {
  readonly now: Instant
  /** the latest moment on the ledger */
  readonly latest: Instant | undefined
  /** whether the ledger says that the window was closed */
  readonly isClosed: boolean
}

/**
 * The office's time: its clock, but never before what the ledger has recorded. A clock that was set back cannot undo a
 * deadline that has been seen.
 */
export const officeTime = ({ now, latest }: TimeKnown): Instant => (latest !== undefined && latest > now ? latest : now)

/**
 * Lets an act pass at a moment inside the window: from `opens` on, before `closes`.
 *
 * @returns the moment that counts
 * @throws AssayError `submission/too-early`, `submission/too-late` with the rule
 */
export const refuseOutside = ({ opens, closes }: Window, time: TimeKnown): Instant => {
  const at = officeTime(time)
  if (at < opens) throw new AssayError('submission/too-early', { rule: 'submission.opens', at, opens })
  if (time.isClosed || at >= closes)
    throw new AssayError('submission/too-late', { rule: 'submission.closes', at, closes })
  return at
}
