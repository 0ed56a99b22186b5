import { readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRangedFile } from './ranged-file.ts'
import { type RecordToWrite, writeZip } from './torch-archive.fixture.ts'
import { zipArchive, type ZipArchive } from './zip-archive.ts'
import type { ByteRange } from '../strided/byte-range.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-zip-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const open = async (...records: RecordToWrite[]) => {
  const path = join(folder, 'a.zip')
  await writeFile(path, writeZip(records))
  const file = await openRangedFile(path)
  return zipArchive(file).catch(async (error: unknown) => {
    await file.close()
    throw error
  })
}
const rangeIn = (archive: ZipArchive, name: string): ByteRange => {
  const range = archive.range(name)
  if (range === undefined) throw new Error(`no record ${name}`)
  return range
}
const noise = Uint8Array.from({ length: 300_000 }, (_, at) => (at * at * 31) >> 7)

describe('a deflated record', () => {
  it('is read by range from any place, and fetched from the archive once', async () => {
    const archive = await open({ name: 'a', bytes: noise, deflate: true }, { name: 'b', bytes: noise, deflate: true })
    const range = rangeIn(archive, 'b')
    const part = new Uint8Array(1000)
    const first = await range.read(200_000, part)
    expect(part).toEqual(noise.subarray(200_000, 201_000))
    expect(first).toBeGreaterThan(0)
    expect(await range.read(7, part)).toBe(0)
    expect(part).toEqual(noise.subarray(7, 1007))
    await archive.close()
  })

  it('is inflated once though many read it at the same moment', async () => {
    const archive = await open({ name: 'a', bytes: noise, deflate: true })
    const parts = Array.from({ length: 8 }, () => new Uint8Array(100))
    const fetched = await Promise.all(parts.map(async (part, at) => rangeIn(archive, 'a').read(at * 100, part)))
    expect(fetched.filter((bytes) => bytes !== 0)).toHaveLength(1)
    for (const [at, part] of parts.entries()) expect(part).toEqual(noise.subarray(at * 100, at * 100 + 100))
    await archive.close()
  })

  it('leaves nothing behind in the temporary folder', async () => {
    const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('assay-inflated-'))
    const before = left()
    const archive = await open({ name: 'a', bytes: noise, deflate: true })
    await rangeIn(archive, 'a').read(0, new Uint8Array(10))
    expect(left()).toEqual(before)
    await archive.close()
  })

  it.each([
    ['more than it declares', { declared: 1000 }, /more than it declares/],
    ['less than it declares', { declared: 300_001 }, /300000 bytes and declares 300001/],
    ['what its check does not agree with', { crc: 1 }, /CRC-32/],
  ])('is refused when it inflates to %s', async (_, lie, why) => {
    const archive = await open({ name: 'a', bytes: noise, deflate: true, ...lie })
    await expect(rangeIn(archive, 'a').read(0, new Uint8Array(10))).rejects.toMatchObject({
      code: 'tensors/zip-record',
      facts: { record: 'a', why: expect.stringMatching(why) },
    })
    await archive.close()
  })

  it('gives its first bytes without the rest', async () => {
    const archive = await open({ name: 'a', bytes: noise, deflate: true })
    expect(await archive.start('a', 20)).toEqual(noise.subarray(0, 20))
    await archive.close()
  })

  it('is refused unread when it grows as no weights do', async () => {
    const zeros = new Uint8Array(20 * 2 ** 20)
    await expect(open({ name: 'a', bytes: zeros, deflate: true })).rejects.toMatchObject({
      code: 'tensors/zip-bomb',
      facts: { record: 'a', inflated: zeros.length },
    })
    await expect(open({ name: 'a', bytes: noise, deflate: true, declared: 2 ** 32 - 2 })).rejects.toMatchObject({
      code: 'tensors/zip-bomb',
    })
  })
})

it('refuses records that overlap, of which two programs would read two', async () => {
  const b = { name: 'b', bytes: noise }
  const bytes = writeZip([{ name: 'a', bytes: writeZip([b]) }, b]) // the data of a begin with a header of another b
  const entry = bytes.lastIndexOf(0x62, bytes.length - 22) - 46
  new DataView(bytes.buffer).setUint32(entry + 42, 31, true) // where that header lies
  const path = join(folder, 'overlap.zip')
  await writeFile(path, bytes)
  const file = await openRangedFile(path)
  await expect(zipArchive(file)).rejects.toMatchObject({
    code: 'tensors/zip-record',
    facts: { record: 'b', why: 'it overlaps another' },
  })
  await file.close()
})
