import { mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ComponentName } from '../architectures.ts'
import type { ComponentFingerprint } from '../fingerprints/fingerprint-model.ts'
import { nearestKnown } from '../fingerprints/known-models.ts'
import { fileIndices } from './index.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-index-'))
  path = join(folder, 'known.idx')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const code = (bytes: number, fill: number): Uint8Array => new Uint8Array(bytes).fill(fill)
const fingerprint = (fill: number, component: ComponentName = 'language', blocks = 2): ComponentFingerprint => ({
  component,
  architecture: 'llama',
  vocabulary: 256,
  token: code(2_048, fill),
  blocks: Array.from({ length: blocks }, (_, i) => code(256, fill + i)),
  missing: [],
})
const model = (name: string, ...fingerprints: readonly ComponentFingerprint[]) => ({
  model: name,
  source: `models/${name}`,
  fingerprints,
})

describe('an index', () => {
  it('gives back what was added to it, over several additions', async () => {
    await fileIndices.add(path, [
      model('one', fingerprint(0)),
      model('two', fingerprint(1, 'vision'), fingerprint(255)),
    ])
    await fileIndices.add(path, [model('three', fingerprint(15))])
    const known = await fileIndices.load(path)
    expect(known.components.map((entry) => `${entry.model} ${entry.component}`)).toEqual([
      'one language',
      'two language',
      'two vision',
      'three language',
    ])
    const near = nearestKnown(known, fingerprint(15), 3)
    expect(near.token.map((one) => one.known.model)).toEqual(['three', 'one', 'two'])
    expect(near.token.map((one) => one.score.similarity)).toEqual([1, 0, 0])
    expect(near.block[0]).toMatchObject({ known: { model: 'three' }, score: { similarity: 1 } })
  })

  it('lists its models without reading codes', async () => {
    await fileIndices.add(path, [model('one', fingerprint(3))])
    const { components, digest, bytes } = await fileIndices.list(path)
    expect(components).toMatchObject([{ model: 'one', source: 'models/one', token: true, blocks: 2 }])
    expect(digest).toMatch(/^[0-9a-f]{64}$/)
    expect(bytes).toBe((await stat(path)).size)
  })

  it('keeps components that have one kind of code only, and leaves out those without', async () => {
    const blind: ComponentFingerprint = { ...fingerprint(1), token: undefined }
    const bare: ComponentFingerprint = { ...fingerprint(2), blocks: [] }
    const none: ComponentFingerprint = { ...fingerprint(3), token: undefined, blocks: [] }
    const added = await fileIndices.add(path, [model('blind', blind), model('none', none), model('bare', bare)])
    expect(added.map((entry) => entry.model)).toEqual(['blind', 'bare'])
    const near = nearestKnown(await fileIndices.load(path), fingerprint(2), 9)
    expect(near.token.map((one) => one.known.model)).toEqual(['bare'])
    expect(near.block.map((one) => one.known.model)).toEqual(['blind'])
  })

  it('does not count what an addition that was cut off left behind', async () => {
    await fileIndices.add(path, [model('one', fingerprint(1))])
    const before = await fileIndices.list(path)
    const file = await open(path, 'a')
    await file.write(code(5_000, 77))
    await file.close()
    expect(await fileIndices.list(path)).toEqual(before)
    await fileIndices.add(path, [model('two', fingerprint(2))])
    expect((await fileIndices.load(path)).components.map((entry) => entry.model)).toEqual(['one', 'two'])
  })

  it('falls back on the record before, where the last one was written by half', async () => {
    await fileIndices.add(path, [model('one', fingerprint(1))])
    await fileIndices.add(path, [model('two', fingerprint(2))])
    const bytes = await readFile(path)
    bytes.fill(0, 512 + 40, 512 + 80) // the second addition's record: places are written in turn
    await writeFile(path, bytes)
    expect((await fileIndices.load(path)).components.map((entry) => entry.model)).toEqual(['one'])
  })

  it('refuses a second writer while one is at work', async () => {
    await writeFile(`${path}.lock`, String(process.pid))
    await expect(fileIndices.add(path, [model('one', fingerprint(1))])).rejects.toMatchObject({
      code: 'provenance/index-in-use',
      facts: { process: process.pid },
    })
  })

  it('takes over the lock of a process that is no more', async () => {
    await writeFile(`${path}.lock`, '4194304') // above the greatest number of a process
    await fileIndices.add(path, [model('one', fingerprint(1))])
    expect((await fileIndices.list(path)).components).toHaveLength(1)
  })

  it('reports how far it is loaded, and stops when told', async () => {
    await fileIndices.add(path, [model('one', fingerprint(1)), model('two', fingerprint(2))])
    const told: number[] = []
    await fileIndices.load(path, { onProgress: ({ done }) => told.push(done) })
    expect(told).toEqual([4_096, 8_192])
    await expect(fileIndices.load(path, { signal: AbortSignal.abort() })).rejects.toThrow('aborted')
  })
})

describe('a file that is no whole index', () => {
  const damage = async (change: (bytes: Buffer) => void): Promise<void> => {
    await fileIndices.add(path, [model('one', fingerprint(1)), model('two', fingerprint(2))])
    const bytes = await readFile(path)
    change(bytes)
    await writeFile(path, bytes)
  }

  it('is refused by name: missing, foreign, of another version', async () => {
    await expect(fileIndices.load(path)).rejects.toMatchObject({ code: 'provenance/no-index' })
    await writeFile(path, 'model,source\n')
    await expect(fileIndices.load(path)).rejects.toMatchObject({ code: 'provenance/not-an-index' })
    await expect(fileIndices.add(path, [model('one', fingerprint(1))])).rejects.toMatchObject({
      code: 'provenance/not-an-index',
    })
    await expect(fileIndices.load(folder)).rejects.toMatchObject({ code: 'provenance/not-an-index' })
    await rm(path)
    await damage((bytes) => bytes.writeUInt32LE(9, 16))
    await expect(fileIndices.load(path)).rejects.toMatchObject({ code: 'provenance/index-version' })
  })

  it.each([10, 600, 4_095, 4_100, 5_000, 9_000])('is refused when it was cut at byte %i', async (length) => {
    await damage(() => undefined)
    await truncate(path, length)
    await expect(fileIndices.load(path)).rejects.toMatchObject({
      code: length < 16 ? 'provenance/not-an-index' : 'provenance/index-damaged',
    })
  })

  it('is refused whichever byte that counts was changed', async () => {
    await fileIndices.add(path, [model('one', fingerprint(1)), model('two', fingerprint(2))])
    const bytes = await readFile(path)
    const header = [0, 16, 20, 1_024, 1_032, 1_100]
    for (let at = 4_096; at < bytes.length; at += 97) header.push(at)
    for (const at of header) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] as number) ^ 4
      await writeFile(path, changed)
      const loaded = fileIndices.load(path).then(({ components }) => components.length)
      // A broken record of the last addition leaves the one before it: an empty index.
      if (at >= 1_024 && at < 4_096) await expect(loaded).resolves.toBe(0)
      else
        await expect(loaded, `byte ${at}`).rejects.toThrow(/provenance\/(?:index-damaged|index-version|not-an-index)/)
    }
  })

  it('cannot make the program allocate what it claims', async () => {
    await damage((bytes) => bytes.writeUInt32LE(0xffff_ffff, 4_096 + 12))
    await expect(fileIndices.load(path)).rejects.toMatchObject({ code: 'provenance/index-damaged' })
  })
})
