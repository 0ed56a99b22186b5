import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_BUNDLE_FILE_BYTES } from '../bundle-files.ts'
import { folderFiles } from './folder-files.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folder-files-'))
  await mkdir(join(folder, 'bundle/evidence'), { recursive: true })
  await writeFile(join(folder, 'bundle/manifest.json'), '{}')
  await writeFile(join(folder, 'bundle/evidence/.hidden'), 'x')
  await writeFile(join(folder, 'secret'), 'not for readers')
})
afterEach(() => rm(folder, { recursive: true, force: true }))
const open = () => folderFiles(join(folder, 'bundle'))

describe('the files of a bundle in a folder', () => {
  it('are all listed, hidden ones too', async () => {
    expect(await (await open()).paths()).toEqual(['evidence/.hidden', 'manifest.json'])
  })

  it('are read by their path, and are undefined where there is none', async () => {
    const files = await open()
    expect(await files.read('manifest.json')).toEqual(new TextEncoder().encode('{}'))
    expect(await files.read('manifest.sig')).toBeUndefined()
    expect(await files.read('manifest.json/below')).toBeUndefined()
  })

  it.each(['../secret', '/etc/passwd', 'evidence/../../secret', 'evidence//x', 'a\\b', 'evidence/.hidden', ''])(
    'are not read by the path %j',
    async (path) => {
      await expect((await open()).read(path)).rejects.toThrow('ledger/path-refused')
    },
  )

  it('are never reached through a link, to a file or to a folder', async () => {
    await symlink(join(folder, 'secret'), join(folder, 'bundle/report.html'))
    await expect((await open()).paths()).rejects.toThrow('ledger/link-in-bundle')
    await expect((await open()).read('report.html')).rejects.toThrow('ledger/link-in-bundle')
    await symlink(folder, join(folder, 'bundle/blobs'))
    await expect((await open()).read('blobs/secret')).rejects.toThrow('ledger/link-in-bundle')
  })

  it('are not read beyond the size that a file of a bundle may have', async () => {
    await writeFile(join(folder, 'bundle/huge'), '')
    await truncate(join(folder, 'bundle/huge'), MAX_BUNDLE_FILE_BYTES + 1)
    await expect((await open()).read('huge')).rejects.toThrow('ledger/file-too-large')
  })

  it('are not read from a folder in their place', async () => {
    await expect((await open()).read('evidence')).rejects.toThrow('ledger/not-a-file')
  })

  it('are neither sockets nor pipes', async () => {
    const server = createServer()
    await new Promise<void>((listening) => server.listen(join(folder, 'bundle/socket'), listening))
    await expect((await open()).paths()).rejects.toThrow('ledger/not-a-file')
    await new Promise((closed) => server.close(closed))
  })

  it('are not looked for in endless nesting', async () => {
    await mkdir(join(folder, 'bundle', ...Array.from({ length: 30 }, () => 'd')), { recursive: true })
    await expect((await open()).paths()).rejects.toThrow('ledger/path-refused')
  })

  it('are not looked for where there is no folder', async () => {
    await expect(folderFiles(join(folder, 'nowhere'))).rejects.toThrow('ledger/no-such-folder')
    await expect(folderFiles(join(folder, 'secret'))).rejects.toThrow('ledger/no-such-folder')
  })
})
