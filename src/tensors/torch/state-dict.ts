import { AssayError } from '#base'
import { shown } from '../shown.ts'
import type { DeclaredTensor, TorchValue } from './dialect.ts'

/** Under which keys a training program puts the weights beside optimizer, epoch and the like. */
const HOLDERS: readonly string[] = ['state_dict', 'model', 'model_state_dict', 'module']

/** Beyond any checkpoint; also ends a walk into what holds itself. */
const DEEPEST = 16
const LONGEST_NAME = 4096

/** As for the other formats. */
const MOST_TENSORS = 250_000

/**
 * The tensors of what a file holds, by name: the entries of a dictionary, the items of a list by their numbers, a
 * tensor alone under the empty name; nested ones with a dot between. Where the root holds no tensor itself, the one
 * entry that stands for the model is taken (`state_dict`, `model` …), and then no other. `module.` before every name,
 * as a program over several devices leaves it, is taken off.
 *
 * @throws AssayError `tensors/torch-no-tensors`, `tensors/torch-ambiguous`, `tensors/duplicate-name`,
 * `tensors/too-many-tensors`, `tensors/torch-malformed`
 */
export const tensorsOf = (root: TorchValue, file: string): ReadonlyMap<string, DeclaredTensor> => {
  const found = new Map<string, DeclaredTensor>()
  const visit = (name: string, tensor: DeclaredTensor): void => {
    // Before the name is looked up: a nested name is only put together then.
    if (name.length > LONGEST_NAME) {
      throw new AssayError('tensors/torch-malformed', { file, why: `a tensor's name has ${name.length} characters` })
    }
    if (found.has(name)) throw new AssayError('tensors/duplicate-name', { file, name: shown(name) })
    if (found.size >= MOST_TENSORS) throw new AssayError('tensors/too-many-tensors', { file, limit: MOST_TENSORS })
    found.set(name, tensor)
  }
  walk(weightsIn(root, file), { file, seen: new Set(), visit })
  if (found.size === 0) throw new AssayError('tensors/torch-no-tensors', { file, found: namesIn(root, file) })
  return withoutWrapper(found)
}

const weightsIn = (root: TorchValue, file: string): TorchValue => {
  let value = root
  for (let depth = 0; depth < DEEPEST; depth++) {
    const seen = new Set<TorchValue>() // by all together: a thousand keys can lead to one large list
    const full: Child[] = []
    for (const [name, child] of childrenOf(value, file)) {
      if (isTensor(child)) return value
      if (holdsTensors(child, seen, file)) full.push([name, child])
    }
    const holders = full.filter(([name]) => HOLDERS.includes(name))
    const candidates = holders.length > 0 ? holders : full
    const [first, another] = candidates
    if (first === undefined) return value
    if (another !== undefined) {
      const keys = candidates.slice(0, 8).map(([name]) => shown(name))
      throw new AssayError('tensors/torch-ambiguous', { file, keys })
    }
    value = first[1]
  }
  return value
}

type Child = readonly [name: string, value: TorchValue]

const childrenOf = function* (value: TorchValue, file: string): Generator<Child> {
  if (typeof value !== 'object' || value === null) return
  if (value.kind === 'list' || value.kind === 'tuple') {
    for (const [at, item] of value.items.entries()) yield [String(at), item]
  }
  if (value.kind !== 'dict') return
  const names = new Set<string>()
  for (let at = 0; at < value.entries.length; at += 2) {
    const key = value.entries[at]
    const child = value.entries[at + 1]
    const named = typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint'
    if (!named || child === undefined) continue
    const name = String(key)
    if (names.has(name)) throw new AssayError('tensors/duplicate-name', { file, name: shown(name) })
    names.add(name)
    yield [name, child]
  }
}

type Walk = {
  readonly file: string
  readonly seen: Set<TorchValue>
  readonly visit: (name: string, tensor: DeclaredTensor) => void
}

/**
 * Visits the tensors below a value, without recursion. A container that was entered is not entered again: thirty
 * lists can name each other ten times each.
 */
const walk = (root: TorchValue, { file, seen, visit }: Walk): void => {
  if (isTensor(root)) return visit('', root.made)
  const open: { prefix: string; value: TorchValue; depth: number }[] = [{ prefix: '', value: root, depth: 0 }]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const [name, value] of childrenOf(at.value, file)) {
      if (isTensor(value)) visit(at.prefix + name, value.made)
      else if (typeof value === 'object' && at.depth + 1 < DEEPEST && !seen.has(value)) {
        seen.add(value)
        open.push({ prefix: `${at.prefix}${name}.`, value, depth: at.depth + 1 })
      }
    }
  }
}

const holdsTensors = (value: TorchValue, seen: Set<TorchValue>, file: string): boolean => {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false
  seen.add(value)
  let holds = false
  const visit = (): void => {
    holds = true
  }
  walk(value, { file, seen, visit })
  return holds
}

type TensorValue = { readonly kind: 'made'; readonly made: DeclaredTensor }

const isTensor = (value: TorchValue): value is TensorValue =>
  typeof value === 'object' && value !== null && value.kind === 'made' && value.made.kind === 'tensor'

const WRAPPER = 'module.'

const withoutWrapper = (tensors: ReadonlyMap<string, DeclaredTensor>): ReadonlyMap<string, DeclaredTensor> => {
  if (![...tensors.keys()].every((name) => name.startsWith(WRAPPER))) return tensors
  return new Map([...tensors].map(([name, tensor]) => [name.slice(WRAPPER.length), tensor]))
}

const namesIn = (root: TorchValue, file: string): readonly string[] => {
  const names: string[] = []
  for (const [name] of childrenOf(root, file)) {
    if (names.length === 8) break
    names.push(shown(name))
  }
  return names
}
