import { appendFileSync, createReadStream } from 'node:fs'
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { digestOfText, type Instant } from '#base'
import { submissionRoutes } from '#http'
import { newSigningKey, type SigningKey, signNote, verifierKeyOf } from '#ledger'
import {
  folderOfSubmission,
  HandedInJson,
  handIn,
  httpReception,
  makeTeamKey,
  type Office,
  officeReception,
  openSubmissions,
  readTeamKey,
  type Reception,
  settleSubmissions,
  type Store,
  submissionsOf,
} from '#office'
import { openStore } from '#store'
import { manifestBytes, manifestDigest } from '#tensors'
import { world } from '../../bin/compose.ts'
import { pieceDigest } from '../../src/office/submission/piece-digest.ts'
import { pieceText } from '../../src/office/submission/reception.ts'
import { signSubmission, submissionId } from '../../src/office/submission/signed-submission.ts'
import { assayJson, startAssay } from '../support/assay.ts'
import { rulesWithWindow, submissionFolder } from '../support/submission.ts'
import { temporaryFolder } from './store-offices.ts'

const { tools } = world(new AbortController().signal)
const { signal } = new AbortController()
const alder = newSigningKey('alder.example/submissions', new Uint8Array(32).fill(1))
const birch = newSigningKey('birch.example/submissions', new Uint8Array(32).fill(2))

let now = '2027-03-01T09:00:00.000Z' as Instant
let place: string
let end: () => Promise<void>
const stores: Store[] = []
let office: Office
let folder: string

/** Another process of the same office: its own connections, nothing shared but the database and the folder. */
const openOffice = async (): Promise<Office> => {
  const home = join(place, 'office')
  const clock = () => now
  const store = await openStore({ home, clock })
  stores.push(store)
  return { home, store, tools, clock, close: store.close }
}

/** A web server with the model on it. */
const files = createServer((request, response) => {
  const path = join(folder, decodeURIComponent((request.url ?? '').slice('/models/alder'.length)))
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
  asked.push(`${request.url} ${from}`)
  response.statusCode = from > 0 ? 206 : 200
  if (request.url?.includes('moved')) response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end()
  else
    createReadStream(path, { start: from })
      .on('error', () => response.destroy())
      .pipe(response)
})
const asked: string[] = []

beforeAll(async () => {
  ;({ folder: place, end } = await temporaryFolder())
  folder = await submissionFolder(join(place, 'alder'))
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
  const source = `http://127.0.0.1:${(files.address() as AddressInfo).port}/models`
  office = await openOffice()
  await openSubmissions(
    office,
    rulesWithWindow({
      opens: '2027-03-02T00:00:00Z',
      closes: '2027-03-31T15:00:00Z',
      replace: true,
      sources: [source],
      keys: { alder: verifierKeyOf(alder), birch: verifierKeyOf(birch) },
    }),
    'first',
  )
})
afterAll(async () => {
  files.close()
  for (const store of stores) await store.close()
  await end()
})

const give = (
  reception: Reception,
  options: { team?: string; key?: SigningKey; folder?: string; source?: string } = {},
) => handIn(reception, tools, { folder, round: 'first', team: 'alder', key: alder, signal, ...options })

/** What the ledger says that stands. */
const onRecord = async (team: string) =>
  (await submissionsOf(office, 'first')).submissions.filter((one) => one.team === team)

describe('a submission', () => {
  it('is not taken a millisecond before the window opens', async () => {
    now = '2027-03-01T23:59:59.999Z' as Instant
    await expect(give(officeReception(office))).rejects.toMatchObject({
      code: 'submission/too-early',
      facts: { rule: 'submission.opens' },
    })
    expect(await onRecord('alder')).toEqual([])
  })

  it('is not taken from another key than the team’s, whoever signs well', async () => {
    now = '2027-03-02T00:00:00.000Z' as Instant
    await expect(give(officeReception(office), { key: birch })).rejects.toMatchObject({ code: 'submission/wrong-key' })
    await expect(give(officeReception(office), { team: 'cedar' })).rejects.toMatchObject({ code: 'submission/no-key' })
  })

  it('is received once, whole, unchangeable, with the office’s signed head as the receipt', async () => {
    const outcome = await give(officeReception(office))
    expect(outcome).toMatchObject({ kind: 'received', handedIn: now, replaced: undefined })
    if (outcome.kind !== 'received') return
    const kept = await folderOfSubmission(office, outcome.id)
    expect(await readFile(join(kept, 'model.safetensors'))).toEqual(await readFile(join(folder, 'model.safetensors')))
    expect((await stat(join(kept, 'model.safetensors'))).mode & 0o777).toBe(0o444)
    expect(outcome.checkpoint).toContain(office.store.ledger.origin)
    const [entry] = await office.store.ledger.entries(outcome.index, outcome.index + 1)
    expect(entry).toMatchObject({ act: 'submission-received', subject: { team: 'alder' }, by: 'alder' })
    const note = await office.store.blobs.read(entry?.digests['note'] ?? digestOfText(''))
    expect(new TextDecoder().decode(note)).toMatch(/^assay\.submission\/v1\n[^]*— alder\.example/)
    expect(await give(officeReception(office))).toMatchObject({ kind: 'standing', id: outcome.id })
  })

  it('is replaced before the deadline; the former stays on record, and what is unchanged is not sent again', async () => {
    const [former] = await onRecord('alder')
    await writeFile(join(folder, 'README.md'), 'A better one.')
    const reception = officeReception(office)
    let sent = 0
    const counting: Reception = {
      ...reception,
      put: (id, piece) => ((sent += piece.bytes.length), reception.put(id, piece)),
    }
    expect(await give(counting)).toMatchObject({ kind: 'received', replaced: former?.id })
    expect(sent).toBe('A better one.'.length)
    expect((await onRecord('alder')).map(({ state }) => state)).toEqual(['replaced', 'stands'])
    const before = await folderOfSubmission(office, former?.id ?? digestOfText(''))
    expect((await stat(join(before, 'model.safetensors'))).size).toBe(
      (await stat(join(folder, 'model.safetensors'))).size,
    )
  })

  it('cannot be undone by sending an old signature again', async () => {
    const [former] = await onRecord('alder')
    const [entry] = await office.store.ledger.entries(former?.index ?? 0, (former?.index ?? 0) + 1)
    const read = async (name: string): Promise<string> =>
      new TextDecoder().decode(await office.store.blobs.read(entry?.digests[name] ?? digestOfText('')))
    const manifest = JSON.parse(await read('manifest'))
    const reception = officeReception(office)
    const { id } = await reception.begin(await read('note'), manifest)
    await reception.complete(id)
    expect((await onRecord('alder')).map(({ state }) => state)).toEqual(['replaced', 'stands'])
  })

  it('of two handed in at once from two processes one stands, and both are on record', async () => {
    const other = await openOffice()
    const rival = await submissionFolder(join(place, 'rival'))
    await writeFile(join(rival, 'README.md'), 'The same team, another hand.')
    await writeFile(join(folder, 'README.md'), 'One hand.')
    let ready = 0
    let go: () => void
    const both = new Promise<void>((resolve) => (go = resolve))
    const together = (reception: Reception): Reception => ({
      ...reception,
      complete: async (id) => {
        if (++ready === 2) go()
        await both
        return reception.complete(id)
      },
    })
    const outcomes = await Promise.all([
      give(together(officeReception(office))),
      give(together(officeReception(other)), { folder: rival }),
    ])
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['overtaken', 'received'])
    const states = (await onRecord('alder')).map(({ state }) => state)
    expect(states.toSorted()).toEqual(['overtaken', 'replaced', 'replaced', 'stands'])
  })

  it.each([
    ['lost', async () => Promise.reject(new Error('the disk is gone'))],
    [
      'kept though it said that it was lost',
      async (...words: Parameters<Store['ledger']['append']>) => {
        await office.store.ledger.append(...words)
        throw new Error('the connection broke')
      },
    ],
  ])('is entered once, though its entry was %s', async (how, append) => {
    const failing = { ...office, store: { ...office.store, ledger: { ...office.store.ledger, append } } }
    await writeFile(join(folder, 'README.md'), `The entry was ${how}.`)
    const before = (await onRecord('alder')).length
    await expect(give(officeReception(failing))).rejects.toThrow(/gone|broke/)
    const outcome = await give(officeReception(office))
    expect(['received', 'standing']).toContain(outcome.kind)
    const after = await onRecord('alder')
    expect([after.length, after.at(-1)?.state]).toEqual([before + 1, 'stands'])
    const size = await office.store.ledger.size()
    const id = after.at(-1)?.id ?? digestOfText('')
    expect(await officeReception(office).complete(id)).toMatchObject({ kind: 'received', index: after.at(-1)?.index })
    expect(await office.store.ledger.size()).toBe(size)
  })

  it('that changes while it is hashed, or on its way, is not handed in', async () => {
    const restless = await submissionFolder(join(place, 'restless'))
    const size = await office.store.ledger.size()
    const changing: typeof tools = {
      ...tools,
      manifestOf: (where, options) =>
        tools.manifestOf(where, { ...options, onProgress: () => appendFileSync(join(restless, 'config.json'), ' ') }),
    }
    const options = { folder: restless, round: 'first', team: 'birch', key: birch, signal }
    expect(await handIn(officeReception(office), changing, options)).toMatchObject({
      kind: 'lacking',
      report: { lacks: [{ code: 'tensors/changed-while-reading' }] },
    })
    const reception = officeReception(office)
    const cutting: Reception = {
      ...reception,
      begin: async (note, manifest) => {
        await truncate(join(restless, 'model.safetensors'), 1000)
        return reception.begin(note, manifest)
      },
    }
    await expect(handIn(cutting, tools, options)).rejects.toMatchObject({ code: 'submission/changed' })
    expect(await office.store.ledger.size()).toBe(size)
  })

  it('is refused with every lack when the office’s checker finds some, and nothing is entered', async () => {
    const lacking = await submissionFolder(join(place, 'lacking'))
    await rm(join(lacking, 'LICENSE'))
    const size = await office.store.ledger.size()
    const reception = officeReception(office)
    expect(await give(reception, { folder: lacking, team: 'birch', key: birch })).toMatchObject({ kind: 'lacking' })
    // A team that does not run the checker is refused by the same one.
    const manifest = await tools.manifestOf(lacking, {})
    const note = signedFor('birch', birch, manifest)
    const { id } = await reception.begin(note, manifest)
    for (const [file, { path }] of manifest.files.entries()) {
      const bytes = await readFile(join(lacking, path))
      await reception.put(id, {
        file,
        offset: 0,
        bytes,
        note: signNote(pieceText(id, file, 0, digestOf(bytes)), birch),
      })
    }
    expect(await reception.complete(id)).toMatchObject({
      kind: 'refused',
      lacks: [{ code: 'submission/licence-missing' }],
    })
    expect(await office.store.ledger.size()).toBe(size)
  })

  it('by reference is fetched from where the rules allow, and verified', async () => {
    const source = `http://127.0.0.1:${(files.address() as AddressInfo).port}/models/alder`
    const outcome = await give(officeReception(office), { team: 'birch', key: birch, source })
    expect(outcome).toMatchObject({ kind: 'received' })
    expect(asked).toContain('/models/alder/model.safetensors 0')
    for (const foreign of [
      'http://169.254.169.254/',
      'https://example.org/models',
      source.replace('/models', '/other'),
    ]) {
      await writeFile(join(folder, 'README.md'), foreign)
      await expect(give(officeReception(office), { team: 'birch', key: birch, source: foreign })).rejects.toMatchObject(
        {
          code: 'submission/source-not-allowed',
        },
      )
    }
    await expect(
      give(officeReception(office), { team: 'birch', key: birch, source: source.replace('alder', 'moved') }),
    ).rejects.toMatchObject({ code: 'submission/source-not-allowed' }) // nor by a redirect
  })
})

const digestOf = (bytes: Uint8Array) => pieceDigest(bytes)

const signedFor = (team: string, key: SigningKey, manifest: Parameters<typeof manifestDigest>[0]): string =>
  signSubmission(textFor(team, manifest), key)

const textFor = (team: string, manifest: Parameters<typeof manifestDigest>[0]) => ({
  programme: 'test',
  round: 'first',
  team,
  manifest: manifestDigest(manifest),
  files: manifest.files.length,
  bytes: manifestBytes(manifest),
  replaces: undefined,
  source: 'upload',
})

describe('a submission over HTTP', () => {
  let server: ReturnType<typeof serve> | undefined
  let sent: string[] = []
  let onPiece: (count: number) => void = () => undefined

  /** A server as after a start: it remembers nothing but what lies in the office. */
  const start = async (port = 0): Promise<number> => {
    const app = new Hono()
    app.put('/submissions/:id/files/:file', async (c, next) => {
      sent.push(`${c.req.param('file')} ${c.req.query('offset')}`)
      await next()
      onPiece(sent.length)
    })
    app.route('/submissions', submissionRoutes(officeReception(office)))
    const { port: bound } = await new Promise<AddressInfo>((resolve) => {
      server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, resolve)
    })
    return bound
  }
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server?.close(() => resolve())
      if (server !== undefined && 'closeAllConnections' in server) server.closeAllConnections()
    })

  it('killed on either side is gone on with, and nothing that arrived is sent again', async () => {
    const large = await submissionFolder(join(place, 'large'))
    const bytes = Buffer.alloc(40_000_000, 'words that repeat at odd places, ')
    bytes.writeUInt32LE(7, 20_000_000)
    await writeFile(join(large, 'corpus.dat'), bytes)
    const made = await assayJson<{ key: string }>([
      'submit',
      '--new-key',
      join(place, 'alder.key'),
      '--name',
      'alder.example/submissions',
    ])
    expect((await stat(join(place, 'alder.key'))).mode & 0o777).toBe(0o600)
    expect(made.json.key).toBe(verifierKeyOf(await readTeamKey(join(place, 'alder.key'))))
    await expect(makeTeamKey(join(place, 'alder.key'), 'x')).rejects.toMatchObject({ code: 'submission/key-exists' })
    await writeFile(join(place, 'alder.key'), `${alder.name} ${'01'.repeat(32)}\n`) // the one of the rules

    let port = await start()
    const words = ['submit', large, '--to', `http://127.0.0.1:${port}`, '--round', 'first', '--team', 'alder']
    const call = [...words, '--key', join(place, 'alder.key'), '--json']
    const first = startAssay(call)
    onPiece = (count) => count === 2 && first.child.kill('SIGKILL')
    await first.ended
    const before = sent
    sent = []

    const second = startAssay(call)
    await new Promise<void>((resolve) => {
      onPiece = (count) => count === 2 && void stop().then(resolve) // the office goes down in the middle of it
    })
    port = await start(port)
    const ended = await second.ended
    expect([ended.code, HandedInJson.parse(JSON.parse(ended.stdout))]).toMatchObject([0, { kind: 'received' }])

    const answered = new Set(before)
    const again = sent.filter((piece) => answered.has(piece))
    expect(again.length).toBeLessThanOrEqual(1) // the piece that was on its way when it was killed
    expect(new Set([...before, ...sent]).size).toBe(Math.ceil(bytes.length / (8 * 2 ** 20)))
    const received = JSON.parse(ended.stdout) as { id: Parameters<typeof folderOfSubmission>[1] }
    expect(bytes.equals(await readFile(join(await folderOfSubmission(office, received.id), 'corpus.dat')))).toBe(true)
    onPiece = () => undefined
    await stop()
  })

  it('refuses a manifest that lies, pieces of another hand, and bytes of another digest', async () => {
    const port = await start()
    const reception = httpReception(`http://127.0.0.1:${port}`, signal)
    const honest = await tools.manifestOf(folder, {})
    const [standing] = (await onRecord('birch')).filter(({ state }) => state === 'stands')
    const begin = (files: typeof honest.files) => {
      const text = { ...textFor('birch', { files }), replaces: standing?.id }
      return { id: submissionId(text), begun: reception.begin(signSubmission(text, birch), { files }) }
    }
    const [one] = honest.files
    if (one === undefined) throw new Error('no file')
    for (const path of ['../../keys/ledger-seed', '/etc/passwd', 'a/../../b', 'a\\b', 'x\u202Ey', '\u0041\u030A']) {
      await expect(begin([{ ...one, path }]).begun, path).rejects.toMatchObject({ code: 'submission/manifest-refused' })
    }
    await expect(begin([one, one]).begun).rejects.toMatchObject({ code: 'submission/manifest-refused' })
    await expect(begin([{ ...one, bytes: 2 ** 52 }]).begun).rejects.toMatchObject({
      code: 'submission/manifest-refused',
    })
    await expect(
      reception.begin(signSubmission({ ...textFor('birch', honest), files: 1 }, birch), honest),
    ).rejects.toMatchObject({ code: 'submission/note-differs' })

    const small = { path: 'small.txt', bytes: 5, digest: digestOfText('right') }
    const { id, begun } = begin([small])
    expect(await begun).toEqual({ id, received: [0] })
    const put = (text: string, key: SigningKey, offset = 0) => {
      const bytes = new TextEncoder().encode(text)
      return reception.put(id, {
        file: 0,
        offset,
        bytes,
        note: signNote(pieceText(id, 0, offset, digestOf(bytes)), key),
      })
    }
    await expect(put('right', alder)).rejects.toMatchObject({ code: 'submission/wrong-key' })
    await expect(put('too long', birch)).rejects.toMatchObject({ code: 'submission/size-lies' })
    await expect(put('t', birch, 3)).rejects.toMatchObject({ code: 'submission/wrong-offset' })
    await expect(reception.complete(id)).rejects.toMatchObject({ code: 'submission/incomplete' })
    await put('wrong', birch)
    await expect(reception.complete(id)).rejects.toMatchObject({ code: 'submission/digest-differs' })
    await put('right', birch)
    expect(await reception.complete(id)).toMatchObject({ kind: 'refused' }) // whole now, but no model
    await expect(reception.put(id, { file: 0, offset: 0, bytes: new Uint8Array(1), note: '' })).rejects.toMatchObject({
      code: 'submission/unknown',
    })
    expect((await reception.terms('test/first', 'birch')).standing?.id).toBe(standing?.id)
    await stop()
  })
})

describe('the deadline', () => {
  it('lets a verification that it interrupted end, and nothing else', async () => {
    const dying = { ...office.store.ledger, append: () => Promise.reject(new Error('killed')) }
    await writeFile(join(folder, 'README.md'), 'In time.')
    now = '2027-03-31T14:59:59.999Z' as Instant
    await expect(give(officeReception({ ...office, store: { ...office.store, ledger: dying } }))).rejects.toThrow(
      'killed',
    )
    const manifest = await tools.manifestOf(folder, {})
    const replaces = (await onRecord('birch')).find(({ state }) => state === 'stands')?.id
    const note = signSubmission({ ...textFor('birch', manifest), replaces }, birch)
    const begun = await officeReception(office).begin(note, manifest) // sent in time, but not handed in
    now = '2027-03-31T15:00:00.000Z' as Instant
    const { isClosed, pending } = await submissionsOf(office, 'first')
    expect([isClosed, pending.length]).toEqual([true, 1])
    const standing = (await settleSubmissions(office, 'first')).find((one) => one.id === pending[0])
    expect(standing).toMatchObject({ state: 'stands', handedIn: '2027-03-31T14:59:59.999Z', at: now })
    expect((await submissionsOf(office, 'first')).pending).toEqual([])
    await expect(officeReception(office).complete(begun.id)).rejects.toMatchObject({ code: 'submission/too-late' })
  })

  it('refuses what comes a second late with the rule, for good, though the clock is set back', async () => {
    const before = await onRecord('birch')
    await writeFile(join(folder, 'README.md'), 'Too late.')
    const reception = officeReception(office)
    now = '2027-03-31T15:00:01.000Z' as Instant
    await expect(give(reception, { team: 'birch', key: birch })).rejects.toMatchObject({
      code: 'submission/too-late',
      facts: { rule: 'submission.closes', closes: '2027-03-31T15:00:00.000Z' },
    })
    now = '2027-03-20T00:00:00.000Z' as Instant
    await expect(give(officeReception(office), { team: 'birch', key: birch })).rejects.toMatchObject({
      code: 'submission/too-late',
    })
    expect(await onRecord('birch')).toEqual(before)
    expect(await submissionsOf(office, 'first')).toMatchObject({ isClosed: true, pending: [] })
  })
})

describe('assay submit to an office in a folder', () => {
  it('of two processes at once leaves one submission standing, and every one that was entered on record', async () => {
    await openSubmissions(
      office,
      {
        ...rulesWithWindow({
          opens: '2020-01-01T00:00:00Z',
          closes: '2120-01-01T00:00:00Z',
          replace: true,
          keys: { alder: verifierKeyOf(alder) },
        }),
        programme: 'open',
      },
      'first',
    )
    await writeFile(join(place, 'alder.key'), `${alder.name} ${'01'.repeat(32)}\n`, { mode: 0o600 })
    const call = (model: string) =>
      assayJson<{ kind: string; replaced?: string }>(
        `submit ${model} --to ${place}/office --round open/first --team alder --key ${place}/alder.key`.split(' '),
      )
    const ended = await Promise.allSettled([call(folder), call(join(place, 'rival'))])
    const kinds = ended.map((one) => (one.status === 'fulfilled' ? one.value.json.kind : 'refused'))
    expect(kinds).toContain('received')
    const { submissions } = await submissionsOf(office, 'open/first')
    expect(submissions.filter(({ state }) => state === 'stands')).toHaveLength(1)
    expect(submissions).toHaveLength(kinds.filter((kind) => kind !== 'refused').length)
  })
})
