import { words } from '../python/text.ts'

/**
 * Translation edit rate of a corpus: edits (insertions, deletions, substitutions, shifts of word runs) per reference
 * word. Which shifts are tried, in which order and how many, is part of the figure: these are Tercom's heuristics as
 * sacreBLEU 2.6.0 has them (Snover 2006; Apache-2.0). Case is ignored, white space parts words.
 *
 * @returns 0 and up; 100 is one edit per word
 */
export const translationEditRate = (items: readonly (readonly [reference: string, answer: string])[]): number => {
  let [edits, length] = [0, 0]
  for (const item of items) {
    const counted = counts(item)
    edits += counted.edits
    length += counted.length
  }
  return length > 0 ? (100 * edits) / length : edits > 0 ? 100 : 0
}

type Counted = { readonly edits: number; readonly length: number }
const kept = new WeakMap<readonly [string, string], Counted>()

const counts = (item: readonly [string, string]): Counted => {
  const known = kept.get(item)
  if (known !== undefined) return known
  const [reference, answer] = [words(item[0].toLowerCase()), words(item[1].toLowerCase())]
  const counted = {
    edits: reference.length === 0 ? answer.length : editsOf(answer, reference),
    length: reference.length,
  }
  kept.set(item, counted)
  return counted
}

const MAX_SHIFT_LENGTH = 10
const MAX_SHIFT_DISTANCE = 50
const BEAM = 25
const MAX_CANDIDATES = 1000

const editsOf = (answer: readonly string[], reference: readonly string[]): number => {
  let current = answer
  let shifts = 0
  let checked = 0
  for (;;) {
    const best = bestShift(current, reference, checked)
    checked = best.checked
    if (checked >= MAX_CANDIDATES || best.gain <= 0) break
    shifts++
    current = best.words
  }
  return shifts + alignment(current, reference).distance
}

type Shift = {
  readonly gain: number
  readonly length: number
  readonly start: number
  readonly target: number
  readonly words: readonly string[]
}

const bestShift = (
  answer: readonly string[],
  reference: readonly string[],
  before: number,
): { readonly gain: number; readonly words: readonly string[]; readonly checked: number } => {
  const { distance, operations } = alignment(answer, reference)
  const { place, wrongInReference, wrongInAnswer } = placesOf(operations)
  let best: Shift | undefined
  let checked = before
  for (const { start, at, length } of commonRuns(answer, reference)) {
    const here = place.get(at)
    if (
      !wrongInAnswer.slice(start, start + length).includes(true) ||
      !wrongInReference.slice(at, at + length).includes(true)
    )
      continue
    if (here !== undefined && start <= here && here < start + length) continue
    let last = -1
    for (let offset = -1; offset < length; offset++) {
      const target =
        at + offset === -1 ? 0 : place.has(at + offset) ? (place.get(at + offset) as number) + 1 : undefined
      if (target === undefined) break
      if (target === last) continue
      last = target
      const moved = shifted(answer, { start, length, target })
      const candidate = { gain: distance - alignment(moved, reference).distance, length, start, target, words: moved }
      checked++
      if (best === undefined || ranks(candidate, best)) best = candidate
    }
    if (checked >= MAX_CANDIDATES) break
  }
  return best === undefined ? { gain: 0, words: answer, checked } : { gain: best.gain, words: best.words, checked }
}

// Most gain, then the longest run, then the earliest, then the earliest target.
const ranks = (a: Shift, b: Shift): boolean => {
  const order = [a.gain - b.gain, a.length - b.length, b.start - a.start, b.target - a.target].find(
    (difference) => difference !== 0,
  )
  return order !== undefined && order > 0
}

function* commonRuns(
  answer: readonly string[],
  reference: readonly string[],
): Generator<{ start: number; at: number; length: number }> {
  for (let start = 0; start < answer.length; start++)
    for (let at = 0; at < reference.length; at++) {
      if (Math.abs(at - start) > MAX_SHIFT_DISTANCE) continue
      for (
        let length = 1;
        length <= MAX_SHIFT_LENGTH && start + length <= answer.length && at + length <= reference.length;
        length++
      ) {
        if (answer[start + length - 1] !== reference[at + length - 1]) break
        yield { start, at, length }
      }
    }
}

const shifted = (
  text: readonly string[],
  { start, length, target }: { start: number; length: number; target: number },
): string[] => {
  const run = text.slice(start, start + length)
  if (target < start)
    return [...text.slice(0, target), ...run, ...text.slice(target, start), ...text.slice(start + length)]
  if (target > start + length)
    return [...text.slice(0, start), ...text.slice(start + length, target), ...run, ...text.slice(target)]
  return [
    ...text.slice(0, start),
    ...text.slice(start + length, length + target),
    ...run,
    ...text.slice(length + target),
  ]
}

type Operation = 'keep' | 'substitute' | 'insert' | 'delete'

// Rewrites the reference into the answer: what the trace inserts is missing in the answer, so the two change places.
const placesOf = (
  operations: readonly Operation[],
): {
  readonly place: ReadonlyMap<number, number>
  readonly wrongInReference: readonly boolean[]
  readonly wrongInAnswer: readonly boolean[]
} => {
  const place = new Map<number, number>()
  const [wrongInReference, wrongInAnswer]: [boolean[], boolean[]] = [[], []]
  let [inAnswer, inReference] = [-1, -1]
  for (const operation of operations) {
    if (operation === 'delete') {
      inAnswer++
      wrongInAnswer.push(true)
    } else {
      inReference++
      if (operation !== 'insert') {
        inAnswer++
        wrongInAnswer.push(operation === 'substitute')
      }
      place.set(inReference, inAnswer)
      wrongInReference.push(operation !== 'keep')
    }
  }
  return { place, wrongInReference, wrongInAnswer }
}

/** Edit distance near the diagonal, and its operations; ties prefer keeping or substituting, then deleting. */
const alignment = (
  answer: readonly string[],
  reference: readonly string[],
): { readonly distance: number; readonly operations: readonly Operation[] } => {
  const [rows, columns] = [answer.length + 1, reference.length + 1]
  const cost = new Float64Array(rows * columns).fill(Infinity)
  const how: Operation[] = Array.from({ length: rows * columns }, () => 'keep')
  for (let j = 0; j < columns; j++) {
    cost[j] = j
    how[j] = 'insert'
  }
  const ratio = answer.length > 0 ? reference.length / answer.length : 1
  const beam = BEAM < ratio / 2 ? Math.ceil(ratio / 2 + BEAM) : BEAM
  for (let i = 1; i < rows; i++) {
    const middle = Math.floor(i * ratio)
    const to = i === rows - 1 ? columns : Math.min(columns, middle + beam)
    for (let j = Math.max(0, middle - beam); j < to; j++) {
      const here = i * columns + j
      const set = (value: number, operation: Operation): void => {
        if ((cost[here] as number) <= value) return
        cost[here] = value
        how[here] = operation
      }
      if (j === 0) {
        set((cost[here - columns] as number) + 1, 'delete')
        continue
      }
      const alike = answer[i - 1] === reference[j - 1]
      set((cost[here - columns - 1] as number) + (alike ? 0 : 1), alike ? 'keep' : 'substitute')
      set((cost[here - columns] as number) + 1, 'delete')
      set((cost[here - 1] as number) + 1, 'insert')
    }
  }
  const operations: Operation[] = []
  for (let [i, j] = [rows - 1, columns - 1]; i > 0 || j > 0;) {
    const operation = how[i * columns + j] as Operation
    operations.push(operation)
    if (operation !== 'insert') i--
    if (operation !== 'delete') j--
  }
  return { distance: cost[rows * columns - 1] as number, operations: operations.toReversed() }
}
