import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestOf, type Digest, digestOfText, hexOf } from '#base'
import type { Blobs } from '#office'
import { folderBlobs } from './blobs.ts'

let folder: string
let blobs: Blobs
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-blobs-'))
  blobs = await folderBlobs(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const text = (words: string): Uint8Array => new TextEncoder().encode(words)
const pathOf = (digest: Digest): string => join(folder, hexOf(digest).slice(0, 2), hexOf(digest).slice(2))
const flipBit = async (digest: Digest): Promise<void> => {
  const bytes = await readFile(pathOf(digest))
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  await chmod(pathOf(digest), 0o600)
  await writeFile(pathOf(digest), bytes)
}
const gathered = async (pieces: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}
async function* inPieces(...pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}

describe('blobs', () => {
  it('are named by their SHA-256, and put twice without harm', async () => {
    const digest = await blobs.put(text('abc'))
    expect(digest).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(await blobs.put(inPieces(text('a'), text('bc')))).toBe(digest)
    expect(new TextDecoder().decode(await blobs.read(digest))).toBe('abc')
    expect([await blobs.has(digest), await blobs.has(digestOfText('other'))]).toEqual([true, false])
    expect(await readdir(join(folder, 'incoming'))).toEqual([])
  })

  it('may be empty', async () => {
    const digest = await blobs.put(new Uint8Array())
    expect(await blobs.read(digest)).toHaveLength(0)
    expect(await gathered(blobs.stream(digest))).toHaveLength(0)
  })

  it('that are not there are said to be missing', async () => {
    const digest = digestOfText('never put')
    await expect(blobs.read(digest)).rejects.toMatchObject({ code: 'store/blob-missing', facts: { digest } })
    await expect(gathered(blobs.stream(digest))).rejects.toMatchObject({ code: 'store/blob-missing' })
  })

  it('with a flipped bit are never given out, and whole again when put again', async () => {
    const large = new Uint8Array(3 * 2 ** 20).fill(5)
    for (const content of [text('abc'), large]) {
      const digest = await blobs.put(content)
      await flipBit(digest)
      await expect(blobs.read(digest)).rejects.toMatchObject({ code: 'store/blob-corrupt', facts: { digest } })
      await expect(gathered(blobs.stream(digest))).rejects.toMatchObject({
        code: 'store/blob-corrupt',
        facts: { digest },
      })
      await blobs.put(content)
      expect(digestOf(await gathered(blobs.stream(digest)))).toBe(digest)
    }
  })

  it('beyond what the reader allows are refused unread', async () => {
    const digest = await blobs.put(new Uint8Array(1000))
    await expect(blobs.read(digest, { maxBytes: 999 })).rejects.toMatchObject({
      code: 'store/blob-too-large',
      facts: { bytes: 1000, limit: 999 },
    })
  })

  it('that break off while they come leave nothing', async () => {
    const broken = (async function* () {
      yield text('half')
      throw new Error('the line went dead')
    })()
    await expect(blobs.put(broken)).rejects.toThrow('the line went dead')
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['incoming'])
  })

  it('pass through in bounded memory', async () => {
    const piece = Buffer.alloc(2 ** 20, 9)
    const before = process.memoryUsage().rss
    let most = 0
    const digest = await blobs.put(
      (async function* () {
        for (let i = 0; i < 256; i++) {
          most = Math.max(most, process.memoryUsage().rss)
          yield piece
        }
      })(),
    )
    let bytes = 0
    for await (const piece of blobs.stream(digest)) {
      most = Math.max(most, process.memoryUsage().rss)
      bytes += piece.length
    }
    expect(bytes).toBe(256 * 2 ** 20)
    expect(most - before).toBeLessThan(128 * 2 ** 20)
  })

  it('left half by a killed process are cleared when the folder is opened again', async () => {
    const dead = spawnSync('true').pid
    await writeFile(join(folder, 'incoming', `${hostname()}-${dead}-x`), 'half')
    await writeFile(join(folder, 'incoming', `${hostname()}-${process.pid}-y`), 'being written')
    await writeFile(join(folder, 'incoming', `elsewhere-${dead}-z`), 'on another machine')
    await folderBlobs(folder)
    expect((await readdir(join(folder, 'incoming'))).toSorted()).toEqual(
      [`${hostname()}-${process.pid}-y`, `elsewhere-${dead}-z`].toSorted(),
    )
  })

  it.runIf(process.platform === 'linux')('that do not fit are refused in one line, and leave nothing', async () => {
    // The file system's own limit, reached at a megabyte: the write fails as it does on a full disk.
    const script = `
      import { folderBlobs } from ${JSON.stringify(join(import.meta.dirname, 'blobs.ts'))}
      const blobs = await folderBlobs(${JSON.stringify(folder)})
      await blobs.put(new Uint8Array(3 * 2 ** 20)).catch((error) => console.log(error.code, error.facts.reason))
      console.log(await blobs.put(new Uint8Array(3)))`
    const { stdout } = spawnSync(
      'sh',
      [
        '-c',
        `trap '' XFSZ; ulimit -f 2048; exec "$0" --no-warnings --input-type=module-typescript -e "$1"`,
        process.execPath,
        script,
      ],
      {
        encoding: 'utf8',
      },
    )
    expect(stdout.split('\n')).toEqual(['store/disk-full EFBIG', digestOf(new Uint8Array(3)), ''])
    expect(await readdir(join(folder, 'incoming'))).toEqual([])
  })
})
