import { PythonError } from './python-error.ts'
import { fold, isWordChar, parseRegex, type Node, type Pattern } from './regex-syntax.ts'

/**
 * Steps one search may take. Patterns and texts both come from outside, and a pattern such as `(a+)+$` takes time that
 * doubles with each character; a JavaScript pattern could not be stopped, so this engine counts.
 */
const MAX_STEPS = 20_000_000
/** Nested repetitions of groups use the stack; beyond this a pattern is refused as too costly. */
const MAX_DEPTH = 2_500

/** One match: its span and each group's span in code points, undefined where a group took no part. */
export type Match = {
  readonly from: number
  readonly to: number
  readonly groups: readonly ([number, number] | undefined)[]
}

export type PythonRegex = {
  readonly pattern: Pattern
  /** All matches from left to right, empty ones included, as `re.finditer` gives them. */
  readonly matches: (text: readonly string[]) => Match[]
}

/** A pattern of Python's `re`, with Python's backtracking and its meaning of every escape on Unicode text. */
export const compileRegex = (source: string): PythonRegex => {
  const pattern = parseRegex(source)
  const run = compile(pattern.node)
  const leading = leadingRun(pattern.node)
  return {
    pattern,
    matches: (text) => {
      const state: State = { text, groups: [], steps: 0, depth: 0 }
      const found: Match[] = []
      let at = 0
      let last = -1 // an empty match right at the end of the one before does count, one at the same place does not
      while (at <= text.length) {
        const match = search({ run, leading }, state, { from: at, notEmptyAt: last })
        if (match === undefined) break
        found.push({ ...match, groups: Array.from({ length: pattern.groups }, (_, i) => match.groups[i + 1]) })
        last = match.to === match.from ? match.to : -1
        at = match.to
      }
      return found
    },
  }
}

type State = {
  readonly text: readonly string[]
  groups: ([number, number] | undefined)[]
  steps: number
  depth: number
}
type Run = (state: State, at: number, next: (at: number) => boolean) => boolean

type Search = { readonly run: Run; readonly leading: ((char: string) => boolean) | undefined }

const search = (
  { run, leading }: Search,
  state: State,
  { from, notEmptyAt }: { from: number; notEmptyAt: number },
): Match | undefined => {
  for (let at = from; at <= state.text.length; at++) {
    state.groups = []
    let to = -1
    const done = run(state, at, (end) => {
      if (end === at && at === notEmptyAt) return false
      to = end
      return true
    })
    if (done) return { from: at, to, groups: state.groups }
    // `.*x` that fails here has tried x at every place its run reaches, so no later start within the run can succeed.
    if (leading !== undefined && at !== notEmptyAt)
      while (at < state.text.length && leading(state.text[at] as string)) at++
  }
  return undefined
}

const leadingRun = (node: Node): ((char: string) => boolean) | undefined => {
  const first = node.kind === 'sequence' ? node.nodes[0] : node
  if (first?.kind !== 'repeat' || first.mode === 'possessive' || first.min > 0 || first.max !== Infinity)
    return undefined
  return first.node.kind === 'char' ? first.node.test : undefined
}

const spend = (state: State): void => {
  if (++state.steps > MAX_STEPS)
    throw new PythonError('RegexTooCostly', `the pattern needs more than ${MAX_STEPS} steps`)
}

const compile = (node: Node): Run => {
  switch (node.kind) {
    case 'char': {
      const { test } = node
      return (state, at, next) => {
        spend(state)
        const char = state.text[at]
        return char !== undefined && test(char) && next(at + 1)
      }
    }
    case 'sequence': {
      const runs = node.nodes.map(compile)
      const from = (i: number): Run => {
        const run = runs[i]
        if (run === undefined) return (_, at, next) => next(at)
        if (i === runs.length - 1) return run
        const rest = from(i + 1)
        return (state, at, next) => run(state, at, (end) => rest(state, end, next))
      }
      return from(0)
    }
    case 'choice': {
      const runs = node.nodes.map(compile)
      return (state, at, next) => runs.some((run) => (spend(state), run(state, at, next)))
    }
    case 'group': {
      const run = compile(node.node)
      return (state, at, next) =>
        run(state, at, (end) => {
          const before = state.groups[node.index]
          state.groups[node.index] = [at, end]
          if (next(end)) return true
          state.groups[node.index] = before
          return false
        })
    }
    case 'repeat':
      return node.mode === 'possessive' ? atomic(repeat(node)) : repeat(node)
    case 'atomic':
      return atomic(compile(node.node))
    case 'look':
      return look(node)
    case 'back':
      return (state, at, next) => {
        const span = state.groups[node.index]
        if (span === undefined) return false
        const length = span[1] - span[0]
        for (let i = 0; i < length; i++) {
          spend(state)
          const [a, b] = [state.text[span[0] + i], state.text[at + i]]
          if (a === undefined || b === undefined || (node.ignoreCase ? fold(a) !== fold(b) : a !== b)) return false
        }
        return next(at + length)
      }
    case 'if-group': {
      const [yes, no] = [compile(node.yes), compile(node.no)]
      return (state, at, next) => (state.groups[node.index] === undefined ? no : yes)(state, at, next)
    }
    case 'at':
      return (state, at, next) => {
        spend(state)
        return stands(node.where, state.text, at) && next(at)
      }
  }
}

const stands = (where: Extract<Node, { kind: 'at' }>['where'], text: readonly string[], at: number): boolean => {
  switch (where) {
    case 'start':
      return at === 0
    case 'text-end':
      return at === text.length
    case 'end':
      return at === text.length || (at === text.length - 1 && text[at] === '\n')
    case 'line-start':
      return at === 0 || text[at - 1] === '\n'
    case 'line-end':
      return at === text.length || text[at] === '\n'
    case 'word':
      return isWordChar(text[at - 1]) !== isWordChar(text[at])
    case 'not-word':
      return isWordChar(text[at - 1]) === isWordChar(text[at])
  }
}

const repeat = (node: Extract<Node, { kind: 'repeat' }>): Run => {
  const { min, max, mode } = node
  if (node.node.kind === 'char')
    return mode === 'lazy' ? lazyChars(node.node.test, min, max) : greedyChars(node.node.test, min, max)
  const run = compile(node.node)
  const more = (state: State, at: number, count: number, next: (at: number) => boolean): boolean => {
    spend(state)
    if (state.depth >= MAX_DEPTH)
      throw new PythonError('RegexTooCostly', `the pattern repeats a group more than ${MAX_DEPTH} times`)
    const again = (): boolean => {
      if (count >= max) return false
      state.depth++
      // An empty pass beyond the minimum would repeat for ever; Python stops there as well.
      const done = run(state, at, (end) => (end === at && count >= min ? false : more(state, end, count + 1, next)))
      state.depth--
      return done
    }
    if (count < min) return again()
    return mode === 'lazy' ? next(at) || again() : again() || next(at)
  }
  return (state, at, next) => more(state, at, 0, next)
}

// Repetitions of single characters are most of all patterns; they walk the text without using the stack.
const greedyChars =
  (test: (char: string) => boolean, min: number, max: number): Run =>
  (state, at, next) => {
    let end = at
    while (end - at < max && end < state.text.length && test(state.text[end] as string)) {
      spend(state)
      end++
    }
    for (; end - at >= min; end--) {
      spend(state)
      if (next(end)) return true
    }
    return false
  }

const lazyChars =
  (test: (char: string) => boolean, min: number, max: number): Run =>
  (state, at, next) => {
    for (let end = at; ; end++) {
      spend(state)
      if (end - at >= min && next(end)) return true
      if (end - at >= max || end >= state.text.length || !test(state.text[end] as string)) return false
    }
  }

const atomic =
  (run: Run): Run =>
  (state, at, next) => {
    let end = -1
    const done = run(state, at, (to) => {
      end = to
      return true
    })
    return done && next(end)
  }

const look = (node: Extract<Node, { kind: 'look' }>): Run => {
  const run = compile(node.node)
  const found = (state: State, at: number): boolean => {
    if (!node.behind) return run(state, at, () => true)
    for (let from = at; from >= 0; from--) if (run(state, from, (end) => end === at)) return true
    return false
  }
  return (state, at, next) => {
    const before = [...state.groups]
    const seen = found(state, at)
    if (node.negative) state.groups = before
    return seen !== node.negative && next(at)
  }
}
