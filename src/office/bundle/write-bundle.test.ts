import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestOf, digestOfText } from '#base'
import { verifierKeyOf } from '#ledger'
import { folderFiles } from '#ledger/shelves'
import { verifyBundle } from '#verify'
import { composeBundle } from './compose-bundle.ts'
import { office, smallParts } from './small-round.fixture.ts'
import { writeBundle } from './write-bundle.ts'

let place = ''
let bundle = ''
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'write-bundle-'))
  bundle = join(place, 'rounds/first')
})
afterEach(() => rm(place, { recursive: true, force: true }))

const page = (text: string) => ({ ...smallParts(), extra: { 'report.html': new TextEncoder().encode(text) } })
const report = () => readFile(join(bundle, 'report.html'), 'utf8')
const besideIt = () => readdir(join(place, 'rounds'))
// A file where another file needs a folder: writing fails in the middle, as on a full disk.
const unwritable = () => ({ ...smallParts(), extra: { z: Uint8Array.of(1), 'z/z': Uint8Array.of(2) } })

describe('writing a bundle', () => {
  it('makes a folder that verifies, and returns the name of its manifest', async () => {
    const manifest = await writeBundle(bundle, smallParts(), office)
    const verification = await verifyBundle(await folderFiles(bundle), { key: verifierKeyOf(office) })
    expect(verification).toMatchObject({ ok: true, key: 'given' })
    expect(digestOf(await readFile(join(bundle, 'manifest.json')))).toBe(manifest)
  })

  it('puts a new bundle in the place of an old one, and leaves nothing else behind', async () => {
    await writeBundle(bundle, page('old'), office)
    await writeBundle(bundle, page('new'), office)
    expect(await report()).toBe('new')
    expect(await besideIt()).toEqual(['first'])
  })

  it('leaves the old bundle as it was when the new one cannot be written', async () => {
    await writeBundle(bundle, page('old'), office)
    await expect(writeBundle(bundle, unwritable(), office)).rejects.toThrow('bundle/not-written')
    expect(await report()).toBe('old')
    expect((await verifyBundle(await folderFiles(bundle))).ok).toBe(true)
    expect(await besideIt()).toEqual(['first'])
  })

  it('leaves nothing when the first bundle cannot be written', async () => {
    await expect(writeBundle(bundle, unwritable(), office)).rejects.toThrow('bundle/not-written')
    expect(await besideIt()).toEqual([])
  })

  it('takes up the old bundle again that a killed writer had moved aside', async () => {
    await writeBundle(bundle, page('old'), office)
    await rename(bundle, join(place, 'rounds/.first.old'))
    await expect(writeBundle(bundle, unwritable(), office)).rejects.toThrow('bundle/not-written')
    expect(await report()).toBe('old')
    await writeBundle(bundle, page('new'), office)
    expect(await report()).toBe('new')
    expect(await besideIt()).toEqual(['first'])
  })

  it('clears a draft of long ago, and leaves one that another writer is at', async () => {
    const [abandoned, alive] = [join(place, 'rounds/.first.draft-1'), join(place, 'rounds/.first.draft-2')]
    await mkdir(join(abandoned, 'evidence'), { recursive: true })
    await writeFile(join(abandoned, 'evidence/x'), 'x')
    await mkdir(alive)
    await utimes(abandoned, new Date(0), new Date(0))
    await writeBundle(bundle, smallParts(), office)
    expect(await besideIt()).toEqual(['.first.draft-2', 'first'])
  })

  it('by two writers at once leaves one whole bundle', async () => {
    await Promise.allSettled([1, 2, 3, 4].map((n) => writeBundle(bundle, page(`report ${n}`), office)))
    expect((await verifyBundle(await folderFiles(bundle))).ok).toBe(true)
    expect(await besideIt()).toEqual(['first'])
  })
})

describe('composing a bundle', () => {
  it('gives the same bytes for the same parts', () => {
    expect(composeBundle(smallParts(), office)).toEqual(composeBundle(smallParts(), office))
  })

  it('lays the files where docs/formats/bundle.md says', () => {
    const paths = [...composeBundle(smallParts(), office).files.keys()].toSorted()
    const hex = '[0-9a-f]{64}'
    expect(paths.filter((path) => !new RegExp(`^(evidence/${hex}\\.json|blobs/${hex})$`).test(path))).toEqual([
      'decision.json',
      'ledger/checkpoint',
      'ledger/checkpoints.txt',
      'ledger/tile/0/000.p/9',
      'ledger/tile/entries/000.p/9',
      'manifest.json',
      'manifest.sig',
      'programme.yaml',
      'report.html',
      'rules.json',
    ])
  })

  it('refuses a ledger whose last checkpoint is not of all its entries', () => {
    const { entries, checkpoints } = smallParts().ledger
    for (const ledger of [
      { entries: entries.slice(1), checkpoints },
      { entries, checkpoints: [] },
    ]) {
      expect(() => composeBundle({ ...smallParts(), ledger }, office)).toThrow('bundle/checkpoint-missing')
    }
  })

  it('keeps one checkpoint of each size', () => {
    const { entries, checkpoints } = smallParts().ledger
    const repeated = { entries, checkpoints: checkpoints.flatMap((note) => [note, note]) }
    expect(composeBundle({ ...smallParts(), ledger: repeated }, office).files).toEqual(
      composeBundle(smallParts(), office).files,
    )
  })

  it('refuses a blob that does not have its digest', () => {
    const blobs = [{ digest: digestOfText('x'), bytes: Uint8Array.of(1) }]
    expect(() => composeBundle({ ...smallParts(), blobs }, office)).toThrow('bundle/blob-misnamed')
  })

  it.each(['manifest.json', 'manifest.sig', 'decision.json', 'evidence/x.json', 'ledger/x', '../x', '/x', '.x'])(
    'refuses an extra file at %s',
    (path) => {
      const extra = { [path]: Uint8Array.of(1) }
      expect(() => composeBundle({ ...smallParts(), extra }, office)).toThrow('bundle/path-refused')
    },
  )
})
