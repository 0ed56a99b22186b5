import { execFileSync } from 'node:child_process'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeSignedEntry, openCheckpoint } from '#ledger'
import type { Store } from '#office'
import { openStore } from '#store'
import { clock, entry, folderForTest, temporaryFolder } from './store-offices.ts'

let office: Awaited<ReturnType<typeof temporaryFolder>>
let home: string
let store: Store
beforeAll(async () => {
  office = await temporaryFolder()
  home = join(office.folder, 'office')
  store = await openStore({ home, clock })
  await store.ledger.append([entry('a'), entry('b'), entry('c')])
})
afterAll(async () => {
  await store.close()
  await office.end()
})

const asOwner = async (statement: string, values: readonly unknown[] = []): Promise<void> => {
  const password = await readFile(join(home, 'postgres', 'password'), 'utf8')
  const client = new Client({ host: join(home, 'postgres', 'run'), user: 'office', password, database: 'postgres' })
  await client.connect()
  try {
    await client.query('set session_replication_role = replica') // past the triggers: as a fault of the disk would be
    await client.query(statement, values as unknown[])
  } finally {
    await client.end()
  }
}

const refused = async (where: RegExp): Promise<void> => {
  const before = [await store.ledger.size(), await store.ledger.checkpoints()]
  await expect(store.ledger.append([entry('next')])).rejects.toMatchObject({
    code: 'store/ledger-corrupt',
    facts: { where: expect.stringMatching(where) },
  })
  expect([await store.ledger.size(), await store.ledger.checkpoints()]).toEqual(before)
}

describe('before a head is signed, the tree is computed from what the database holds', () => {
  it('refuses entries in whose bytes a bit turned on the way into the table', async () => {
    await asOwner(`create function public.turn_a_bit() returns trigger language plpgsql as $$
      begin new.bytes := set_byte(new.bytes, 7, get_byte(new.bytes, 7) # 1); return new; end $$`)
    await asOwner(`create trigger bad_disk before insert on assay.ledger_entry
      for each row execute function public.turn_a_bit()`)
    await refused(/^ledger entry 3$/)
    await asOwner('drop trigger bad_disk on assay.ledger_entry')
    expect((await store.ledger.append([entry('d')])).first).toBe(3)
  })

  it.each([
    ['the subtree hashes', 'update assay.ledger_state set hashes = set_byte(hashes, 5, get_byte(hashes, 5) # 8)'],
    ['the size', 'update assay.ledger_state set size = size # 1'],
  ])('refuses a state in which a bit of %s turned', async (_, turn) => {
    await asOwner(turn)
    await refused(/^ledger state|^checkpoint|^ledger entry/)
    await asOwner(turn)
    await store.ledger.append([entry('whole again')])
  })

  it('refuses a last head that is not the one it signed', async () => {
    const swap = `update assay.ledger_checkpoint set note = translate(note, 'AB', 'BA')
      where size = (select size from assay.ledger_state)`
    await asOwner(swap)
    await refused(/^checkpoint/)
    await asOwner(swap)
    await store.ledger.append([entry('signed again')])
  })

  it('sets aside what another process staged and a fault changed, and goes on', async () => {
    await asOwner(`insert into assay.ledger_stage (caller, ticket, entries, leaf_hashes)
      values (-1, 1, array[convert_to('{"act":1}', 'UTF8')], array[sha256('other')])`)
    await refused(/^ledger entry/)
    await store.ledger.append([entry('goes on')])
  })
})

describe('an old back-up', () => {
  it('cannot sign another history, and says so', async () => {
    const folder = await folderForTest()
    const own = join(folder, 'office')
    const first = await openStore({ home: own, clock })
    await first.ledger.append([entry('a'), entry('b'), entry('c')])
    await first.close()
    execFileSync('cp', ['-a', join(own, 'postgres'), join(folder, 'back-up')]) // with its owner
    const second = await openStore({ home: own, clock })
    await second.ledger.append([entry('d')])
    await second.ledger.append([entry('e')])
    const after = await second.ledger.checkpoints()
    await second.close()
    await rename(join(own, 'postgres'), join(folder, 'newest'))
    await rename(join(folder, 'back-up'), join(own, 'postgres'))

    const restored = await openStore({ home: own, clock })
    expect(await restored.ledger.size()).toBe(3)
    await expect(restored.ledger.append([entry('other d')])).rejects.toMatchObject({
      code: 'store/ledger-behind',
      facts: { kept: 5, got: 3 },
    })
    expect(await restored.ledger.size()).toBe(3)
    await restored.close()

    await rm(join(own, 'postgres'), { recursive: true })
    await rename(join(folder, 'newest'), join(own, 'postgres'))
    const newest = await openStore({ home: own, clock })
    expect(await newest.ledger.checkpoints()).toEqual(after)
    expect((await newest.ledger.append([entry('f')])).first).toBe(5)
    await newest.close()

    // What is kept outside is a file for each process: one that cannot be read is no reason to sign.
    const kept = join(own, 'keys', 'ledger-heads')
    for (const name of await readdir(kept)) await writeFile(join(kept, name), 'x'.repeat(512))
    const unsure = await openStore({ home: own, clock })
    await expect(unsure.ledger.append([entry('g')])).rejects.toMatchObject({ code: 'store/kept-head-damaged' })
    await unsure.close()
  })
})

describe('a change of the log’s key', () => {
  it('is entered signed by both, is seen by every process, and survives being killed half-way', async () => {
    const own = join(await folderForTest(), 'office')
    const first = await openStore({ home: own, clock })
    const second = await openStore({ home: own, clock })
    await first.ledger.append([entry('a')])
    const old = first.ledger.verifierKey
    const next = await first.ledger.rotateKey()
    expect([first.ledger.verifierKey, next === old]).toEqual([next, false])
    const { checkpoint } = await second.ledger.append([entry('b')])
    expect(openCheckpoint(checkpoint, next).size).toBe(3)
    expect(() => openCheckpoint(checkpoint, old)).toThrow('ledger/not-signed-by-key')
    const [, rotation] = await first.ledger.entryBytes(0)
    const { entry: act, signatures } = decodeSignedEntry(rotation as Uint8Array, 'entry 1')
    expect([act.act, act.facts, signatures.length]).toEqual(['key-rotated', { from: old, to: next }, 2])
    await second.close()

    // As if it had died after the commit and before the new seed had its name.
    const seed = join(own, 'keys', 'ledger-seed')
    const retired = (await readdir(join(own, 'keys'))).find((name) => name.includes('.retired-')) ?? ''
    await rename(seed, `${seed}.next`)
    await rename(join(own, 'keys', retired), seed)
    await first.close()
    const third = await openStore({ home: own, clock })
    expect(third.ledger.verifierKey).toBe(next)
    await third.ledger.append([entry('c')])
    await third.close()
  })
})
