import { AssayError, digestOfJson, digestOfText, type Digest, type Json } from '#base'
import { readDocuments, type Document } from './documents.ts'
import { readYaml } from './read-yaml.ts'
import { checked, GroupConfig, TaskConfig, type Member } from './task-config.ts'
import type { DataFile, TaskFile, TaskSource } from './task-source.ts'
import { buildTask, type Task } from './task.ts'

export type Group = {
  readonly name: string
  readonly alias: string
  /** Names of tasks and groups directly in it. */
  readonly children: readonly string[]
  readonly metrics: readonly {
    readonly metric: string
    readonly weightBySize: boolean
    readonly filters: readonly string[] | undefined
  }[]
  readonly version: string
}

/** Tasks in the order in which they are asked, the groups over them, children before parents, and the name of it all. */
export type TaskSuite = {
  readonly tasks: readonly Task[]
  readonly groups: readonly Group[]
  /** Digest of every task's settings and data: two runs with one suite digest asked the same questions. */
  readonly digest: Digest
}

type Entry = { readonly file: TaskFile; readonly raw: Readonly<Record<string, unknown>> }
type Index = {
  readonly entries: ReadonlyMap<string, Entry>
  readonly tags: ReadonlyMap<string, readonly string[]>
  readonly broken: ReadonlyMap<string, unknown>
}

/**
 * Reads task files, what they include, the groups and tags that they name, and their data.
 *
 * @throws AssayError `benchmark/yaml-malformed`, `benchmark/task-malformed`, `benchmark/function-refused`,
 *   `benchmark/no-tasks`, `benchmark/unknown-member`, `benchmark/include-missing`, `benchmark/data-missing`, …
 */
export const loadTasks = async (source: TaskSource): Promise<TaskSuite> => {
  const files = await source.files()
  const index = await indexOf(files, source)
  const asked = [...index.entries.values()].filter(({ file }) => file.asked)
  if (asked.length === 0)
    throw new AssayError('benchmark/no-tasks', { paths: files.filter((file) => file.asked).map(({ path }) => path) })
  const found: Found = { tasks: new Map(), groups: new Map() }
  for (const { raw, file } of asked)
    await add(nameOf(raw), { overrides: {}, from: file.path, trail: [] }, { index, found, source })
  const tasks = [...found.tasks.values()]
  return {
    tasks: tasks.map(({ task }) => task),
    groups: [...found.groups.values()],
    digest: digestOfJson(tasks.map(({ identity }) => identity)),
  }
}

type Found = {
  readonly tasks: Map<string, { readonly task: Task; readonly identity: Json }>
  readonly groups: Map<string, Group>
}
type World = { readonly index: Index; readonly found: Found; readonly source: TaskSource }

const nameOf = (raw: Readonly<Record<string, unknown>>): string => nameText(raw['group'] ?? raw['task'])
const nameText = (name: unknown): string => (typeof name === 'string' ? name : (JSON.stringify(name) ?? ''))

const indexOf = async (files: readonly TaskFile[], source: TaskSource): Promise<Index> => {
  const entries = new Map<string, Entry>()
  const tags = new Map<string, string[]>()
  const broken = new Map<string, unknown>()
  for (const file of files) {
    try {
      const raw = await withIncludes(file, source, [])
      if (raw['task'] === undefined && raw['group'] === undefined) {
        if (file.asked && raw['dataset_path'] !== undefined && files.filter((one) => one.asked).length === 1)
          throw new AssayError('benchmark/task-malformed', {
            where: file.path,
            what: ['the file: neither task nor group is named'],
          })
        continue
      }
      const name = nameOf(raw)
      const earlier = entries.get(name)
      if (earlier !== undefined && (file.asked || earlier.file.asked) && earlier.file.path !== file.path)
        throw new AssayError('benchmark/name-taken', { name, files: [earlier.file.path, file.path] })
      entries.set(name, { file, raw })
      for (const tag of [raw['tag'] ?? []].flat().map(nameText)) tags.set(tag, [...(tags.get(tag) ?? []), name])
    } catch (error) {
      if (file.asked) throw error
      broken.set(file.path, error) // a neighbour nobody asked for; it matters only if a group names it
    }
  }
  return { entries, tags, broken }
}

const withIncludes = async (
  file: TaskFile,
  source: TaskSource,
  trail: readonly string[],
): Promise<Record<string, unknown>> => {
  if (trail.includes(file.path)) throw new AssayError('benchmark/include-cycle', { where: file.path, trail })
  const raw = readYaml(file.text, file.path)
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw new AssayError('benchmark/task-malformed', { where: file.path, what: ['the file: not a mapping'] })
  const { include, ...own } = raw as Record<string, unknown>
  let merged: Record<string, unknown> = {}
  for (const name of [include ?? []].flat().map(nameText)) {
    const included = await source.include(file.path, name)
    if (included === undefined) throw new AssayError('benchmark/include-missing', { where: file.path, include: name })
    const { task_list: _, ...rest } = await withIncludes(included, source, [...trail, file.path])
    merged = { ...merged, ...rest }
  }
  return { ...merged, ...own }
}

type Place = {
  readonly overrides: Readonly<Record<string, unknown>>
  readonly from: string
  readonly trail: readonly string[]
}

/** Adds a task or group by name and gives the names under which it now stands. */
const add = async (name: string, place: Place, world: World): Promise<readonly string[]> => {
  const entry = world.index.entries.get(name)
  if (entry === undefined) {
    const tagged = world.index.tags.get(name)
    if (tagged === undefined) {
      const [because] = world.index.broken.values()
      throw new AssayError(
        'benchmark/unknown-member',
        { where: place.from, name },
        because === undefined ? {} : { cause: because },
      )
    }
    const names: string[] = []
    for (const one of tagged.toSorted()) names.push(...(await add(one, place, world)))
    return names
  }
  if (entry.raw['group'] !== undefined)
    return [await addGroup(name, entry.raw, { place: { ...place, from: entry.file.path }, world })]
  return [await addTask({ ...entry.raw, ...place.overrides, task: name }, entry.file.path, world)]
}

const addGroup = async (
  name: string,
  raw: Readonly<Record<string, unknown>>,
  { place, world }: { place: Place; world: World },
): Promise<string> => {
  if (place.trail.includes(name)) throw new AssayError('benchmark/group-cycle', { where: place.from, group: name })
  if (world.found.groups.has(name)) return name
  const structural = new Set(Object.keys(GroupConfig.shape))
  const own = Object.fromEntries(Object.entries(raw).filter(([key]) => structural.has(key)))
  const defaults = Object.fromEntries(Object.entries(raw).filter(([key]) => !structural.has(key)))
  const unknown = Object.keys(defaults).filter((key) => !(key in TaskConfig.shape))
  if (unknown.length > 0)
    throw new AssayError('benchmark/task-malformed', {
      where: place.from,
      what: unknown.map((key) => `${key}: unknown key`),
    })
  const config = checked(GroupConfig, { ...own, group: name }, place.from)
  const inner: Place = {
    from: place.from,
    trail: [...place.trail, name],
    overrides: { ...defaults, ...place.overrides },
  }
  const children: string[] = []
  for (const member of config.task) children.push(...(await addMember(member, name, { place: inner, world })))
  world.found.groups.set(name, {
    name,
    alias: config.group_alias ?? name,
    children,
    metrics: (config.aggregate_metric_list ?? []).map(({ metric, weight_by_size, filter_list }) => ({
      metric,
      weightBySize: weight_by_size,
      filters: filter_list ?? undefined,
    })),
    version: versionText(config.metadata?.['version']),
  })
  return name
}

const addMember = async (
  member: Member,
  within: string,
  { place, world }: { place: Place; world: World },
): Promise<readonly string[]> => {
  if (typeof member === 'string') return add(member, place, world)
  if (member['group'] !== undefined) {
    const { group, ...overrides } = member
    const name = nameText(group)
    if (world.index.entries.has(name))
      return add(name, { ...place, overrides: { ...place.overrides, ...overrides } }, world)
    return [await addGroup(`${within}::${name}`, member, { place, world })]
  }
  const { task, ...overrides } = member
  if (task === undefined)
    throw new AssayError('benchmark/task-malformed', {
      where: place.from,
      what: ['task: a member names a task or a group'],
    })
  const name = nameText(task)
  if (world.index.entries.has(name) || world.index.tags.has(name))
    return add(name, { ...place, overrides: { ...place.overrides, ...overrides } }, world)
  return [await addTask({ ...place.overrides, ...overrides, task: `${within}::${name}` }, place.from, world)]
}

const versionText = (version: unknown): string =>
  version === undefined
    ? 'N/A'
    : typeof version === 'number' && Number.isInteger(version)
      ? `${version}.0`
      : nameText(version)

const addTask = async (
  raw: Readonly<Record<string, unknown>>,
  where: string,
  { found, source }: World,
): Promise<string> => {
  const config = checked(TaskConfig, raw, where)
  if (found.tasks.has(config.task)) return config.task
  const splits = await readSplits(config, where, source)
  const task = buildTask(config, where, new Map([...splits].map(([name, { documents }]) => [name, documents])))
  const data = Object.fromEntries([...splits].map(([name, { digests }]) => [name, digests]))
  found.tasks.set(config.task, { task, identity: { config: plain(config), data } })
  return config.task
}

type SplitData = { readonly documents: readonly Document[]; readonly digests: readonly Digest[] }

const readSplits = async (
  config: TaskConfig,
  where: string,
  source: TaskSource,
): Promise<ReadonlyMap<string, SplitData>> => {
  const files = await dataFiles(config, where, source)
  const wanted = new Set(
    [
      config.training_split,
      config.validation_split,
      config.test_split,
      config.fewshot_split,
      config.fewshot_config?.split,
    ].filter((name) => typeof name === 'string'),
  )
  const splits = new Map<string, SplitData>()
  for (const name of wanted) {
    const own = files.get(name)
    if (own === undefined)
      throw new AssayError('benchmark/split-missing', { where, split: name, splits: [...files.keys()] })
    splits.set(name, { documents: readDocuments(own), digests: own.map(({ text }) => digestOfText(text)) })
  }
  return splits
}

const READERS = ['json', 'csv']

const dataFiles = async (
  config: TaskConfig,
  where: string,
  source: TaskSource,
): Promise<ReadonlyMap<string, readonly DataFile[]>> => {
  const { data_files, data_dir } = config.dataset_kwargs ?? {}
  const named = READERS.includes(config.dataset_path)
  const folder = data_dir ?? (named ? undefined : config.dataset_path)
  if (data_files !== undefined && data_files !== null && named) {
    const bySplit = typeof data_files === 'string' || Array.isArray(data_files) ? { train: data_files } : data_files
    const read = async (name: string): Promise<DataFile> => {
      const path = data_dir === undefined || data_dir === null ? name : `${data_dir}/${name}`
      const file = await source.data(where, path)
      if (file === undefined) throw new AssayError('benchmark/data-missing', { where, file: path })
      return file
    }
    const splits = new Map<string, readonly DataFile[]>()
    for (const [split, names] of Object.entries(bySplit)) splits.set(split, await Promise.all([names].flat().map(read)))
    return splits
  }
  if (folder === undefined || folder === null)
    throw new AssayError('benchmark/data-missing', { where, file: 'dataset_kwargs.data_files' })
  const files = await source.dataIn(where, folder)
  if (files.length === 0) throw new AssayError('benchmark/dataset-not-local', { where, dataset: config.dataset_path })
  return new Map(files.map((file) => [/([^/\\]+)\.[^.]+$/.exec(file.path)?.[1] ?? file.path, [file]]))
}

/** Settings as JSON, for their digest; a bigint becomes the number that it is. */
const plain = (value: unknown): Json => {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [key, plain(member)]),
    )
  return null
}
