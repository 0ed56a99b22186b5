import { integerArgument } from '../python/format.ts'
import { PythonError } from '../python/python-error.ts'
import { dictOf, isTagged, iterate, type PyCallable, type PyValue } from '../python/value.ts'

const MAX_RANGE = 1_000_000n

const range = (args: readonly PyValue[]): PyValue => {
  const [from, to] =
    args.length === 1
      ? [0n, integerArgument(args[0] as PyValue)]
      : [integerArgument(args[0] ?? null), integerArgument(args[1] ?? null)]
  const step = args[2] === undefined ? 1n : integerArgument(args[2])
  if (step === 0n) throw new PythonError('ValueError', 'range() arg 3 must not be zero')
  if ((to - from) / step > MAX_RANGE) throw new PythonError('MemoryError', `a range of more than ${MAX_RANGE}`)
  const items: bigint[] = []
  for (let i = from; step > 0n ? i < to : i > to; i += step) items.push(i)
  return { kind: 'iterator', items, text: step === 1n ? `range(${from}, ${to})` : `range(${from}, ${to}, ${step})` }
}

const callable = (name: string, call: PyCallable['call']): [string, PyCallable] => [
  name,
  { kind: 'callable', name, call },
]

/** Jinja's global functions that a task may call. `lipsum` and `joiner` are not among them. */
export const GLOBALS: ReadonlyMap<string, PyValue> = new Map([
  callable('range', range),
  callable('dict', (args, kwargs) => {
    const first = args[0]
    const pairs =
      first === undefined
        ? []
        : isTagged(first, 'dict')
          ? [...first.entries.values()]
          : iterate(first).map((pair) => iterate(pair) as [PyValue, PyValue])
    return dictOf([...pairs, ...kwargs])
  }),
  callable('namespace', (_, kwargs) => ({ kind: 'namespace', fields: new Map(kwargs) })),
  callable('cycler', () => {
    throw new PythonError('TemplateAssertionError', 'cycler is not supported')
  }),
])
