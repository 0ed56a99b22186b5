// Longer than most: one opcode after the other, and nothing else.
import { AssayError } from '#base'
import { shown } from '../shown.ts'
import { type Cursor, cursorOver } from './cursor.ts'
import { ALLOWED, nameOfOpcode } from './opcodes.ts'
import { type Dialect, kindOf, type PickleValue } from './value.ts'

/** A pickle, read: what it stands for, and the byte after its STOP. */
export type ReadPickle<Made> = { readonly value: PickleValue<Made>; readonly end: number }

/**
 * A file of 100,000 tensors takes some 4 million steps and 700,000 containers; a pickle of one-byte opcodes could ask
 * for a container with each byte.
 */
const MOST_STEPS = 8_000_000
const MOST_CONTAINERS = 1_000_000
const MOST_REMEMBERED = 2_000_000
const DEEPEST_STACK = 1_000_000

/**
 * Reads a pickle without running anything: a machine that knows the opcodes that weights need and no others, and for
 * which a name is a pair of texts on a list. Nothing is imported, looked up or called.
 *
 * Protocols 2 to 5. Time and memory are bounded whatever the bytes are.
 *
 * @param pickle bytes in which the pickle lies; they are viewed, not copied
 * @param at `file` for refusals, `start` of the pickle in the bytes
 * @throws AssayError `tensors/pickle-opcode`, `tensors/pickle-global`, `tensors/pickle-call`,
 * `tensors/pickle-malformed`, `tensors/pickle-ends-early`, `tensors/pickle-too-large`, each with the byte
 */
export const readPickle = <Made>(
  pickle: Uint8Array,
  dialect: Dialect<Made>,
  at: { readonly file: string; readonly start?: number },
): ReadPickle<Made> => {
  const { file } = at
  const cursor = cursorOver(pickle, at.start ?? 0, file)
  const machine: Machine<Made> = {
    stack: [],
    marks: [],
    memo: new Map(),
    containers: 0,
    place: cursor.at(),
    file,
    dialect,
  }
  for (let step = 0; step < MOST_STEPS; step++) {
    machine.place = cursor.at()
    const code = cursor.byte()
    if (code === ALLOWED.stop) return { value: last(machine), end: cursor.at() }
    const act = ACTS.get(code)
    if (act === undefined) throw refusal(machine, 'opcode', { opcode: nameOfOpcode(code) })
    act(machine as Machine<unknown>, cursor)
    bound(machine)
  }
  throw tooLarge(machine, 'steps', MOST_STEPS)
}

type Machine<Made> = {
  readonly stack: PickleValue<Made>[]
  /** heights of the stack */
  readonly marks: number[]
  readonly memo: Map<number, PickleValue<Made>>
  containers: number
  /** of the opcode that is being done */
  place: number
  readonly file: string
  readonly dialect: Dialect<Made>
}
type Act = (machine: Machine<unknown>, cursor: Cursor) => void

const bound = <Made>(machine: Machine<Made>): void => {
  if (machine.containers > MOST_CONTAINERS) throw tooLarge(machine, 'containers', MOST_CONTAINERS)
  if (machine.memo.size > MOST_REMEMBERED) throw tooLarge(machine, 'remembered values', MOST_REMEMBERED)
  if (machine.stack.length + machine.marks.length > DEEPEST_STACK) throw tooLarge(machine, 'stack', DEEPEST_STACK)
}

type Place = { readonly file: string; readonly place: number }

const refusal = (
  { file, place }: Place,
  what: 'opcode' | 'global' | 'call' | 'malformed',
  facts: Readonly<Record<string, string>>,
): AssayError => new AssayError(CODES[what], { file, place, ...facts })

const CODES = {
  opcode: 'tensors/pickle-opcode',
  global: 'tensors/pickle-global',
  call: 'tensors/pickle-call',
  malformed: 'tensors/pickle-malformed',
} as const

const tooLarge = ({ file, place }: Place, what: string, limit: number): AssayError =>
  new AssayError('tensors/pickle-too-large', { file, place, what, limit })

// What lies below the topmost mark is out of reach until the mark is taken.
const pop = (machine: Machine<unknown>): PickleValue<unknown> => {
  if (machine.stack.length <= (machine.marks.at(-1) ?? 0)) throw malformed(machine, 'the stack is empty')
  return machine.stack.pop() ?? null
}

const last = <Made>(machine: Machine<Made>): PickleValue<Made> => {
  const value = machine.stack.at(-1)
  if (value === undefined || machine.stack.length <= (machine.marks.at(-1) ?? 0)) {
    throw malformed(machine, 'the stack is empty')
  }
  return value
}

const popMarked = (machine: Machine<unknown>): PickleValue<unknown>[] => {
  const mark = machine.marks.pop()
  if (mark === undefined) throw malformed(machine, 'no mark was set')
  return machine.stack.splice(mark)
}

const malformed = (place: Place, why: string): AssayError => refusal(place, 'malformed', { why })

const push =
  (value: (cursor: Cursor) => PickleValue<unknown>): Act =>
  ({ stack }, cursor) => {
    stack.push(value(cursor))
  }

const contain = (machine: Machine<unknown>, value: PickleValue<unknown>): void => {
  machine.containers++
  machine.stack.push(value)
}

const tupleOf =
  (count: number): Act =>
  (machine) => {
    const items = Array.from({ length: count }, () => pop(machine))
    contain(machine, { kind: 'tuple', items: items.toReversed() })
  }

const text =
  (length: (cursor: Cursor) => number): Act =>
  (machine, cursor) => {
    machine.stack.push(utf8(machine, cursor.bytes(length(cursor))))
  }

const utf8 = (place: Place, bytes: Uint8Array): string => {
  try {
    return UTF8.decode(bytes)
  } catch {
    throw malformed(place, 'a text is not UTF-8')
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

// Python 2 wrote its byte strings so; keys and kinds of storages, all that is of use here, are short.
const oldText =
  (length: (cursor: Cursor) => number): Act =>
  (machine, cursor) => {
    const bytes = cursor.bytes(length(cursor))
    if (bytes.length > LONGEST_OLD_TEXT) throw tooLarge(machine, 'byte string', LONGEST_OLD_TEXT)
    machine.stack.push(String.fromCharCode(...bytes))
  }

const LONGEST_OLD_TEXT = 10_000

const rawBytes =
  (length: (cursor: Cursor) => number): Act =>
  (machine, cursor) =>
    contain(machine, { kind: 'bytes', bytes: cursor.bytes(length(cursor)) })

const remember = (machine: Machine<unknown>, slot: number): void => {
  machine.memo.set(slot, last(machine))
}

const recall = (machine: Machine<unknown>, slot: number): void => {
  const value = machine.memo.get(slot)
  if (value === undefined) throw malformed(machine, `nothing was remembered as ${slot}`)
  machine.stack.push(value)
}

const nameGlobal = (machine: Machine<unknown>, module: string, name: string): void => {
  if (!machine.dialect.allows(module, name)) {
    throw refusal(machine, 'global', { global: shown(`${module}.${name}`) })
  }
  contain(machine, { kind: 'global', module, name })
}

const stackGlobal: Act = (machine) => {
  const name = pop(machine)
  const module = pop(machine)
  if (typeof name !== 'string' || typeof module !== 'string') throw malformed(machine, 'a name is no text')
  nameGlobal(machine, module, name)
}

const reduce: Act = (machine) => {
  const args = pop(machine)
  const callee = pop(machine)
  if (!isKind(callee, 'global')) throw callRefusal(machine, shown(kindOf(callee) ?? typeof callee), 'it is no name')
  const call = `${callee.module}.${callee.name}`
  if (!isKind(args, 'tuple')) throw callRefusal(machine, call, 'its arguments are no tuple')
  const made = machine.dialect.call(callee, args.items)
  if (typeof made === 'object' && made !== null && made.kind === 'refused') throw callRefusal(machine, call, made.why)
  contain(machine, made)
}

const persistentId: Act = (machine) => {
  const made = machine.dialect.persistent(pop(machine))
  if (made.kind === 'refused') throw callRefusal(machine, 'persistent id', made.why)
  contain(machine, made)
}

const callRefusal = (place: Place, call: string, why: string): AssayError => refusal(place, 'call', { call, why })

// The state of an ordered dictionary is attributes (`_metadata` of a state dict); no value depends on it.
const build: Act = (machine) => {
  const state = pop(machine)
  const built = last(machine)
  if (!isKind(built, 'dict') || !isKind(state, 'dict')) {
    throw callRefusal(machine, 'BUILD', 'only a dictionary may be given a state, and only a dictionary')
  }
}

const append = (machine: Machine<unknown>, items: readonly PickleValue<unknown>[]): void => {
  const list = last(machine)
  if (!isKind(list, 'list')) throw malformed(machine, 'items are appended to what is no list')
  for (const item of items) list.items.push(item)
}

const setItems = (machine: Machine<unknown>, entries: readonly PickleValue<unknown>[]): void => {
  const dict = last(machine)
  if (!isKind(dict, 'dict')) throw malformed(machine, 'items are set in what is no dictionary')
  if (entries.length % 2 !== 0) throw malformed(machine, 'a key has no value')
  for (const entry of entries) dict.entries.push(entry)
}

type OfKind<Kind> = Extract<PickleValue<unknown>, { kind: Kind }>

const isKind = <Kind extends ReturnType<typeof kindOf>>(
  value: PickleValue<unknown>,
  kind: Kind,
): value is OfKind<Kind> => kindOf(value) === kind

const protocol: Act = (machine, cursor) => {
  const version = cursor.byte()
  if (version < 2 || version > 5) throw malformed(machine, `protocol ${version} is not known`)
}

// A frame only tells how far a reader may read ahead.
const frame: Act = (machine, cursor) => {
  const length = cursor.u64()
  if (length > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed(machine, `a frame of ${length} bytes`)
}

const long = (cursor: Cursor): number | bigint => {
  const bytes = cursor.bytes(cursor.byte())
  let value = 0n
  for (const byte of bytes.toReversed()) value = value * 256n + BigInt(byte)
  const signed = BigInt.asIntN(Math.max(1, bytes.length * 8), value)
  const small = Number(signed)
  return Number.isSafeInteger(small) ? small : signed
}

const ACTS: ReadonlyMap<number, Act> = new Map<number, Act>([
  [ALLOWED.protocol, protocol],
  [ALLOWED.frame, frame],
  [ALLOWED.mark, ({ marks, stack }) => void marks.push(stack.length)],
  [ALLOWED.none, push(() => null)],
  [ALLOWED.true, push(() => true)],
  [ALLOWED.false, push(() => false)],
  [ALLOWED.int1, push((cursor) => cursor.byte())],
  [ALLOWED.int2, push((cursor) => cursor.u16())],
  [ALLOWED.int4, push((cursor) => cursor.i32())],
  [ALLOWED.long1, push(long)],
  [ALLOWED.floatBinary, push((cursor) => cursor.f64())],
  [ALLOWED.unicode1, text((cursor) => cursor.byte())],
  [ALLOWED.unicode4, text((cursor) => cursor.u32())],
  [ALLOWED.string1, oldText((cursor) => cursor.byte())],
  [ALLOWED.string4, oldText((cursor) => cursor.u32())],
  [ALLOWED.bytes1, rawBytes((cursor) => cursor.byte())],
  [ALLOWED.bytes4, rawBytes((cursor) => cursor.u32())],
  [ALLOWED.emptyTuple, tupleOf(0)],
  [ALLOWED.tuple1, tupleOf(1)],
  [ALLOWED.tuple2, tupleOf(2)],
  [ALLOWED.tuple3, tupleOf(3)],
  [ALLOWED.tuple, (machine) => contain(machine, { kind: 'tuple', items: popMarked(machine) })],
  [ALLOWED.emptyList, (machine) => contain(machine, { kind: 'list', items: [] })],
  [ALLOWED.append, (machine) => append(machine, [pop(machine)])],
  [ALLOWED.appends, (machine) => append(machine, popMarked(machine))],
  [ALLOWED.emptyDict, (machine) => contain(machine, { kind: 'dict', entries: [] })],
  [ALLOWED.setItem, (machine) => setItems(machine, [pop(machine), pop(machine)].toReversed())],
  [ALLOWED.setItems, (machine) => setItems(machine, popMarked(machine))],
  [ALLOWED.put1, (machine, cursor) => remember(machine, cursor.byte())],
  [ALLOWED.put4, (machine, cursor) => remember(machine, cursor.u32())],
  [ALLOWED.memoize, (machine) => remember(machine, machine.memo.size)],
  [ALLOWED.get1, (machine, cursor) => recall(machine, cursor.byte())],
  [ALLOWED.get4, (machine, cursor) => recall(machine, cursor.u32())],
  [
    ALLOWED.global,
    (machine, cursor) => nameGlobal(machine, utf8(machine, cursor.line()), utf8(machine, cursor.line())),
  ],
  [ALLOWED.stackGlobal, stackGlobal],
  [ALLOWED.reduce, reduce],
  [ALLOWED.persistentId, persistentId],
  [ALLOWED.build, build],
])
