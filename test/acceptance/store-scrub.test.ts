import { execFileSync } from 'node:child_process'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonicalJson, hexOf } from '#base'
import { commitment, tilesOf } from '#ledger'
import { openLogCopy } from '#ledger/shelves'
import type { Store } from '#office'
import { openStore } from '#store'
import { assayJson } from '../support/assay.ts'
import { clock, entry, folderForTest, temporaryFolder } from './store-offices.ts'

let office: Awaited<ReturnType<typeof temporaryFolder>>
let home: string
let copy: string
let store: Store
const evidence = (team: string) => ({
  kind: 'bench.nia',
  subject: { round: 'one', team },
  method: { name: 'test', version: '1', parameters: {} },
  inputs: [],
  result: { value: 9.2 },
})

/** The static files of a bundle: checkpoint, tiles, evidence. */
const publish = async (from: Store, folder: string): Promise<void> => {
  const put = async (path: string, bytes: Uint8Array | string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
  await put('ledger/checkpoint', (await from.ledger.checkpoint()) ?? '')
  for (const [path, bytes] of tilesOf(await from.ledger.entryBytes(0))) await put(`ledger/${path}`, bytes)
  for (const { digest, evidence: one } of await from.evidence.of({ round: 'one' })) {
    await put(`evidence/${hexOf(digest)}.json`, canonicalJson(one))
  }
}

beforeAll(async () => {
  office = await temporaryFolder()
  home = join(office.folder, 'office')
  copy = join(office.folder, 'copy')
  store = await openStore({ home, clock })
  for (const team of ['a', 'b', 'c']) {
    const digest = await store.evidence.put(evidence(team))
    await store.ledger.append([{ ...entry(team), digests: { evidence: digest } }])
  }
  await store.ledger.append(Array.from({ length: 6 }, (_, i) => ({ ...entry(String(i)), digests: {} })))
  await publish(store, copy)
})
afterAll(async () => {
  await store.close()
  await office.end()
})

const asOwner = async <Row>(statement: string): Promise<Row[]> => {
  const password = await readFile(join(home, 'postgres', 'password'), 'utf8')
  const client = new Client({ host: join(home, 'postgres', 'run'), user: 'office', password, database: 'postgres' })
  await client.connect()
  try {
    await client.query('set session_replication_role = replica') // past the triggers: as a fault of the disk would be
    return (await client.query(statement)).rows as Row[]
  } finally {
    await client.end()
  }
}
const records = () =>
  asOwner<{ all: string }>(`select (
    select md5(string_agg(index || encode(bytes, 'hex') || encode(leaf_hash, 'hex'), ',' order by index)) from assay.ledger_entry
  ) || (select md5(string_agg(size || note, ',' order by size)) from assay.ledger_checkpoint)
  || (select size || encode(hashes, 'hex') from assay.ledger_state) as all`)

describe('assay ledger scrub', () => {
  it('finds nothing where nothing is damaged', async () => {
    expect(await store.scrub(undefined)).toEqual({
      checked: { entries: 9, checkpoints: 4, blobs: 3, evidence: 3 },
      damages: [],
    })
  })

  it.each([
    [
      'a leaf hash',
      `update assay.ledger_entry set leaf_hash = set_byte(leaf_hash, 9, get_byte(leaf_hash, 9) # 4) where index = 1`,
      'ledger entry 1',
      'itself',
    ],
    [
      'the tree’s state',
      `update assay.ledger_state set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1)`,
      'ledger state',
      'itself',
    ],
    ['the size in the tree’s state', `update assay.ledger_state set size = size # 2`, 'ledger state', 'itself'],
    [
      'an early checkpoint',
      `update assay.ledger_checkpoint set note = translate(note, 'AB', 'BA') where size = 2`,
      'checkpoint 2',
      'itself',
    ],
    [
      'the last checkpoint',
      `update assay.ledger_checkpoint set note = replace(note, '9', '8') where size = 9`,
      'checkpoint 9',
      'itself',
    ],
    [
      'an entry',
      `update assay.ledger_entry set bytes = set_byte(bytes, 3, get_byte(bytes, 3) # 1) where index = 5`,
      'ledger entry 5',
      'copy',
    ],
    [
      'an entry and its hash',
      `update assay.ledger_entry set bytes = '{}', leaf_hash = sha256('x') where index = 0`,
      'ledger entry 0',
      'copy',
    ],
    [
      'an entry whose hash was computed again',
      `update assay.ledger_entry set bytes = convert_to('{"a":1}', 'UTF8'), leaf_hash = sha256(decode('00', 'hex') || convert_to('{"a":1}', 'UTF8')) where index = 2`,
      'ledger entry 2',
      'copy',
    ],
    ['a row that is gone', `delete from assay.ledger_entry where index = 4`, 'ledger entry 4', 'copy'],
    [
      'the row that finds evidence',
      `update assay.evidence set kind = 'bench.other' where subject->>'team' = 'b'`,
      'evidence sha256:',
      'itself',
    ],
  ])('finds and mends %s', async (_, fault, where, from) => {
    const before = await records()
    await asOwner(fault)
    if (from === 'copy') {
      const alone = await store.scrub(undefined)
      expect(alone.damages.every(({ mended }) => mended === undefined)).toBe(true)
      expect(alone.damages.length).toBeGreaterThan(0)
    }
    const { damages } = await store.scrub(from === 'copy' ? await openLogCopy(copy) : undefined)
    expect(damages).toEqual([{ where: expect.stringContaining(where), what: expect.any(String), mended: from }])
    expect((await store.scrub(undefined)).damages).toEqual([])
    expect(await records()).toEqual(before)
  })

  it('finds a blob in which a bit turned, and one that is gone, and takes them from a bundle', async () => {
    const [first, second] = await store.evidence.of({ round: 'one' })
    const pathOf = (digest: string) => join(home, 'blobs', digest.slice(7, 9), digest.slice(9))
    const bytes = await readFile(pathOf(first?.digest ?? ''))
    bytes[5] = (bytes[5] as number) ^ 1
    await rm(pathOf(first?.digest ?? ''))
    await writeFile(pathOf(first?.digest ?? ''), bytes)
    await rm(pathOf(second?.digest ?? ''))
    const run = await assayJson<{ damages: { where: string; mended?: string }[] }>(['ledger', 'scrub', '--home', home])
    expect([run.code, run.json.damages.map(({ where, mended }) => [where, mended])]).toEqual([
      1,
      [
        [`blob ${first?.digest}`, undefined],
        [`evidence ${second?.digest}`, undefined],
      ],
    ])
    const again = await assayJson<{ damages: { mended?: string }[] }>([
      'ledger',
      'scrub',
      '--home',
      home,
      '--from',
      copy,
    ])
    expect([again.code, again.json.damages.map(({ mended }) => mended)]).toEqual([0, ['copy', 'copy']])
    expect((await store.scrub(undefined)).damages).toEqual([])
  })

  it('makes the rows that find evidence again, all of them, the same', async () => {
    const rows = () => asOwner('select digest, kind, subject from assay.evidence order by number')
    const before = await rows()
    await asOwner('truncate assay.evidence')
    expect((await store.scrub(undefined)).damages).toHaveLength(3)
    expect(await rows()).toEqual(before)
  })
})

describe('an office whose database is an old back-up', () => {
  it('is given back from a copy what it had signed since, and goes on', async () => {
    const folder = await folderForTest()
    const own = join(folder, 'office')
    const first = await openStore({ home: own, clock })
    await first.ledger.append([entry('a')])
    await first.close()
    execFileSync('cp', ['-a', join(own, 'postgres'), join(folder, 'back-up')])
    const second = await openStore({ home: own, clock })
    await second.ledger.append([entry('b'), entry('c')])
    await publish(second, join(folder, 'copy'))
    await second.close()
    await rm(join(own, 'postgres'), { recursive: true })
    await rename(join(folder, 'back-up'), join(own, 'postgres'))

    const restored = await openStore({ home: own, clock })
    await expect(restored.ledger.append([entry('other b')])).rejects.toMatchObject({ code: 'store/ledger-behind' })
    expect((await restored.scrub(undefined)).damages[0]?.mended).toBeUndefined()
    const { damages } = await restored.scrub(await openLogCopy(join(folder, 'copy')))
    expect(damages[0]).toMatchObject({ where: 'ledger entries 1 to 2', mended: 'copy' })
    expect((await restored.ledger.append([entry('d')])).first).toBe(3)
    await restored.close()
  })
})

describe('personal data', () => {
  it('can be erased: the entry and every proof stay, and what was committed to is gone', async () => {
    const salt = new Uint8Array(32).fill(7)
    const value = { name: 'Kim Cheolsu', mark: 82 }
    const digest = commitment(salt, value)
    const blob = await store.blobs.put(
      new TextEncoder().encode(canonicalJson({ salt: Buffer.from(salt).toString('hex'), value })),
    )
    const { first, size } = await store.ledger.append([{ ...entry('marks'), digests: { commitment: digest } }])
    expect(commitment(salt, value)).toBe(digest)
    await rm(join(home, 'blobs', hexOf(blob).slice(0, 2), hexOf(blob).slice(2)))
    expect(await store.blobs.has(blob)).toBe(false)
    expect((await store.ledger.entries(first, size))[0]?.digests).toEqual({ commitment: digest })
    expect((await store.scrub(undefined)).damages).toEqual([])
    const bytes = (await store.ledger.entryBytes(0)).map((one) => Buffer.from(one).toString('latin1')).join('')
    expect(bytes).not.toContain('Cheolsu')
  })
})
