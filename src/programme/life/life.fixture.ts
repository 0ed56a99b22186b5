import { type Evidence, evidenceDigest, type Instant, type Json } from '#base'
import { evidence } from '../small-round.fixture.ts'
import type { Entered } from './entered.ts'

/** A moment of 2027: `at('03-02 09:00')`. */
export const at = (moment: string): Instant => `2027-${moment.replace(' ', 'T')}:00.000Z` as Instant

export const entered = (act: Evidence, moment: Instant, ...by: readonly string[]): Entered => ({
  digest: evidenceDigest(act),
  act,
  at: moment,
  by,
})

/** An act of the small round. */
export const acted = (
  kind: string,
  subject: Readonly<Record<string, string>>,
  result: Json,
  { at: moment, by }: { readonly at: Instant; readonly by: readonly string[] },
): Entered => entered(evidence(kind, subject, result), moment, ...by)

export const words = (text: string) => ({ ko: text, en: text })
