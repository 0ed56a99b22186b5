import { z } from 'zod'
import { Digest, digestOfJson } from './digest.ts'
import type { Json } from './json.ts'

/**
 * Something measured, judged or declared, addressed by its content.
 *
 * The same work gives the same evidence, so retries are harmless: `method.parameters` holds seed and library versions,
 * never host, threads or time. Who admitted it and when stands in the ledger entry that does.
 */
export type Evidence = {
  /** What was found out: `provenance`, `determination`, or the measure that a part of the rules names. */
  readonly kind: string
  /** Whom or what it is about: `round`, `team`, and for some kinds `gate`, `reference`, `task`. */
  readonly subject: Readonly<Record<string, string>>
  readonly method: {
    readonly name: string
    readonly version: string
    readonly parameters: Readonly<Record<string, Json>>
  }
  /** Everything that it was computed from. */
  readonly inputs: readonly Digest[]
  readonly result: Json
}

const Name = z.string().min(1).max(200)

/** Evidence from outside; strict, so that nothing rides along unseen. */
export const Evidence: z.ZodType<Evidence> = z.strictObject({
  kind: Name,
  subject: z.record(Name, z.string().max(500)),
  method: z.strictObject({ name: Name, version: Name, parameters: z.record(z.string(), z.json()) }),
  inputs: z.array(Digest).max(10_000),
  result: z.json(),
})

/** The name of a piece of evidence: SHA-256 of its canonical JSON. */
export const evidenceDigest = (evidence: Evidence): Digest => digestOfJson(evidence)
