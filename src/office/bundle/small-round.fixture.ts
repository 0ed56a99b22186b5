import { type Digest, digestOfJson, digestOfText, type Evidence, evidenceDigest, type Instant, type Json } from '#base'
import {
  appendLeaf,
  emptyRange,
  encodeEntry,
  leafHash,
  type LedgerEntry,
  newSigningKey,
  rootOf,
  signCheckpoint,
  type SigningKey,
} from '#ledger'
import { decide, parseRules, type Rules, rulesDigest } from '#programme'
import type { BundleFiles } from '#verify'
import type { BundleParts } from './compose-bundle.ts'

// A round of two teams, small enough that every byte of its bundle can be tried.

export const office = newSigningKey('office.example/ledger', new Uint8Array(32).fill(1))
export const stranger = newSigningKey('office.example/ledger', new Uint8Array(32).fill(2))

export const programmeYaml = `# A round for tests: two teams, one seat.
programme: small
rounds:
  - id: first
    cut: { seats: 1, among: standing }
    parts:
      - { id: benchmark, points: 60, measure: bench.nia, points-from: { linear: { zero: 0, full: 100 } } }
      - { id: expert, points: 40, measure: review.panel, points-from: { linear: { zero: 0, full: 100 } } }
    rank: { by: total, ties: [benchmark, expert, lot] }
    lot: { tree-size: 4 }
    rounding: { to: 0.1, mode: half-up, when: each-part }
`
export const rules: Rules = parseRules(programmeYaml, 'programme.yaml')

/** Evidence of the round `first`. */
export const evidenceOf = (
  kind: string,
  subject: Readonly<Record<string, string>>,
  result: Json,
  inputs: readonly Digest[] = [],
): Evidence => ({
  kind,
  subject: { round: 'first', ...subject },
  method: { name: 'by-hand', version: '1', parameters: {} },
  inputs,
  result,
})

const response = new TextEncoder().encode('what the model of team a answered\n')
const responses = digestOfText('what the model of team a answered\n')
const submissionOf = (team: string) =>
  evidenceOf('submission', { team }, { manifest: digestOfText(team), files: 1, bytes: 9 })
const task = evidenceOf('bench.task', { team: 'a', task: 'kobest' }, { acc: 0.8 }, [responses])

export const smallEvidence: readonly Evidence[] = [
  submissionOf('a'),
  submissionOf('b'),
  task,
  evidenceOf('bench.nia', { team: 'a' }, { value: 80 }, [evidenceDigest(task)]),
  evidenceOf('bench.nia', { team: 'b' }, { value: 57.25 }),
  evidenceOf('review.panel', { team: 'a' }, { value: 70 }),
  evidenceOf('review.panel', { team: 'b' }, { value: 90.5 }),
]

export const entryOf = (
  act: LedgerEntry['act'],
  digests: Readonly<Record<string, Digest>>,
  more: Partial<LedgerEntry> = {},
): LedgerEntry => ({
  at: '2027-03-02T09:00:00.000Z' as Instant,
  act,
  programme: 'small',
  round: 'first',
  digests,
  by: 'office',
  ...more,
})

export const decisionOf = (evidence: readonly Evidence[], by: Rules = rules): Json =>
  decide(by, evidence, { round: 'first' })

/** The acts of a round in their proper order. */
export const actsOf = (evidence: readonly Evidence[], decision: Json, sealed: Rules = rules): LedgerEntry[] => [
  entryOf('rules-sealed', { rules: rulesDigest(sealed) }),
  ...evidence.map((one) =>
    entryOf(one.kind === 'submission' ? 'submission-received' : 'evidence-admitted', { evidence: evidenceDigest(one) }),
  ),
  entryOf('decision-made', { decision: digestOfJson(decision) }),
]

/** Encodes acts, and signs a checkpoint at each of the sizes and at the end. */
export const ledgerOf = (
  acts: readonly LedgerEntry[],
  options: { readonly key?: SigningKey; readonly sizes?: readonly number[] } = {},
): BundleParts['ledger'] => {
  const { key = office, sizes = [1, 5] } = options
  const entries = acts.map(encodeEntry)
  let range = emptyRange
  const checkpoints: string[] = []
  for (const entry of entries) {
    range = appendLeaf(range, leafHash(entry))
    if (sizes.includes(range.size) || range.size === entries.length) {
      checkpoints.push(signCheckpoint({ origin: 'office.example/ledger', size: range.size, root: rootOf(range) }, key))
    }
  }
  return { entries, checkpoints }
}

export const smallDecision = decisionOf(smallEvidence)

/** The parts of the round's bundle. */
export const smallParts = (key: SigningKey = office): BundleParts => ({
  programmeYaml: new TextEncoder().encode(programmeYaml),
  rules: rules as unknown as Json,
  evidence: smallEvidence,
  blobs: [{ digest: responses, bytes: response }],
  decision: smallDecision,
  ledger: ledgerOf(actsOf(smallEvidence, smallDecision), { key }),
  extra: { 'report.html': new TextEncoder().encode('<!doctype html><title>Report</title>') },
})

/** A bundle in memory, as a page that carries it would offer it. */
export const memoryFiles = (files: ReadonlyMap<string, Uint8Array>): BundleFiles => ({
  paths: async () => [...files.keys()],
  read: async (path) => files.get(path),
})
