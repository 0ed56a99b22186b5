/** A file of tasks, and whether the caller named it or it only lies beside one that was named. */
export type TaskFile = { readonly path: string; readonly text: string; readonly asked: boolean }
export type DataFile = { readonly path: string; readonly text: string }

/**
 * Where task files and their data come from.
 * - `files` gives every task file that was asked for, and those beside them, to which groups refer by name; each once.
 * - `include` and `data` look up a name that stands in the file at `from`; they resolve to undefined when it is not
 *   there, and reject when it is longer than the source's limit.
 * - `dataIn` lists the data files of a folder named in the file at `from`.
 */
export interface TaskSource {
  readonly files: () => Promise<readonly TaskFile[]>
  readonly include: (from: string, name: string) => Promise<TaskFile | undefined>
  readonly data: (from: string, name: string) => Promise<DataFile | undefined>
  readonly dataIn: (from: string, folder: string) => Promise<readonly DataFile[]>
}
