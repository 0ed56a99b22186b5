import type { Family, PartTest } from '../family-tests.ts'
import type { Seen } from './seen.ts'

/** One test a part: where several frames carry it, the plain one, else the one that matched most. */
export const carriedParts = ({ carried }: Pick<Seen, 'carried'>, family: Family): readonly PartTest[] => {
  const best = new Map<string, PartTest>()
  for (const test of carried) {
    if (test.family !== family) continue
    const known = best.get(test.part)
    if (known === undefined || rank(test) > rank(known)) best.set(test.part, test)
  }
  return [...best.values()]
}

const rank = ({ frame, matching }: PartTest): number => (frame === 'ident' ? 1e9 : 0) + matching.left.length
