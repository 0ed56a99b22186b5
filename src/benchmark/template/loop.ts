import { equal, type PyCallable, type PyValue } from '../python/value.ts'

/** Jinja's `loop` inside a `for`. */
export const loopValue = (
  items: readonly PyValue[],
  at: number,
  changes: { last: readonly PyValue[] | undefined },
): PyValue => {
  return {
    kind: 'namespace',
    fields: new Map<string, PyValue>([
      ['index', BigInt(at + 1)],
      ['index0', BigInt(at)],
      ['revindex', BigInt(items.length - at)],
      ['revindex0', BigInt(items.length - at - 1)],
      ['first', at === 0],
      ['last', at === items.length - 1],
      ['length', BigInt(items.length)],
      ['depth', 1n],
      ['depth0', 0n],
      ['previtem', items[at - 1] ?? missing('there is no previous item')],
      ['nextitem', items[at + 1] ?? missing('there is no next item')],
      ['cycle', callable('cycle', (args) => args[at % args.length] ?? missing('no items for cycling given'))],
      [
        'changed',
        callable('changed', (args) => {
          const { last } = changes
          changes.last = args
          return (
            last === undefined ||
            last.length !== args.length ||
            !last.every((value, i) => equal(value, args[i] as PyValue))
          )
        }),
      ],
    ]),
  }
}

const missing = (name: string): PyValue => ({ kind: 'undefined', name })
const callable = (name: string, call: PyCallable['call']): PyCallable => ({ kind: 'callable', name, call })
