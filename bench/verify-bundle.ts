import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonicalJson, digestOfText, instantOf } from '#base'
import {
  encodeEntry,
  encodeSignedEntry,
  type LedgerEntry,
  signCheckpoint,
  type SigningKey,
  verifierKeyOf,
} from '#ledger'
import { nodeSigningKey, nodeTree } from '#ledger/shelves'
import { writeBundle } from '../src/office/bundle/write-bundle.ts'
import { actsOf, smallDecision, smallEvidence, smallParts } from '../src/office/bundle/small-round.fixture.ts'
import type { Measure } from './main.ts'

const ENTRIES = 100_000
const office = nodeSigningKey('office.example/ledger', new Uint8Array(32).fill(1))
const officer = nodeSigningKey('officer-kim', new Uint8Array(32).fill(2))

/** `assay verify` of a bundle of 100,000 entries, as a user starts it, by its clock, the time of processors that it took, and its largest resident set. */
export const measures = async (): Promise<readonly Measure[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'))
  try {
    const found: Measure[] = []
    for (const [name, signed, goal] of [
      ['verify-2000-signed', 2000, 3],
      ['verify-all-signed', ENTRIES, 12],
    ] as const) {
      const bundle = join(folder, name)
      await writeBundle(bundle, { ...smallParts(office), ledger: ledgerOf(signed) }, office)
      const { seconds, cpuSeconds, megabytes } = await verified(bundle)
      const against = `${ENTRIES} entries, ${signed} of them signed`
      found.push(
        { name, value: seconds, unit: 's', goal: `≤ ${goal} s`, against, ratio: seconds / goal },
        { name: `${name}-cpu`, value: cpuSeconds, unit: 's', goal: `≤ ${goal} s`, against, ratio: cpuSeconds / goal },
        { name: `${name}-memory`, value: megabytes, unit: 'MB', goal: '≤ 300 MB', against, ratio: megabytes / 300 },
      )
    }
    return found
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const ledgerOf = (signed: number) => {
  const acts = actsOf(smallEvidence, smallDecision).map(encodeEntry)
  const registered: LedgerEntry = {
    ...filler(0),
    act: 'key-registered',
    digests: {},
    facts: { key: verifierKeyOf(officer) },
  }
  const others = Array.from({ length: ENTRIES - acts.length - 1 }, (_, i) =>
    i < signed ? encodeSignedEntry(filler(i), [officer]) : encodeEntry(filler(i)),
  )
  const entries = [encodeSignedEntry(registered, [office]), ...acts, ...others]
  const leaves = entries.map(nodeTree.leafHash)
  const checkpoints = [4, 9, 10, 50_000, entries.length].map((size) => headOf(leaves.slice(0, size), office))
  return { entries, checkpoints }
}

const headOf = (leaves: readonly Uint8Array[], key: SigningKey): string =>
  signCheckpoint({ origin: key.name, size: leaves.length, root: nodeTree.rootOfLeaves(leaves) }, key)

const filler = (i: number): LedgerEntry => ({
  at: instantOf(new Date(i * 1000)),
  act: 'evidence-admitted',
  programme: 'another',
  round: 'one',
  subject: { round: 'one', team: `team-${i % 50}` },
  digests: { evidence: digestOfText(String(i)) },
  by: 'office',
  facts: { kind: 'bench.nia', note: canonicalJson({ i }) },
})

const verified = async (
  bundle: string,
): Promise<{ readonly seconds: number; readonly cpuSeconds: number; readonly megabytes: number }> => {
  const program = `process.argv.splice(1, 0, 'assay');
    process.on('exit', () => { const u = process.resourceUsage(); process.stderr.write('MAXRSS ' + u.maxRSS + ' CPU ' + (u.userCPUTime + u.systemCPUTime)) });
    await import(${JSON.stringify(join(import.meta.dirname, '../bin/assay.ts'))})`
  const began = performance.now()
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', program, '--', 'verify', bundle, '--key', verifierKeyOf(office), '--json'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let [out, err] = ['', '']
  child.stdout.on('data', (text) => (out += text))
  child.stderr.on('data', (text) => (err += text))
  await new Promise((resolve) => child.on('close', resolve))
  const seconds = (performance.now() - began) / 1000
  const said = JSON.parse(out) as { ok: boolean; checked: { entries: number } }
  if (!said.ok || said.checked.entries !== ENTRIES) throw new Error(`the bundle does not verify: ${out.slice(0, 500)}`)
  const [, kilobytes, cpuMicroseconds] = /MAXRSS (\d+) CPU (\d+)/.exec(err) ?? []
  return { seconds, cpuSeconds: Number(cpuMicroseconds) / 1e6, megabytes: Number(kilobytes) / 1024 }
}
