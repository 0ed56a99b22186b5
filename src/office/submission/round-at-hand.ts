import { AssayError, type Digest, type Instant, parseJson } from '#base'
import type { LedgerEntry } from '#ledger'
import type { Rules } from '#programme'
import type { Office } from '../office.ts'
import { pendingAtClose, receivedIn } from './acts-of-submission.ts'
import { type Standing, standings } from './standing.ts'
import { type SubmissionRules, submissionRules } from './submission-rules.ts'
import { teamKeys } from './team-keys.ts'
import type { TimeKnown } from './window.ts'

/** A round in whose window submissions are taken, as the ledger says it at this moment. */
export type RoundAtHand = {
  readonly programme: string
  readonly round: string
  readonly rules: SubmissionRules
  readonly time: TimeKnown
  /** what may still be entered although the window is closed: it was handed in before and is being verified */
  readonly pending: readonly Digest[]
  readonly submissions: readonly Standing[]
  /** verifier keys that may sign for a team */
  readonly keysOf: (team: string) => readonly string[]
}

const MOST_RULES_BYTES = 64 * 2 ** 20

/**
 * @param name `ROUND`, or `PROGRAMME/ROUND` where an office has several programmes
 * @throws AssayError `submission/unknown-round`, `submission/no-window`, `submission/rules-malformed`
 */
export const roundAtHand = async (office: Office, name: string): Promise<RoundAtHand> => {
  const entries = (await office.store.ledger.entries(0)).map((entry, index) => ({ index, entry }))
  const seal = sealIn(entries, name)
  const { programme, round = '' } = seal.entry
  const sealed = seal.entry.digests['rules'] as Digest
  const text = new TextDecoder().decode(await office.store.blobs.read(sealed, { maxBytes: MOST_RULES_BYTES }))
  const rules = submissionRules(parseJson(text, `rules ${sealed}`) as unknown as Rules, round)
  const own = entries.filter(({ entry }) => entry.programme === programme && entry.round === round)
  const ofProgramme = entries.flatMap(({ entry }) => (entry.programme === programme ? [entry] : []))
  const pending = pendingAtClose(own)
  return {
    programme,
    round,
    rules,
    time: {
      now: office.clock(),
      latest: latestOf(entries.map(({ entry }) => entry.at)),
      isClosed: pending !== undefined,
    },
    pending: pending ?? [],
    submissions: standings(receivedIn(own)),
    keysOf: (team) => teamKeys(team, ofProgramme, rules.keys),
  }
}

const sealIn = (entries: readonly Placed[], name: string): Placed => {
  const [first = '', second] = name.split('/')
  const seals = entries.filter(({ entry }) => entry.act === 'rules-sealed' && entry.digests['rules'] !== undefined)
  const of = seals.filter(({ entry }) =>
    second === undefined ? entry.round === first : entry.programme === first && entry.round === second,
  )
  const programmes = new Set(of.map(({ entry }) => entry.programme))
  const seal = of.at(-1)
  if (seal !== undefined && programmes.size === 1) return seal
  const known = [...new Set(seals.map(({ entry }) => `${entry.programme}/${entry.round ?? ''}`))]
  throw new AssayError('submission/unknown-round', { round: name.slice(0, 200), known })
}

type Placed = { readonly index: number; readonly entry: LedgerEntry }

const latestOf = (moments: readonly Instant[]): Instant | undefined =>
  moments.reduce<Instant | undefined>((latest, at) => (latest === undefined || at > latest ? at : latest), undefined)
