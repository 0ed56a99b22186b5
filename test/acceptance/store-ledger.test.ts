import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { digestOfText } from '#base'
import { appendLeaf, emptyRange, leafHash, openCheckpoint, rootOf } from '#ledger'
import type { Store } from '#office'
import { openStore } from '#store'
import { killAppenders } from '../support/kill-appenders.ts'
import { clock, entry, folderForTest, startChild, temporaryFolder } from './store-offices.ts'

let office: Awaited<ReturnType<typeof temporaryFolder>>
let home: string
let store: Store
beforeAll(async () => {
  office = await temporaryFolder()
  home = join(office.folder, 'office')
  store = await openStore({ home, clock })
})
afterAll(async () => {
  await store.close()
  await office.end()
})

/** The log as an outsider computes it again: gapless entries, and every signed head over exactly those before it. */
const verified = async (): Promise<{ readonly size: number; readonly heads: number }> => {
  const entries = await store.ledger.entryBytes(0)
  const roots = new Map<number, string>()
  let range = emptyRange
  for (const bytes of entries) {
    range = appendLeaf(range, leafHash(bytes))
    roots.set(range.size, Buffer.from(rootOf(range)).toString('hex'))
  }
  const checkpoints = await store.ledger.checkpoints()
  for (const note of checkpoints) {
    const { origin, size, root } = openCheckpoint(note, store.ledger.verifierKey)
    expect({ origin, root: Buffer.from(root).toString('hex') }).toEqual({
      origin: store.ledger.origin,
      root: roots.get(size),
    })
  }
  expect(openCheckpoint(checkpoints.at(-1) ?? '').size).toBe(entries.length)
  expect(await store.ledger.size()).toBe(entries.length)
  return { size: entries.length, heads: checkpoints.length }
}

const asOwner = async (statement: string): Promise<unknown> => {
  const password = await readFile(join(home, 'postgres', 'password'), 'utf8')
  const client = new Client({ host: join(home, 'postgres', 'run'), user: 'office', password, database: 'postgres' })
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}

describe('the ledger', () => {
  it('enters acts in order, and signs the head that holds them', async () => {
    const first = await store.ledger.append([entry('a'), entry('b')])
    const second = await store.ledger.append([entry('c')])
    expect([first.first, first.size, second.first, second.size]).toEqual([0, 2, 2, 3])
    expect(openCheckpoint(second.checkpoint, store.ledger.verifierKey).size).toBe(3)
    expect((await store.ledger.entries(1, 3)).map(({ digests }) => digests['evidence'])).toEqual(
      ['b', 'c'].map(digestOfText),
    )
    expect(await verified()).toEqual({ size: 3, heads: 2 })
  })

  it('keeps the acts of one call together when calls overlap, and gives each its own place', async () => {
    const before = await store.ledger.size()
    const calls = Array.from({ length: 40 }, (_, i) => store.ledger.append([entry(`${i} first`), entry(`${i} second`)]))
    const places = (await Promise.all(calls)).map(({ first }) => first)
    expect(places.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => before + 2 * i))
    const entries = await store.ledger.entries(before)
    for (const [i, first] of places.entries()) {
      expect(entries.slice(first - before, first - before + 2).map(({ digests }) => digests['evidence'])).toEqual([
        digestOfText(`${i} first`),
        digestOfText(`${i} second`),
      ])
    }
    await verified()
  })

  it('refuses an entry that is none without harm to those beside it', async () => {
    const before = await store.ledger.size()
    const good = store.ledger.append([entry('good')])
    await expect(store.ledger.append([{ ...entry('bad'), programme: '' }])).rejects.toMatchObject({
      code: 'ledger/entry-malformed',
    })
    await expect(store.ledger.append([])).rejects.toMatchObject({ code: 'store/nothing-to-append' })
    expect((await good).size).toBe(before + 1)
  })

  it.each([
    `update assay.ledger_entry set bytes = '{}'`,
    `delete from assay.ledger_entry where index = 0`,
    `truncate assay.ledger_entry`,
    `update assay.ledger_checkpoint set note = ''`,
    `delete from assay.ledger_checkpoint`,
    `delete from assay.ledger_state`,
    `update assay.ledger_state set size = 1`,
    `update assay.ledger_state set size = size + 1`,
    `update assay.ledger_state set verifier_key = 'other'`,
  ])('cannot be changed in the database: %s', async (statement) => {
    await expect(asOwner(statement)).rejects.toThrow(/append-only|only grows|has a gap/)
  })

  it('is one gapless sequence when four processes append', async () => {
    const before = await store.ledger.size()
    const children = ['a', 'b', 'c', 'd'].map((name) => startChild(['append', home, '15', name]))
    await Promise.all(children.map((child) => child.line('closed')))
    expect((await verified()).size).toBe(before + 60)
    const names = (await store.ledger.entries(before)).map(({ programme }) => programme)
    for (const name of ['a', 'b', 'c', 'd']) expect(names.filter((one) => one === name)).toHaveLength(15)
  })

  it('holds everything that was acknowledged when a process is killed while it appends', async () => {
    for (const after of [5, 17]) {
      const before = await store.ledger.size()
      const child = startChild(['append', home, '100000', `killed ${after}`])
      for (let i = 0; i < after; i++) await child.line('acknowledged')
      child.process.kill('SIGKILL')
      await child.ended
      const { size } = await verified()
      expect(size).toBeGreaterThanOrEqual(before + after)
      expect((await store.ledger.append([entry('afterwards')])).first).toBeGreaterThanOrEqual(size)
    }
  })

  it('loses and shifts nothing when processes that append together are killed one after another', async () => {
    const told = await killAppenders(join(await folderForTest(), 'office'), 3, () => 0.4)
    expect(told.kills).toBe(6)
    expect(told.entries).toBeGreaterThanOrEqual(told.acknowledged + 1)
  })

  it('refuses to sign with a key that is not its own, or that others could read', async () => {
    const path = join(home, 'keys', 'ledger-seed')
    const seed = await readFile(path)
    await writeFile(
      path,
      seed.map((byte) => byte ^ 1),
    )
    await expect(openStore({ home, clock })).rejects.toMatchObject({ code: 'store/signing-key-differs' })
    await writeFile(path, seed.subarray(1))
    await expect(openStore({ home, clock })).rejects.toMatchObject({
      code: 'store/signing-key-damaged',
      facts: { bytes: 31 },
    })
    await writeFile(path, seed)
    await chmod(path, 0o644)
    await expect(openStore({ home, clock })).rejects.toMatchObject({ code: 'store/signing-key-exposed' })
    await chmod(path, 0o600)
  })
})

describe('the evidence shelf', () => {
  const evidence = {
    kind: 'bench.nia',
    subject: { round: 'one', team: 'a' },
    method: { name: 'test', version: '1', parameters: { seed: 7 } },
    inputs: [],
    result: { value: 9.2 },
  }

  it('gives back what was put, once, and finds it by whom it is about', async () => {
    const digest = await store.evidence.put(evidence)
    expect(await store.evidence.put({ ...evidence, subject: { team: 'a', round: 'one' } })).toBe(digest)
    await store.evidence.put({ ...evidence, kind: 'review.panel' })
    await store.evidence.put({ ...evidence, subject: { round: 'one', team: 'b' } })
    expect(await store.evidence.get(digest)).toEqual(evidence)
    expect(await store.evidence.of({ team: 'a' }, 'bench.nia')).toEqual([{ digest, evidence }])
    expect(await store.evidence.of({ round: 'one' })).toHaveLength(3)
    expect(await store.evidence.of({ team: `a' or '1'='1` })).toEqual([])
  })

  it('gives out nothing as evidence that is none', async () => {
    const blob = await store.blobs.put(new TextEncoder().encode('{"kind":"x"}'))
    await expect(store.evidence.get(blob)).rejects.toMatchObject({ code: 'store/not-evidence' })
    await expect(store.evidence.get(digestOfText('nowhere'))).rejects.toMatchObject({ code: 'store/evidence-missing' })
  })

  it('remembers which work was done, and forgets when its evidence is gone', async () => {
    const work = digestOfText('method, inputs, parameters')
    expect(await store.evidence.madeFor(work)).toBeUndefined()
    const first = await store.evidence.put(evidence)
    const second = await store.evidence.put({ ...evidence, kind: 'review.panel' })
    expect(await store.evidence.remember(work, [first])).toEqual([first])
    expect(await store.evidence.remember(work, [second])).toEqual([first])
    expect(await store.evidence.madeFor(work)).toEqual([first])

    const lost = digestOfText('work whose evidence was lost')
    await store.evidence.remember(lost, [digestOfText('never put')])
    expect(await store.evidence.madeFor(lost)).toBeUndefined()
    expect(await store.evidence.remember(lost, [second])).toEqual([second])
    expect(await store.evidence.remember(digestOfText('work without evidence'), [])).toEqual([])
    expect(await store.evidence.madeFor(digestOfText('work without evidence'))).toEqual([])
  })
})

describe('a run', () => {
  const round = { programme: 'test', round: 'one', rules: digestOfText('rules') }

  it('is one process’s at a time, is free when that dies, and goes on', async () => {
    const child = startChild(['run', home])
    expect(await child.line('run')).toBe('run begun')
    expect(await store.runs.begin(round)).toMatchObject({ kind: 'refused', code: 'store/run-in-progress' })
    expect((await store.runs.latest('test', 'one'))?.status).toBe('running')
    child.process.kill('SIGKILL')
    await child.ended
    await expect.poll(async () => (await store.runs.latest('test', 'one'))?.status).toBe('interrupted')

    const again = await store.runs.begin(round)
    if (again.kind !== 'begun') throw new Error(again.code)
    expect(again.run.resumed).toBe(true)
    expect(await store.runs.begin(round)).toMatchObject({ kind: 'refused' })
    await again.run.stage('seal', { state: 'done', done: 1, of: 1, note: 'sealed' })
    await again.run.stage('benchmark', { state: 'running', done: 0, of: 3 })
    await again.run.stage('benchmark', { state: 'running', done: 2, of: 3 })
    await again.run.end('decided')
    expect(await store.runs.latest('test', 'one')).toMatchObject({
      status: 'decided',
      stages: [
        { stage: 'seal', state: 'done', note: 'sealed' },
        { stage: 'benchmark', state: 'running', done: 2, of: 3 },
      ],
    })
  })

  it('begins anew after its end, and under other rules', async () => {
    const first = await store.runs.begin(round)
    if (first.kind !== 'begun') throw new Error(first.code)
    expect(first.run.resumed).toBe(false)
    await first.run.end('blocked')
    const other = await store.runs.begin(round)
    const underOthers = await store.runs.begin({ ...round, rules: digestOfText('other rules') })
    expect([other.kind, underOthers.kind]).toEqual(['begun', 'refused'])
    if (other.kind === 'begun') await other.run.end('blocked')
    expect(await store.runs.latest('test', 'one')).toMatchObject({ status: 'blocked', stages: [] })
    expect(await store.runs.latest('test', 'none')).toBeUndefined()
  })
})
