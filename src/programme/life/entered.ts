import type { z } from 'zod'
import { type Digest, type Evidence, type Instant } from '#base'
import { readResult } from '../docket.ts'

/**
 * An act as the ledger holds it: what was said, who signed it, and when the office's own clock entered it. An act is a
 * piece of evidence; its moment and its signers stand in the entry, so that the same act always has the same name.
 */
export type Entered = {
  readonly digest: Digest
  readonly act: Evidence
  readonly at: Instant
  /** Ids of people or of parties, as the rules name them. */
  readonly by: readonly string[]
}

/** An act with its result read. */
export type Read<T> = Entered & { readonly result: T }

/**
 * The acts of a kind in the order of their entry, whose subject has these members.
 * @throws AssayError `programme/evidence-malformed`
 */
export const actsOf = <T>(
  acts: readonly Entered[],
  kind: string,
  schema: z.ZodType<T>,
  subject: Readonly<Record<string, string>> = {},
): readonly Read<T>[] =>
  acts
    .filter(
      ({ act }) => act.kind === kind && Object.entries(subject).every(([name, value]) => act.subject[name] === value),
    )
    .map((one) => ({ ...one, result: readResult(schema, one.digest, one.act) }))
