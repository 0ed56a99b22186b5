import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { AssayError } from '#base'
import { MAX_YAML_BYTES } from '../tasks/read-yaml.ts'
import type { DataFile, TaskFile, TaskSource } from '../tasks/task-source.ts'

/** Data are read whole; a benchmark's file is rarely above 100 MB. */
const MAX_DATA_BYTES = 1024 * 1024 * 1024
const MAX_FILES = 20_000
/** How far above a task file its data are looked for: tasks often lie in a folder beside `data`. */
const LEVELS_ABOVE = 3

export type FolderTasksOptions = {
  /** Where names of data files begin; else they are looked for beside the task, in the folders above it, and in the working directory. */
  readonly dataRoot?: string | undefined
}

/**
 * Tasks in YAML files and folders of them. A folder asks for every task below it; a file asks for itself, and groups in
 * it find their members beside it.
 *
 * @throws AssayError `benchmark/no-such-path`, `benchmark/file-too-long`
 */
export const folderTasks = (paths: readonly string[], { dataRoot }: FolderTasksOptions = {}): TaskSource => {
  const roots = (from: string): string[] => {
    if (dataRoot !== undefined) return [resolve(dataRoot)]
    const folders = [dirname(from)]
    for (let i = 0; i < LEVELS_ABOVE; i++) folders.push(dirname(folders.at(-1) ?? '/'))
    return [...new Set([...folders, process.cwd()])]
  }
  const place = async (from: string, name: string): Promise<string | undefined> => {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name))
      throw new AssayError('benchmark/dataset-not-local', { where: from, dataset: name })
    for (const root of roots(from)) {
      const path = isAbsolute(name) ? name : join(root, name)
      if ((await stat(path).catch(() => undefined)) !== undefined) return path
    }
    return undefined
  }
  return {
    files: async () => {
      const found = new Map<string, TaskFile>()
      for (const given of paths) {
        const path = resolve(given)
        const info = await stat(path).catch((cause: unknown) => {
          throw new AssayError('benchmark/no-such-path', { path: given }, { cause })
        })
        if (info.isDirectory())
          for (const file of await yamlFiles(path, true))
            found.set(file, { path: file, text: await readText(file, MAX_YAML_BYTES), asked: true })
        else {
          for (const file of await yamlFiles(dirname(path), false))
            if (!found.has(file))
              found.set(file, { path: file, text: await readText(file, MAX_YAML_BYTES), asked: false })
          found.set(path, { path, text: await readText(path, MAX_YAML_BYTES), asked: true })
        }
      }
      return [...found.values()]
    },
    include: async (from, name) => {
      const path = resolve(dirname(from), name)
      if ((await stat(path).catch(() => undefined))?.isFile() !== true) return undefined
      return { path, text: await readText(path, MAX_YAML_BYTES), asked: false }
    },
    data: async (from, name) => {
      const path = await place(from, name)
      return path === undefined ? undefined : { path, text: await readText(path, MAX_DATA_BYTES) }
    },
    dataIn: async (from, folder) => {
      const path = await place(from, folder)
      if (path === undefined || !(await stat(path)).isDirectory()) return []
      const names = (await readdir(path)).filter((name) => /\.(?:jsonl|json|csv|tsv)$/i.test(name)).toSorted()
      return Promise.all(
        names.map(async (name): Promise<DataFile> => ({
          path: join(path, name),
          text: await readText(join(path, name), MAX_DATA_BYTES),
        })),
      )
    },
  }
}

const yamlFiles = async (folder: string, recursive: boolean): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive })
  if (entries.length > MAX_FILES) throw new AssayError('benchmark/too-many-files', { folder, limit: MAX_FILES })
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

const readText = async (path: string, limit: number): Promise<string> => {
  const { size } = await stat(path)
  if (size > limit) throw new AssayError('benchmark/file-too-long', { path, size, limit })
  const bytes = await readFile(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new AssayError('benchmark/not-utf8', { path }, { cause })
  }
}
