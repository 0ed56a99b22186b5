import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished, describe, expect, it } from 'vitest'
import { servePublished } from '#http'
import {
  consistencyProof,
  cosignaturesOn,
  leafHash,
  newSigningKey,
  openCheckpoint,
  parseVerifierKey,
  parseWitnessPolicy,
  rootOf,
  appendLeaf,
  emptyRange,
  signCheckpoint,
  tilesOf,
  verifierKeyOf,
} from '#ledger'
import { assay, startAssay } from '../support/assay.ts'
import { entry, folderForTest, storeForTest } from './store-offices.ts'

/** A log of anybody: entries, and a server that shows whichever history it is told to. */
const key = newSigningKey('log.example', new Uint8Array(32).fill(1))
const history = (size: number, twist = -1) => {
  const entries = Array.from({ length: size }, (_, i) => Uint8Array.of(i, i === twist ? 1 : 0))
  const leaves = entries.map(leafHash)
  const root = rootOf(leaves.reduce((range, leaf) => appendLeaf(range, leaf), emptyRange))
  const note = signCheckpoint({ origin: key.name, size, root }, key)
  return { leaves, note, tiles: tilesOf(entries) }
}
type History = ReturnType<typeof history>

const logOnTheWeb = async (first: History) => {
  let shown = first
  const server = await servePublished('/nowhere', {
    host: '127.0.0.1',
    port: 0,
    ledger: {
      checkpoint: async () => shown.note,
      tile: async (path) => shown.tiles.get(path),
      cosign: async () => ({ kind: 'refused', code: 'ledger/unknown-witness' }),
      witnesses: async () => [],
    },
  })
  onTestFinished(server.close)
  return { url: `${server.url}ledger`, show: (next: History) => (shown = next) }
}

describe('assay witness', () => {
  it('cosigns what grows, and refuses a fork with both checkpoints in hand', async () => {
    const folder = await folderForTest()
    const log = await logOnTheWeb(history(300))
    const witness = () =>
      assay(['witness', log.url, '--once', '--log', verifierKeyOf(key), '--state', folder, '--json'])
    const first = await witness()
    expect([first.code, JSON.parse(first.stdout)]).toMatchObject([0, { kind: 'cosigned', size: 300 }])
    log.show(history(700))
    expect(JSON.parse((await witness()).stdout)).toMatchObject({ kind: 'cosigned', size: 700, offered: 'refused' })
    log.show(history(300))
    expect(JSON.parse((await witness()).stdout)).toEqual({ kind: 'behind', size: 300, seen: 700 })

    log.show(history(800, 123))
    const forked = await witness()
    expect([forked.code, JSON.parse(forked.stdout)]).toMatchObject([
      1,
      { kind: 'forked', seen: { size: 700 }, shown: { size: 800 } },
    ])
    const [kept = ''] = await readdir(join(folder, 'forks'))
    const evidence = await readFile(join(folder, 'forks', kept), 'utf8')
    expect(evidence).toBe(`${history(700).note}\n${history(800, 123).note}`)
    log.show(history(800))
    expect(JSON.parse((await witness()).stdout)).toMatchObject({ kind: 'cosigned', size: 800 })
  })

  it('never cosigns two trees, however it is killed between', async () => {
    const folder = await folderForTest()
    const started = startAssay(['witness', '--listen', '0', '--log', verifierKeyOf(key), '--state', folder])
    let heard = ''
    started.child.stderr?.on('data', (text: string) => (heard += text))
    await started.says(/Answering at/)
    const url = /(http\S+)add-checkpoint/.exec(heard)?.[1] ?? ''
    const ask = async (old: number, to: History): Promise<{ status: number; body: string }> => {
      const proof = old === 0 ? [] : consistencyProof(to.leaves, old)
      const lines = [`old ${old}`, ...proof.map((hash) => Buffer.from(hash).toString('base64')), '', to.note]
      const answer = await fetch(`${url}add-checkpoint`, { method: 'POST', body: lines.join('\n') })
      return { status: answer.status, body: await answer.text() }
    }
    expect((await ask(0, history(10))).status).toBe(200)
    const rivals = Array.from({ length: 8 }, (_, i) => history(11 + (i % 2), i < 4 ? -1 : 10))
    const answers = await Promise.all(rivals.map((rival) => ask(10, rival)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)

    // Killed while it is asked: whatever it cosigned before, it remembers.
    const asked = [history(20), history(21, 15)].map((rival) =>
      ask(openSize(answers, rivals), rival).catch(() => undefined),
    )
    started.child.kill('SIGKILL')
    await started.ended
    const before = (await Promise.all(asked)).filter((answer) => answer?.status === 200)
    expect(before.length).toBeLessThanOrEqual(1)
    const numbers = (await readdir(join(folder, 'seen', ...(await readdir(join(folder, 'seen')))))).filter(
      (name) => !name.startsWith('.'),
    )
    expect(numbers.length).toBeGreaterThanOrEqual(2 + before.length)
  })

  it('has its cosignature taken by an office whose policy names it, and put into what the office publishes', async () => {
    const folder = await folderForTest()
    const home = join(folder, 'office')
    const store = await storeForTest(home)
    await store.ledger.append(Array.from({ length: 260 }, (_, i) => entry(String(i))))
    const served = startAssay(['serve', '--home', home, '--port', '0'])
    let heard = ''
    served.child.stdout?.on('data', (text: string) => (heard += text))
    await served.says(/Serving http/)
    const url = `${/Serving (\S+)/.exec(heard)?.[1] ?? ''}ledger`
    const witness = (name: string) =>
      assay([
        'witness',
        url,
        '--once',
        '--name',
        name,
        '--log',
        store.ledger.verifierKey,
        '--state',
        join(folder, name),
        '--json',
      ])
    const stranger = await witness('stranger.example')
    expect(JSON.parse(stranger.stdout)).toMatchObject({ kind: 'cosigned', offered: 'refused' })
    const vkey = /key: (\S+)/.exec(stranger.stderr)?.[1] ?? ''
    await writeFile(join(home, 'witness-policy.txt'), `witness one ${vkey}\nquorum one\n`)
    expect(JSON.parse((await witness('stranger.example')).stdout)).toMatchObject({
      kind: 'cosigned',
      offered: 'accepted',
    })

    const [published = ''] = (await store.ledger.checkpoints()).slice(-1)
    const policy = parseWitnessPolicy(`witness one ${vkey}\nquorum one\n`, 'policy')
    expect(cosignaturesOn(published, [parseVerifierKey(vkey, 'cosignature')])).toHaveLength(1)
    expect(policy.witnesses).toHaveLength(1)

    // The same bytes over HTTP as in static files.
    const checkpoint = await fetch(`${url}/checkpoint`)
    expect([checkpoint.headers.get('content-type'), await checkpoint.text()]).toEqual([
      'text/plain; charset=utf-8',
      published,
    ])
    expect(openCheckpoint(published, store.ledger.verifierKey).size).toBe(260)
    for (const [path, bytes] of tilesOf(await store.ledger.entryBytes(0))) {
      const answer = await fetch(`${url}/${path}`)
      expect([path, answer.status, new Uint8Array(await answer.arrayBuffer())]).toEqual([path, 200, bytes])
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    }
    for (const path of [
      'tile/0/002',
      'tile/0/001.p/5x',
      'tile/3/000',
      'tile/0/../checkpoint',
      'tile/entries/000.p/0',
      'keys',
    ]) {
      expect((await fetch(`${url}/${path}`)).status, path).toBe(404)
    }
    // Nothing is taken that is not a cosignature of this ledger by a known witness.
    const forged = published.replace(
      /— stranger\S* (\S{20})/,
      (all) => `${all.slice(0, -1)}${all.endsWith('A') ? 'B' : 'A'}`,
    )
    for (const [body, status] of [
      [forged, 400],
      [history(5).note, 422],
      ['nothing', 400],
      ['x'.repeat(300_000), 413],
    ] as const) {
      expect((await fetch(`${url}/cosignatures`, { method: 'POST', body })).status).toBe(status)
    }
    served.child.kill('SIGINT')
    expect((await served.ended).code).toBe(0)
  })
})

const openSize = (answers: readonly { status: number }[], rivals: readonly History[]): number =>
  rivals[answers.findIndex(({ status }) => status === 200)]?.leaves.length ?? 0
