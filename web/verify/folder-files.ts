import { AssayError } from '#base'
import { isBundlePath, MAX_BUNDLE_FILE_BYTES } from '#ledger'
import type { BundleFiles } from '#verify'

/** A folder that the reader chose or dropped. */
export type ChosenFolder = { readonly name: string; readonly files: BundleFiles }

/** No bundle has more; whoever drops a whole disk by mistake is told so instead of waiting. */
const MAX_FILES = 200_000

/** The folder behind `<input webkitdirectory>`: every file's path begins with the folder's name. */
export const chosenFolder = (list: readonly File[]): ChosenFolder | undefined => {
  const name = list[0]?.webkitRelativePath.split('/')[0]
  if (name === undefined || name === '') return undefined
  const byPath = new Map(list.map((file) => [file.webkitRelativePath.slice(name.length + 1), file]))
  return { name, files: filesOf(async () => byPath) }
}

/** The one folder that was dropped; `undefined` for anything else, an archive too. It is looked through when it is checked. */
export const droppedFolder = (items: DataTransferItemList): ChosenFolder | undefined => {
  const entries = [...items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry())
  const [folder, ...others] = entries
  if (folder?.isDirectory !== true || others.length > 0) return undefined
  return { name: folder.name, files: filesOf(() => filesBelow(folder as FileSystemDirectoryEntry)) }
}

const filesOf = (list: () => Promise<ReadonlyMap<string, File>>): BundleFiles => {
  let listed: Promise<ReadonlyMap<string, File>> | undefined
  const all = (): Promise<ReadonlyMap<string, File>> => (listed ??= list())
  return {
    paths: async () => [...(await all()).keys()],
    read: async (path) => {
      if (!isBundlePath(path)) throw new AssayError('ledger/path-refused', { path: path.slice(0, 200) })
      const file = (await all()).get(path)
      if (file === undefined) return undefined
      if (file.size > MAX_BUNDLE_FILE_BYTES) {
        throw new AssayError('ledger/file-too-large', { path, bytes: file.size, limit: MAX_BUNDLE_FILE_BYTES })
      }
      return new Uint8Array(await file.arrayBuffer())
    },
  }
}

const filesBelow = async (root: FileSystemDirectoryEntry): Promise<ReadonlyMap<string, File>> => {
  const found = new Map<string, File>()
  const waiting = [{ folder: root, path: '' }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of await entriesOf(next.folder)) {
      const path = `${next.path}${entry.name}`
      if (entry.isDirectory) waiting.push({ folder: entry as FileSystemDirectoryEntry, path: `${path}/` })
      else found.set(path, await fileOf(entry as FileSystemFileEntry))
      if (found.size + waiting.length > MAX_FILES) {
        throw new AssayError('ledger/too-many-files', { folder: root.name, limit: MAX_FILES })
      }
    }
  }
  return found
}

/** A reader gives some entries at a time, and none at the end. */
const entriesOf = async (folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> => {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...some)
  }
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject))
