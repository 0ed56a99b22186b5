import type { z } from 'zod'
import { AssayError, type Digest, type Evidence, evidenceDigest } from '#base'

/** One piece of evidence with its name, its result read. */
export type Filed<T> = {
  readonly digest: Digest
  readonly subject: Readonly<Record<string, string>>
  readonly inputs: readonly Digest[]
  readonly result: T
}

/** The evidence of one round, found by kind and subject; the order in which it came leaves no trace. */
export type Docket = {
  readonly round: string
  /** Everybody whom evidence of this round names as its team, sorted. */
  readonly named: readonly string[]
  /**
   * All evidence of a kind whose subject has these members, by digest.
   * @throws AssayError `programme/evidence-malformed` when a result is not of the form that the kind has
   */
  readonly all: <T>(
    kind: string,
    schema: z.ZodType<T>,
    subject?: Readonly<Record<string, string>>,
  ) => readonly Filed<T>[]
}

export const openDocket = (evidence: readonly Evidence[], round: string): Docket => {
  const filed = new Map<Digest, Evidence>()
  for (const one of evidence) if (one.subject['round'] === round) filed.set(evidenceDigest(one), one)
  const shelves = new Map<string, [Digest, Evidence][]>()
  for (const entry of [...filed].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const [, { kind, subject }] = entry
    for (const shelf of new Set([shelfOf(kind, undefined), shelfOf(kind, subject['team'])])) {
      const known = shelves.get(shelf)
      if (known === undefined) shelves.set(shelf, [entry])
      else known.push(entry)
    }
  }
  const teams = [...filed.values()].flatMap(({ subject }) => subject['team'] ?? [])
  return {
    round,
    named: [...new Set(teams)].toSorted(),
    all: (kind, schema, subject = {}) =>
      (shelves.get(shelfOf(kind, subject['team'])) ?? [])
        .filter(
          ([, one]) =>
            one.kind === kind && Object.entries(subject).every(([name, value]) => one.subject[name] === value),
        )
        .map(([digest, one]) => ({
          digest,
          subject: one.subject,
          inputs: one.inputs,
          result: readResult(schema, digest, one),
        })),
  }
}

const shelfOf = (kind: string, team: string | undefined): string => (team === undefined ? kind : `${kind} ${team}`)

/** @throws AssayError `programme/evidence-malformed` */
export const readResult = <T>(schema: z.ZodType<T>, digest: Digest, { kind, result }: Evidence): T => {
  const parsed = schema.safeParse(result)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `result/${path.map(String).join('/')}: ${message}`)
  throw new AssayError('programme/evidence-malformed', { evidence: digest, kind, problems })
}

/**
 * What several pieces of evidence agree on. Two of them that say the same are no harm; two that differ are refused,
 * because to choose between them is no business of a calculation.
 *
 * @param says what the evidence must agree on, as text
 * @throws AssayError `programme/evidence-contradicts`
 */
export const agreed = <T>(
  filed: readonly Filed<T>[],
  says: (result: T) => string,
  about: Readonly<Record<string, string>>,
): { readonly result: T; readonly evidence: readonly Digest[] } | undefined => {
  const [first, ...others] = filed
  if (first === undefined) return undefined
  const said = [...new Set(filed.map(({ result }) => says(result)))]
  const evidence = filed.map(({ digest }) => digest)
  if (others.length > 0 && said.length > 1) {
    throw new AssayError('programme/evidence-contradicts', { ...about, said: said.toSorted(), evidence })
  }
  return { result: first.result, evidence }
}
