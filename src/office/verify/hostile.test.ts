import { describe, expect, it } from 'vitest'
import { canonicalJson, digestOf, hexOf, type Json } from '#base'
import { signNote, verifierKeyOf } from '#ledger'
import { composeBundle } from '../bundle/compose-bundle.ts'
import { memoryFiles, office, smallParts } from '../bundle/small-round.fixture.ts'
import type { BundleFiles } from './index.ts'
import { verifyBundle } from './verify-bundle.ts'

const honest = composeBundle(smallParts(), office).files
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A bundle whose manifest is sealed properly over whatever files there are. */
const sealedOver = (files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> => {
  const listed = [...files].filter(([path]) => !path.startsWith('manifest.'))
  return withManifest(new Map(listed), {
    format: 'assay-bundle/1',
    key: verifierKeyOf(office),
    files: listed
      .map(([path, bytes]) => ({ path, sha256: hexOf(digestOf(bytes)), size: bytes.length }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  })
}
const withManifest = (files: ReadonlyMap<string, Uint8Array>, manifest: Json): Map<string, Uint8Array> => {
  const bytes = bytesOf(canonicalJson(manifest))
  const note = signNote(`assay-bundle/1\n${digestOf(bytes)}\n`, office)
  return new Map(files).set('manifest.json', bytes).set('manifest.sig', bytesOf(note))
}
const failureOf = async (files: ReadonlyMap<string, Uint8Array>) => (await verifyBundle(memoryFiles(files))).failure
const manifestOf = (entries: Json, more: { readonly [name: string]: Json } = {}): Json => ({
  format: 'assay-bundle/1',
  key: verifierKeyOf(office),
  files: entries,
  ...more,
})
const listing = (path: string, size = 1): Json => ({ path, sha256: hexOf(digestOf(Uint8Array.of(1))), size })

const broken = (): Promise<never> => Promise.reject(new Error('input/output error\u001b[31m'))

const hundreds = (folder: string, count: number, size: number, ending = ''): Json =>
  Array.from({ length: count }, (_, i) => listing(`${folder}${i.toString(16).padStart(64, '0')}${ending}`, size))

describe('a hostile manifest is refused', () => {
  it.each([
    '../secret',
    '/etc/passwd',
    'a/../../b',
    'a//b',
    'a\\b',
    'C:/x',
    '',
    '.',
    'a/.git/x',
    'é',
    'a\u0000b',
    'a/'.repeat(20),
  ])('when it lists the path %j, which is never read', async (path) => {
    const read: string[] = []
    const files = memoryFiles(withManifest(honest, manifestOf([listing(path)])))
    const watched: BundleFiles = { ...files, read: (asked) => (read.push(asked), files.read(asked)) }
    expect((await verifyBundle(watched)).failure?.what).toBe('verify/manifest-malformed')
    expect(read).toEqual(['manifest.json', 'manifest.sig'])
  })

  it.each([
    ['a path twice', [listing('a'), listing('a')], 'verify/manifest-malformed'],
    ['paths out of order', [listing('b'), listing('a')], 'verify/manifest-malformed'],
    ['itself', [listing('manifest.json')], 'verify/file-misplaced'],
    ['a file in a place of evidence that is none', [listing('evidence/x.json')], 'verify/file-misplaced'],
    ['a file of a gigabyte', [listing('a', 2 ** 30)], 'verify/too-large'],
    ['300 blobs of 300 megabytes', hundreds('blobs/', 300, 3e8), 'verify/too-large'],
    ['two pieces of evidence of 300 megabytes', hundreds('evidence/', 2, 3e8, '.json'), 'verify/too-large'],
    ['a negative size', [listing('a', -1)], 'verify/manifest-malformed'],
    ['what is no list', 'files', 'verify/manifest-malformed'],
  ])('when it lists %s', async (_name, entries, what) => {
    expect((await failureOf(withManifest(honest, manifestOf(entries))))?.what).toBe(what)
  })

  it('when it is of another format, has an unknown member, or names no key', async () => {
    expect((await failureOf(withManifest(honest, manifestOf([], { format: 'assay-bundle/2' }))))?.what).toBe(
      'verify/manifest-malformed',
    )
    expect((await failureOf(withManifest(honest, manifestOf([], { note: 1 }))))?.what).toBe('verify/manifest-malformed')
    expect((await failureOf(withManifest(new Map(), manifestOf([], { key: 'x' }))))?.what).toBe(
      'verify/manifest-malformed',
    )
  })

  it('when it, or its signature, is longer than any', async () => {
    for (const path of ['manifest.json', 'manifest.sig']) {
      const files = new Map(honest).set(path, new Uint8Array(32 * 1024 * 1024 + 1))
      expect(await failureOf(files)).toEqual({ what: 'verify/too-large', where: path })
    }
  })

  it('when its signature carries another line', async () => {
    const sig = new TextDecoder().decode(honest.get('manifest.sig'))
    const twice = bytesOf(`${sig}${sig.split('\n\n')[1]}`)
    expect((await failureOf(new Map(honest).set('manifest.sig', twice)))?.what).toBe('verify/signature-wrong')
  })
})

describe('a hostile file under a proper manifest is a failure with its place', () => {
  const deep = bytesOf(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  it.each([
    ['programme.yaml', bytesOf('a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n')],
    ['programme.yaml', Uint8Array.of(0xff)],
    ['rules.json', deep],
    ['decision.json', deep],
    ['decision.json', bytesOf('{"round":"first","round":"first"}')],
    ['decision.json', bytesOf('{}')],
    ['decision.json', bytesOf('{"round": "first"}')],
    ['decision.json', new Uint8Array()],
    ['ledger/checkpoints.txt', new Uint8Array()],
    ['ledger/checkpoints.txt', bytesOf('— '.repeat(10_000))],
    ['ledger/checkpoint', bytesOf('x')],
    ['ledger/tile/entries/000.p/9', new Uint8Array(18)],
    ['ledger/tile/entries/000.p/9', Uint8Array.of(255, 255, 0)],
    ['ledger/tile/0/000.p/9', new Uint8Array(9 * 32)],
  ])('%s', async (path, bytes) => {
    const failure = await failureOf(sealedOver(new Map(honest).set(path, bytes)))
    expect(failure?.where).toMatch(/^(?:ledger|programme|rules|decision)/)
  })

  it('evidence that is none, or not in canonical form', async () => {
    for (const text of ['{"kind":"x"}', '{ }', '[]', '"x"']) {
      const path = `evidence/${hexOf(digestOf(bytesOf(text)))}.json`
      const failure = await failureOf(sealedOver(new Map(honest).set(path, bytesOf(text))))
      expect(failure).toEqual({ what: 'verify/malformed', where: expect.stringContaining(path) as string })
    }
  })

  it('evidence in another form than the canonical one, though properly named', async () => {
    const [path = ''] = [...honest.keys()].filter((name) => name.startsWith('evidence/'))
    const spaced = bytesOf(`${new TextDecoder().decode(honest.get(path))} `)
    const twin = `evidence/${hexOf(digestOf(spaced))}.json`
    const failure = await failureOf(sealedOver(new Map(honest).set(twin, spaced)))
    expect(failure).toEqual({ what: 'verify/malformed', where: `${twin}: not canonical JSON` })
  })

  it('a decision about no round', async () => {
    const failure = await failureOf(sealedOver(new Map(honest).set('decision.json', bytesOf('{}'))))
    expect(failure).toEqual({ what: 'verify/malformed', where: 'decision.json: no round' })
  })

  it('the same checkpoint twice', async () => {
    const notes = new TextDecoder().decode(honest.get('ledger/checkpoints.txt'))
    const last = new TextDecoder().decode(honest.get('ledger/checkpoint'))
    const failure = await failureOf(sealedOver(new Map(honest).set('ledger/checkpoints.txt', bytesOf(notes + last))))
    expect(failure?.where).toContain('checkpoint 4: the log did not grow')
  })

  it('evidence or a blob whose name is not its content’s digest', async () => {
    for (const path of [`evidence/${'0'.repeat(64)}.json`, `blobs/${'0'.repeat(64)}`]) {
      expect(await failureOf(sealedOver(new Map(honest).set(path, bytesOf('{}'))))).toEqual({
        what: 'verify/content-name',
        where: path,
      })
    }
  })

  it('a tile that belongs to no tree of these entries', async () => {
    const files = new Map(honest).set('ledger/tile/0/001', new Uint8Array(32))
    expect(await failureOf(sealedOver(files))).toEqual({ what: 'verify/file-misplaced', where: 'ledger/tile/0/001' })
  })

  it('a checkpoint that claims a size which nothing could hold', async () => {
    const { signCheckpoint } = await import('#ledger')
    const note = bytesOf(
      signCheckpoint({ origin: 'o', size: Number.MAX_SAFE_INTEGER, root: new Uint8Array(32) }, office),
    )
    const files = new Map(honest).set('ledger/checkpoint', note).set('ledger/checkpoints.txt', note)
    expect((await failureOf(sealedOver(files)))?.what).toBe('verify/not-included')
  })

  it('an opening whose value is not the committed one, or that is none', async () => {
    const path = `openings/${'0'.repeat(64)}.json`
    const wrong = bytesOf(`{"salt":"${'00'.repeat(32)}","value":1}`)
    expect((await failureOf(sealedOver(new Map(honest).set(path, wrong))))?.what).toBe('verify/content-name')
    expect((await failureOf(sealedOver(new Map(honest).set(path, bytesOf('{}')))))?.what).toBe('verify/malformed')
  })

  it.each([
    'programme.yaml',
    'rules.json',
    'decision.json',
    'ledger/checkpoint',
    'ledger/checkpoints.txt',
    'ledger/tile/entries/000.p/9',
    'ledger/tile/0/000.p/9',
  ])('no %s at all', async (path) => {
    const files = new Map(honest)
    files.delete(path)
    expect(await failureOf(sealedOver(files))).toEqual({ what: 'verify/file-missing', where: path })
  })
})

describe('a bundle that cannot be read is a failure, never a throw', () => {
  it.each([
    ['listing', { ...memoryFiles(honest), paths: broken }],
    ['reading', { ...memoryFiles(honest), read: broken }],
    ['both', { paths: broken, read: broken }],
  ])('in %s', async (_name, files) => {
    const { ok, failure } = await verifyBundle(files)
    expect(ok).toBe(false)
    expect(failure?.what).toBe('verify/unreadable')
    expect(failure?.where).toContain('input/output error')
    expect(failure?.where).not.toContain('\u001b') // what a hostile disk says does not reach a terminal as it is
  })

  it('with nothing in it', async () => {
    expect(await failureOf(new Map())).toEqual({ what: 'verify/manifest-missing', where: 'manifest.json' })
  })
})
