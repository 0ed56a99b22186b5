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
  /** The evidence of a kind on a team, where there is exactly one piece; its result is not read yet. */
  readonly only: (kind: string, team: string) => readonly [Digest, Evidence] | undefined
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

/** Names of evidence that the caller has checked already, so that they need not be computed again. */
export type KnownDigests = ReadonlyMap<Evidence, Digest>

type Entry = readonly [Digest, Evidence]
/** All of a kind, and those of each team; each list is sorted by digest when first asked for. */
type Shelf = {
  readonly all: Entry[]
  readonly byTeam: Map<string, Entry[]>
  readonly sorted: Set<readonly Entry[]>
  /** Digests of the pieces where a team has more than one. */
  readonly twice: Set<Digest>
}

export const openDocket = (evidence: readonly Evidence[], round: string, known?: KnownDigests): Docket => {
  const teams = new Set<string>()
  const shelves = new Map<string, Shelf>()
  for (const one of evidence) {
    if (one.subject['round'] !== round) continue
    const digest = known?.get(one) ?? evidenceDigest(one)
    file(shelves, [digest, one])
    const { team } = one.subject
    if (team !== undefined) teams.add(team)
  }
  return {
    round,
    named: [...teams].toSorted(),
    only: (kind, team) => {
      const own = shelves.get(kind)?.byTeam.get(team)
      return own?.length === 1 ? own[0] : undefined
    },
    all: <T>(kind: string, schema: z.ZodType<T>, subject: Evidence['subject'] = NOBODY) => {
      const filed: Filed<T>[] = []
      for (const [digest, one] of shelfOf(shelves.get(kind), subject['team'])) {
        if (!isAbout(one, subject)) continue
        filed.push({ digest, subject: one.subject, inputs: one.inputs, result: readResult(schema, digest, one) })
      }
      return filed
    },
  }
}

const NOBODY: Evidence['subject'] = {}

const isAbout = (one: Evidence, subject: Evidence['subject']): boolean => {
  for (const name in subject) if (one.subject[name] !== subject[name]) return false
  return true
}

const file = (shelves: Map<string, Shelf>, entry: Entry): void => {
  const [digest, { kind, subject }] = entry
  let shelf = shelves.get(kind)
  if (shelf === undefined)
    shelves.set(kind, (shelf = { all: [], byTeam: new Map(), sorted: new Set(), twice: new Set() }))
  const { team = NO_TEAM } = subject
  const own = shelf.byTeam.get(team)
  if (own === undefined) shelf.byTeam.set(team, [entry])
  else {
    // The same piece handed in twice is one piece; most shelves hold a single one, and need no set to tell.
    if (own.length === 1) shelf.twice.add(own[0]![0])
    if (shelf.twice.has(digest)) return
    shelf.twice.add(digest)
    own.push(entry)
  }
  shelf.all.push(entry)
}

const NO_TEAM = ' '

const shelfOf = (shelf: Shelf | undefined, team: string | undefined): readonly Entry[] => {
  const list = team === undefined ? shelf?.all : shelf?.byTeam.get(team)
  if (shelf === undefined || list === undefined) return []
  if (list.length > 1 && !shelf.sorted.has(list)) {
    list.sort(byDigest)
    shelf.sorted.add(list)
  }
  return list
}

const byDigest = ([a]: Entry, [b]: Entry): number => (a < b ? -1 : 1)

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
  if (others.length === 0) return { result: first.result, evidence: [first.digest] }
  const said = [...new Set(filed.map(({ result }) => says(result)))]
  const evidence = filed.map(({ digest }) => digest)
  if (said.length > 1) {
    throw new AssayError('programme/evidence-contradicts', { ...about, said: said.toSorted(), evidence })
  }
  return { result: first.result, evidence }
}
