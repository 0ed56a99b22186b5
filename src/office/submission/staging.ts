import { chmod, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AssayError, canonicalJson, type Digest, hexOf, type Instant } from '#base'
import type { Manifest } from '#tensors'

/**
 * Submissions in a folder of the office: `incoming/ID` while they arrive, `received/ID` once they are verified, each with
 * `note`, `manifest.json` and `files/`. A file's length says how much of it has arrived.
 */
export type Staging = {
  /** keeps the signed text and the manifest, and makes the folders; doing it again is harmless */
  readonly begin: (id: Digest, note: string, manifest: Manifest) => Promise<void>
  readonly read: (id: Digest) => Promise<{ readonly note: string; readonly manifest: string } | undefined>
  readonly lengths: (id: Digest, manifest: Manifest) => Promise<readonly number[]>
  /** durable when it resolves, to the file's length */
  readonly write: (id: Digest, path: string, offset: number, bytes: Uint8Array) => Promise<number>
  /** when each file was last written to */
  readonly stamps: (id: Digest, manifest: Manifest) => Promise<readonly number[]>
  /** puts a file of a received submission in the place of one that has not begun to arrive; `false` if it cannot */
  readonly reuse: (id: Digest, path: string, from: { readonly id: Digest; readonly path: string }) => Promise<boolean>
  /** forgets what arrived of a file */
  readonly dropFile: (id: Digest, path: string) => Promise<void>
  readonly drop: (id: Digest) => Promise<void>
  /** remembers when a submission was handed in, so that verification may go on after a crash; the first moment stays */
  readonly mark: (id: Digest, at: Instant) => Promise<Instant>
  readonly marked: (id: Digest) => Promise<Instant | undefined>
  readonly unmark: (id: Digest) => Promise<void>
  readonly incoming: () => Promise<readonly Digest[]>
  /** everything that was marked as handed in, verified or not */
  readonly handedIn: () => Promise<readonly Digest[]>
  readonly filesFolder: (id: Digest) => Promise<string>
  /** moves a verified submission to where nothing changes any more */
  readonly settle: (id: Digest, manifest: Manifest) => Promise<string>
}

export const folderStaging = (home: string): Staging => {
  const places = { incoming: join(home, 'submissions', 'incoming'), received: join(home, 'submissions', 'received') }
  const incomingOf = (id: Digest): string => join(places.incoming, hexOf(id))
  const receivedOf = (id: Digest): string => join(places.received, hexOf(id))
  const placeOf = async (id: Digest): Promise<string> =>
    (await isFolder(receivedOf(id))) ? receivedOf(id) : incomingOf(id)
  const markOf = async (id: Digest): Promise<string> => join(await placeOf(id), 'handed-in')
  const fileOf = (id: Digest, path: string): string => join(incomingOf(id), 'files', path)
  return {
    begin: async (id, note, manifest) => {
      const folder = incomingOf(id)
      await mkdir(join(folder, 'files'), { recursive: true, mode: 0o700 })
      for (const { path } of manifest.files.filter(({ bytes }) => bytes === 0)) {
        await mkdir(dirname(fileOf(id, path)), { recursive: true, mode: 0o700 })
        await open(fileOf(id, path), 'a').then((made) => made.close())
      }
      await write(join(folder, 'manifest.json'), canonicalJson(manifest))
      await write(join(folder, 'note'), note) // last: what has a note is whole
    },
    read: async (id) => {
      const folder = await placeOf(id)
      try {
        const manifest = await readFile(join(folder, 'manifest.json'), 'utf8')
        return { note: await readFile(join(folder, 'note'), 'utf8'), manifest }
      } catch {
        return undefined // nothing has begun under this name
      }
    },
    lengths: async (id, { files }) => {
      const folder = await placeOf(id)
      return Promise.all(
        files.map(async ({ path }) => (await stat(join(folder, 'files', path)).catch(() => undefined))?.size ?? 0),
      )
    },
    stamps: async (id, { files }) => {
      const folder = await placeOf(id)
      return Promise.all(files.map(async ({ path }) => (await stat(join(folder, 'files', path))).mtimeMs))
    },
    write: async (id, path, offset, bytes) => {
      const at = fileOf(id, path)
      await mkdir(dirname(at), { recursive: true, mode: 0o700 })
      const file = await open(at, 'a').then((made) => made.close().then(() => open(at, 'r+')))
      try {
        const { size, nlink } = await file.stat()
        if (nlink > 1) return size // it is a received submission's file too, and whole
        if (offset > size) throw new AssayError('submission/wrong-offset', { where: path, offset, received: size })
        await file.write(bytes, 0, bytes.length, offset) // the same bytes again, if some were there
        await file.datasync()
        return (await file.stat()).size
      } finally {
        await file.close()
      }
    },
    reuse: async (id, path, from) => {
      const at = fileOf(id, path)
      await mkdir(dirname(at), { recursive: true, mode: 0o700 })
      return link(join(receivedOf(from.id), 'files', from.path), at).then(
        () => true,
        () => false, // it is there already, or on another file system: then it is sent
      )
    },
    dropFile: (id, path) => rm(fileOf(id, path), { force: true }),
    drop: (id) => rm(incomingOf(id), { recursive: true, force: true }),
    mark: async (id, at) => {
      const known = await readFile(await markOf(id), 'utf8').catch(() => undefined)
      if (known !== undefined) return known as Instant
      await write(await markOf(id), at)
      return at
    },
    marked: async (id) => (await readFile(await markOf(id), 'utf8').catch(() => undefined)) as Instant | undefined,
    unmark: async (id) => rm(await markOf(id), { force: true }),
    incoming: () => idsIn(places.incoming),
    handedIn: async () => {
      const marked: Digest[] = []
      for (const id of [...(await idsIn(places.incoming)), ...(await idsIn(places.received))]) {
        if ((await stat(await markOf(id)).catch(() => undefined)) !== undefined) marked.push(id)
      }
      return marked
    },
    filesFolder: async (id) => join(await placeOf(id), 'files'),
    settle: async (id, { files }) => {
      const to = receivedOf(id)
      if (await isFolder(to)) return join(to, 'files')
      for (const { path } of files) await chmod(fileOf(id, path), 0o444)
      await mkdir(places.received, { recursive: true, mode: 0o700 })
      await rename(incomingOf(id), to).catch(async (cause: unknown) => {
        if (!(await isFolder(to))) throw cause // another process was as far at the same moment
      })
      await sync(places.received)
      return join(to, 'files')
    },
  }
}

const idsIn = async (folder: string): Promise<readonly Digest[]> =>
  (await readdir(folder).catch(() => []))
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .map((name) => `sha256:${name}` as Digest)

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false

const write = async (path: string, text: string): Promise<void> => {
  const draft = `${path}.${process.pid}.draft`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  await sync(dirname(path))
}

const sync = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
