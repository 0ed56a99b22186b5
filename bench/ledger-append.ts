import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, open, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { instantOf } from '#base'
import { appendLeaf, emptyRange, leafHash, openCheckpoint, rootOf } from '#ledger'
import type { Store } from '#office'
import { openStore } from '#store'
import { socketConnection } from '../src/store/connection.ts'
import { openDatabase } from '../src/store/database.ts'
import type { Measure } from './main.ts'

const FOR_MS = 3000
const PROCESSES = 8

/**
 * Entries acknowledged per second by eight processes on one office, each with 32 or with one append in flight: hashed into
 * the tree, the head signed, committed, and kept outside the database. Beside it, in the same run, how often the same disk
 * makes 8 KiB durable, and how many rows one caller inserts and commits alone.
 */
export const measures = async (): Promise<readonly Measure[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'))
  await chmod(folder, 0o755)
  const store = await openStore({ home: folder, clock: () => instantOf(new Date()) })
  try {
    const many = await perSecond(folder, PROCESSES, 32)
    const each = await perSecond(folder, PROCESSES, 1)
    const single = await perSecond(folder, 1, 1)
    const syncs = await syncsPerSecond(folder)
    const plain = await plainInserts(folder)
    await refuseGaps(store)
    const disk = `fdatasync of 8 KiB, one after another: ${syncs.toFixed(0)}`
    const row = `a row of as many bytes, inserted and committed by one caller: ${plain.toFixed(0)}`
    const measure = (name: string, value: number, goal: string, against: string, peer: number): Measure => ({
      name,
      value,
      unit: 'entries/s',
      goal,
      against,
      ratio: value / peer,
    })
    return [
      measure('ledger-append-8x32', many, '≥ 5,000', disk, syncs),
      measure('ledger-append-8x1', each, '≥ 2 × fdatasync', disk, syncs),
      measure('ledger-append-one-caller', single, 'none asked', row, plain),
    ]
  } finally {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const perSecond = async (home: string, processes: number, inFlight: number): Promise<number> => {
  const child = join(import.meta.dirname, 'appender/child.ts')
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, ['--no-warnings', child, home, String(inFlight), String(FOR_MS)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  )
  const lines = children.map(({ stdout }) => createInterface({ input: stdout })[Symbol.asyncIterator]())
  const next = async (): Promise<string[]> => Promise.all(lines.map(async (line) => String((await line.next()).value)))
  await next() // all are ready
  for (const { stdin } of children) stdin.write('go\n')
  const said = (await next()).map((line) => line.split(' ').map(Number))
  await Promise.all(children.map(async (one) => one.exitCode ?? (await once(one, 'exit'))))
  const done = said.reduce((total, [, count = 0]) => total + count, 0)
  return (1000 * done) / Math.max(...said.map(([, , ms = 0]) => ms))
}

const syncsPerSecond = async (folder: string): Promise<number> => {
  const file = await open(join(folder, 'sync-probe'), 'w')
  const block = new Uint8Array(8192).fill(7)
  await file.write(new Uint8Array(2 ** 20))
  await file.sync()
  const began = performance.now()
  let done = 0
  for (; performance.now() - began < 1500; done++) {
    await file.write(block, 0, block.length, (done % 128) * block.length)
    await file.datasync()
  }
  await file.close()
  return (1000 * done) / (performance.now() - began)
}

const plainInserts = async (home: string): Promise<number> => {
  const cluster = join(await realpath(home), 'postgres')
  const password = await readFile(join(cluster, 'password'), 'utf8')
  const database = openDatabase(socketConnection(join(cluster, 'run'), 'office', password, 'postgres'))
  try {
    await database.query(
      'create table plain (number bigint generated always as identity primary key, bytes bytea not null)',
    )
    const bytes = Buffer.alloc(300, 7)
    const began = performance.now()
    let done = 0
    for (; performance.now() - began < 1500; done++) {
      await database.query('insert into plain (bytes) values ($1)', [bytes])
    }
    return (1000 * done) / (performance.now() - began)
  } finally {
    await database.close()
  }
}

/** The figures count only if the ledger holds: no gap, and the last head is the root of all entries. */
const refuseGaps = async (store: Store): Promise<void> => {
  const bytes = await store.ledger.entryBytes(0)
  const head = openCheckpoint((await store.ledger.checkpoints()).at(-1) ?? '', store.ledger.verifierKey)
  const root = rootOf(bytes.map(leafHash).reduce((range, leaf) => appendLeaf(range, leaf), emptyRange))
  if (head.size !== bytes.length || Buffer.compare(head.root, root) !== 0) throw new Error('the ledger does not hold')
}
