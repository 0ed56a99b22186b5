import { chown, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '#office'
import { openStore } from '#store'
import { clock, folderForTest, serverPid, startChild, storeForTest, temporaryFolder } from './store-offices.ts'

const root = process.getuid?.() === 0

const urlOf = async (home: string): Promise<string> => {
  const password = await readFile(join(home, 'postgres', 'password'), 'utf8')
  return `postgres://office:${password}@/postgres?host=${encodeURIComponent(join(home, 'postgres', 'run'))}`
}

const questionTo = async <Row>(home: string, text: string): Promise<Row[]> => {
  const client = new Client({ connectionString: await urlOf(home) })
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}

describe('an office that is open', () => {
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

  it('has a server without TCP, in UTF-8, with checksums, that waits for the disk', async () => {
    const settings = await questionTo<{ name: string; setting: string }>(
      home,
      `select name, setting from pg_settings where name in
       ('listen_addresses', 'server_encoding', 'data_checksums', 'fsync', 'synchronous_commit', 'full_page_writes')`,
    )
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      listen_addresses: '',
      server_encoding: 'UTF8',
      data_checksums: 'on',
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
    })
    const [locale] = await questionTo<object>(
      home,
      'select datlocprovider, datlocale from pg_database where datname = current_database()',
    )
    expect(locale).toEqual({ datlocprovider: 'b', datlocale: 'C.UTF-8' })
  })

  it('keeps password and signing key to its owner', async () => {
    for (const path of ['postgres/password', 'keys/ledger-seed', 'postgres/run']) {
      expect((await stat(join(home, path))).mode & 0o077, path).toBe(0)
    }
    await expect(
      new Client({ connectionString: (await urlOf(home)).replace(/:[^:@]+@/, ':wrong@') }).connect(),
    ).rejects.toThrow(/password/)
  })

  it.runIf(root)('runs its server as a user without rights, where we are root', async () => {
    const pid = await serverPid(join(home, 'postgres'))
    expect((await stat(`/proc/${pid}`)).uid).not.toBe(0)
  })

  it('is the same office for another process, and stays up until the last has left', async () => {
    const child = startChild(['visit', home])
    expect(await child.line('size')).toBe('size 0')
    await child.line('closed')
    expect(await serverPid(join(home, 'postgres'))).toBeDefined()
  })

  it('can be opened by its DATABASE_URL', async () => {
    const other = await openStore({ home, databaseUrl: await urlOf(home), clock })
    expect(other.ledger.verifierKey).toBe(store.ledger.verifierKey)
    await other.close()
  })

  it('refuses what DATABASE_URL cannot reach, in one line and without the password', async () => {
    const open = (databaseUrl: string) => openStore({ home, databaseUrl, clock })
    await expect(open('postgres://u:secret@127.0.0.1:1/x')).rejects.toMatchObject({
      code: 'store/database-unreachable',
      facts: { database: '127.0.0.1:1/x' },
    })
    await expect(open((await urlOf(home)).replace('/postgres?', '/elsewhere?'))).rejects.toMatchObject({
      code: 'store/no-such-database',
    })
    await expect(open((await urlOf(home)).replace(/:[^:@]+@/, ':secret@'))).rejects.toMatchObject({
      code: 'store/database-refuses-login',
    })
    await expect(open('mysql://u:secret@h/x')).rejects.toMatchObject({
      code: 'store/database-url-malformed',
      facts: {},
    })
  })

  it('refuses a folder that belongs to another office of the database', async () => {
    const other = await folderForTest()
    await mkdir(join(other, 'keys'))
    await writeFile(join(other, 'keys', 'ledger-seed'), new Uint8Array(32), { mode: 0o600 })
    await expect(openStore({ home: other, databaseUrl: await urlOf(home), clock })).rejects.toMatchObject({
      code: 'store/signing-key-differs',
    })
  })

  it('lets a machine without the signing key work, and enter nothing', async () => {
    const worker = await openStore({ home: await folderForTest(), databaseUrl: await urlOf(home), clock })
    expect(await worker.ledger.size()).toBe(0)
    await expect(worker.ledger.signingKey()).rejects.toMatchObject({ code: 'store/signing-key-missing' })
    await worker.close()
  })

  it('refuses a schema from the future, and one that was edited', async () => {
    await questionTo(home, `insert into assay.migration (number, name, checksum) values (99, '0099-later.sql', 'x')`)
    await expect(openStore({ home, clock })).rejects.toMatchObject({
      code: 'store/schema-newer',
      facts: { name: '0099-later.sql' },
    })
    await questionTo(home, `delete from assay.migration where number = 99`)
    const [{ checksum } = { checksum: '' }] = await questionTo<{ checksum: string }>(
      home,
      'select checksum from assay.migration where number = 2',
    )
    await questionTo(home, `update assay.migration set checksum = 'edited' where number = 2`)
    await expect(openStore({ home, clock })).rejects.toMatchObject({
      code: 'store/migration-edited',
      facts: { name: '0002-evidence.sql' },
    })
    await questionTo(home, `update assay.migration set checksum = '${checksum}' where number = 2`)
  })
})

describe('processes that come and go', () => {
  let office: Awaited<ReturnType<typeof temporaryFolder>>
  let home: string
  beforeAll(async () => {
    office = await temporaryFolder()
    home = join(office.folder, 'office')
  })
  afterAll(() => office.end())

  it('share one server when they open a fresh office at the same moment', async () => {
    const children = [startChild(['stay', home]), startChild(['stay', home])]
    await Promise.all(children.map((child) => child.line('open')))
    const held = await questionTo<{ held: number }>(
      home,
      `select count(*)::int as held from pg_locks where locktype = 'advisory' and mode = 'ShareLock'`,
    )
    expect(held).toEqual([{ held: 2 }])
  })

  it('leave the server up by a crash or Ctrl-C, the next adopts it, and the last stops it', async () => {
    const child = startChild(['stay', home])
    await child.line('open')
    const pid = await serverPid(join(home, 'postgres'))
    process.kill(-(child.process.pid as number), 'SIGINT') // to its whole process group, as a terminal does
    expect(await child.ended).toBe(130)
    const killed = startChild(['stay', home])
    await killed.line('open')
    killed.process.kill('SIGKILL')
    await killed.ended
    const store = await storeForTest(home)
    expect(await serverPid(join(home, 'postgres'))).toBe(pid)
    await store.close()
    expect(await serverPid(join(home, 'postgres'))).toBeUndefined()
  })

  it('recover from a server that was killed, and from a pid file whose number somebody else has now', async () => {
    const pidFile = join(home, 'postgres', 'data', 'postmaster.pid')
    const first = startChild(['append', home, '3'])
    await first.line('closed')
    const stay = startChild(['stay', home])
    await stay.line('open')
    const text = await readFile(pidFile, 'utf8')
    process.kill(Number.parseInt(text, 10), 'SIGKILL')
    stay.process.kill('SIGKILL')
    await stay.ended
    await writeFile(pidFile, text.replace(/^\d+/, String(process.pid)))
    const store = await storeForTest(home)
    expect(await store.ledger.size()).toBe(3)
  })
})

describe('places', () => {
  it.runIf(root)(
    'keeps the cluster where the server’s user can reach it, and refuses a copy of the office',
    async () => {
      const folder = await folderForTest()
      const closed = join(folder, 'closed')
      await mkdir(closed, { mode: 0o700 })
      const home = join(closed, 'office')
      const env = { ASSAY_PG_HOME: join(folder, 'clusters') }
      await startChild(['append', home, '2'], { env }).line('closed')
      const { cluster } = JSON.parse(await readFile(join(home, 'postgres.json'), 'utf8')) as { cluster: string }
      expect(cluster.startsWith(join(folder, 'clusters'))).toBe(true)
      expect((await stat(closed)).mode & 0o777).toBe(0o700)

      await cp(home, join(folder, 'copy'), { recursive: true })
      expect(await startChild(['visit', join(folder, 'copy')]).line('error')).toContain('store/office-copied')
      await rm(join(folder, 'copy'), { recursive: true })
      await rename(home, join(folder, 'moved'))
      expect(await startChild(['visit', join(folder, 'moved')]).line('size')).toBe('size 2')
    },
  )

  it.runIf(root)('works the same for a user who is not root, and tells when the folder cannot be written', async () => {
    const folder = await folderForTest()
    const { uid, gid } = { uid: 65_534, gid: 65_534 }
    const home = join(folder, 'of-nobody')
    await mkdir(home)
    await chown(home, uid, gid)
    const child = startChild(['append', home, '1'], { uid, gid })
    expect(await child.line('open')).toBe('open 65534')
    await child.line('closed')
    expect(await startChild(['visit', join(folder, 'not-ours')], { uid, gid }).line('error')).toContain(
      'store/folder-not-writable',
    )
  })

  it('tells when a file has the folder’s name', async () => {
    const folder = await folderForTest()
    await writeFile(join(folder, 'file'), '')
    await expect(openStore({ home: join(folder, 'file'), clock })).rejects.toMatchObject({ code: 'store/not-a-folder' })
  })

  it('finds a short place for its socket when the path is long; refuses another version; begins no second ledger', async () => {
    const home = join(await folderForTest(), 'a'.repeat(80), 'b'.repeat(80))
    await (await openStore({ home, clock })).close()
    await writeFile(join(home, 'postgres', 'data', 'PG_VERSION'), '17\n')
    await expect(openStore({ home, clock })).rejects.toMatchObject({
      code: 'store/cluster-version',
      facts: { got: '17', wanted: 18 },
    })
    await rm(join(home, 'postgres'), { recursive: true })
    await expect(openStore({ home, clock })).rejects.toMatchObject({ code: 'store/ledger-lost' })
  })
})
