import { chmod, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOfText, instantOf } from '#base'
import { encodeEntry, type LedgerEntry } from '#ledger'
import { openStore } from '#store'
import { socketConnection } from '../src/store/connection.ts'
import { openDatabase } from '../src/store/database.ts'
import type { Measure } from './main.ts'

const FOR_MS = 1500
const IN_FLIGHT = 64

/**
 * Entries acknowledged per second: hashed into the tree, the head signed, committed to disk. Beside it, plain rows with
 * the same bytes in the same database, each inserted and committed by itself, by as many callers.
 */
export const measures = async (): Promise<readonly Measure[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'))
  await chmod(folder, 0o755)
  const store = await openStore({ home: folder, clock: () => instantOf(new Date()) })
  const cluster = join(await realpath(folder), 'postgres')
  const password = await readFile(join(cluster, 'password'), 'utf8')
  const database = openDatabase(socketConnection(join(cluster, 'run'), 'office', password, 'postgres'))
  try {
    await database.query(
      'create table plain (number bigint generated always as identity primary key, bytes bytea not null)',
    )
    const append = (i: number) => store.ledger.append([entry(i)])
    const insert = (i: number) =>
      database.query('insert into plain (bytes) values ($1)', [Buffer.from(encodeEntry(entry(i)))])
    await perSecond(append, IN_FLIGHT, 300) // both paths warm
    await perSecond(insert, IN_FLIGHT, 300)
    const measures: Measure[] = []
    for (const [name, callers] of [
      ['ledger-append', IN_FLIGHT],
      ['ledger-append-one-caller', 1],
    ] as const) {
      const plain = await perSecond(insert, callers, FOR_MS)
      const value = await perSecond(append, callers, FOR_MS)
      const against = `a row inserted per commit, ${callers} in flight: ${plain.toFixed(0)}`
      measures.push({ name, value, unit: 'entries/s', goal: 'none asked', against, ratio: value / plain })
    }
    return measures
  } finally {
    await database.close()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const perSecond = async (act: (i: number) => Promise<unknown>, callers: number, forMs: number): Promise<number> => {
  const began = performance.now()
  let done = 0
  const caller = async (): Promise<void> => {
    for (; performance.now() - began < forMs; done++) await act(done)
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return (1000 * done) / (performance.now() - began)
}

const AT = instantOf(new Date(0))

const entry = (i: number): LedgerEntry => ({
  at: AT,
  act: 'evidence-admitted',
  programme: 'bench',
  round: 'one',
  subject: { round: 'one', team: `team-${i}` },
  digests: { evidence: digestOfText(String(i)) },
  by: 'office',
  facts: { kind: 'bench.nia' },
})
