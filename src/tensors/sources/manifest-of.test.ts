import { execFileSync } from 'node:child_process'
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canonicalJson } from '#base'
import { manifestBytes, manifestDigest } from '#tensors'
import { manifestOf } from '#tensors/sources'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-manifest-'))
  await mkdir(join(folder, 'sub'))
  await writeFile(join(folder, 'sub/b.txt'), 'abc')
  await writeFile(join(folder, 'Z.txt'), '')
  await writeFile(join(folder, 'a.txt'), 'hello\n')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const EMPTY = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const HELLO = 'sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03'
const ABC = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

describe('the manifest of a folder', () => {
  it('names every file by its digest, in the order of paths', async () => {
    expect(await manifestOf(folder)).toEqual({
      files: [
        { path: 'Z.txt', bytes: 0, digest: EMPTY },
        { path: 'a.txt', bytes: 6, digest: HELLO },
        { path: 'sub/b.txt', bytes: 3, digest: ABC },
      ],
    })
  })

  it('has one digest, of its canonical form', async () => {
    const manifest = await manifestOf(join(folder, 'sub'))
    expect(canonicalJson(manifest)).toBe(`{"files":[{"bytes":3,"digest":"${ABC}","path":"b.txt"}]}`)
    expect(manifestDigest(manifest)).toBe('sha256:f2eff676544dcc0942b7dd9e85c98ddb2ece8aecbcc6f5324572256fd425ce01')
    expect(manifestBytes(manifest)).toBe(3)
  })

  it('is made with progress that ends at all bytes', async () => {
    await writeFile(join(folder, 'weights'), Buffer.alloc(20 * 2 ** 20, 7))
    const seen: number[] = []
    await manifestOf(folder, {
      onProgress: ({ bytesDone, bytesTotal }) => {
        expect(bytesTotal).toBe(20 * 2 ** 20 + 9)
        seen.push(bytesDone)
      },
    })
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(seen.length).toBeGreaterThanOrEqual(5)
    expect(seen.at(-1)).toBe(20 * 2 ** 20 + 9)
  })

  it('takes a link to a file inside for that file', async () => {
    await symlink('a.txt', join(folder, 'link'))
    const { files } = await manifestOf(folder)
    expect(files.find(({ path }) => path === 'link')).toEqual({ path: 'link', bytes: 6, digest: HELLO })
  })

  it('stops when it is told to', async () => {
    const stop = new AbortController()
    const made = manifestOf(folder, { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) })
    await expect(made).rejects.toThrow('enough')
  })
})

describe('a manifest is refused for', () => {
  it('a link that leaves the folder', async () => {
    await symlink('/etc/hostname', join(folder, 'out'))
    await expect(manifestOf(folder)).rejects.toMatchObject({
      code: 'tensors/link-outside-folder',
      facts: { path: 'out' },
    })
  })

  it('a link into a neighbour whose name begins like the folder', async () => {
    const neighbour = `${folder}-neighbour`
    await writeFile(neighbour, 'x')
    await symlink(neighbour, join(folder, 'out'))
    await expect(manifestOf(folder)).rejects.toMatchObject({ code: 'tensors/link-outside-folder' })
    await rm(neighbour)
  })

  it('a link to a folder, which may never end', async () => {
    await symlink('.', join(folder, 'loop'))
    await expect(manifestOf(folder)).rejects.toMatchObject({ code: 'tensors/link-to-folder' })
  })

  it('a link to nothing', async () => {
    await symlink('absent', join(folder, 'dangling'))
    await expect(manifestOf(folder)).rejects.toMatchObject({ code: 'tensors/not-found' })
  })

  it('a pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    await expect(manifestOf(folder)).rejects.toMatchObject({ code: 'tensors/special-file', facts: { path: 'pipe' } })
  })

  it('a name that is no UTF-8', async () => {
    await writeFile(Buffer.concat([Buffer.from(`${folder}/bad-`), Buffer.from([0xff])]), '')
    await expect(manifestOf(folder)).rejects.toMatchObject({ code: 'tensors/name-not-utf8' })
  })

  it('a folder without files', async () => {
    await mkdir(join(folder, 'empty'))
    await expect(manifestOf(join(folder, 'empty'))).rejects.toMatchObject({ code: 'tensors/no-files' })
  })

  it.each([
    ['grows', (path: string) => appendFileSync(path, 'x')],
    ['shrinks', (path: string) => truncateSync(path, 10 * 2 ** 20)],
    ['is written over', (path: string) => writeFileSync(path, Buffer.alloc(20 * 2 ** 20, 1))],
  ])('a file that %s while it is read', async (_, change) => {
    const path = join(folder, 'sub/changing')
    await writeFile(path, Buffer.alloc(20 * 2 ** 20))
    await utimes(path, 0, 0) // the clock of a file system may be too coarse to show a change a moment later
    let changed = false
    const made = manifestOf(join(folder, 'sub'), {
      onProgress: ({ path: at }) => {
        if (at === 'changing' && !changed) change(path)
        changed ||= at === 'changing'
      },
    })
    await expect(made).rejects.toMatchObject({ code: 'tensors/changed-while-reading' })
  })
})
