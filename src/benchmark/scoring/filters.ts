import { AssayError } from '#base'
import { findAll, replaceAll } from '../python/regex-use.ts'
import { PythonError } from '../python/python-error.ts'
import { strip } from '../python/text.ts'
import { dictGet, keyOf, typeName, type PyValue } from '../python/value.ts'
import { fromYaml, type Document } from '../tasks/documents.ts'
import type { FilterStep, Pipeline } from '../tasks/task.ts'

/** Log-probability (natural, nats) of a continuation, and whether greedy decoding would have written it. */
export type Scored = { readonly kind: 'scored'; readonly logProb: number; readonly greedy: boolean | undefined }
/** What stands between a model's answers and a metric: the answers to one request, then whatever the filters make of them. */
export type Filtered = PyValue | Scored | readonly Filtered[]

const NAMES = [
  'regex',
  'multi_choice_regex',
  'remove_whitespace',
  'lowercase',
  'uppercase',
  'map',
  'take_first',
  'take_first_k',
  'majority_vote',
] as const
type FilterName = (typeof NAMES)[number]
export const isFilter = (name: string): name is FilterName => (NAMES as readonly string[]).includes(name)

/**
 * One filter pipeline over the answers to every request of a task.
 *
 * @param answers per request, its answers in the order given (one, or `repeats` of them)
 * @throws AssayError `benchmark/filter-failed` where the harness's filter would have raised
 */
export const applyPipeline = (
  pipeline: Pipeline,
  answers: readonly (readonly Filtered[])[],
  documents: readonly Document[],
): readonly Filtered[] => {
  let values: readonly Filtered[] = answers
  for (const step of pipeline.steps) {
    try {
      values = STEPS[step.function as FilterName](values, step, documents)
    } catch (cause) {
      if (cause instanceof PythonError)
        throw new AssayError(
          'benchmark/filter-failed',
          { pipeline: pipeline.name, filter: step.function, error: cause.type, what: cause.message },
          { cause },
        )
      throw cause
    }
  }
  return values
}

type Step = (values: readonly Filtered[], step: FilterStep, documents: readonly Document[]) => readonly Filtered[]

/** The items that Python would iterate: a list's, or a text's characters. */
const itemsOf = (value: Filtered): readonly Filtered[] => {
  if (Array.isArray(value)) return value
  if (typeof value === 'string') return Array.from(value)
  throw new PythonError('TypeError', `${typeof value} object is not subscriptable`)
}
const text = (value: Filtered): string => {
  if (typeof value !== 'string') throw new PythonError('AttributeError', `${typeof value} has no text methods`)
  return value
}
const each =
  (change: (value: Filtered, step: FilterStep) => Filtered): Step =>
  (values, step) =>
    values.map((value) => itemsOf(value).map((item) => change(item, step)))

const first = (value: Filtered): Filtered => {
  const [item] = itemsOf(value)
  if (item === undefined) throw new PythonError('IndexError', 'list index out of range')
  return item
}

const DEFAULT_PATTERN = '#### (\\-?[0-9\\.\\,]+)'

// `findall(text)[group_select]`: of several groups the first that is not empty.
const match = (pattern: string, value: Filtered, select: number): { readonly text: string } | undefined => {
  const found = findAll(pattern, typeof value === 'string' ? value : '')
  if (found.length === 0) return undefined
  const picked = found.at(select)
  if (picked === undefined || select >= found.length) throw new PythonError('IndexError', 'list index out of range')
  if (typeof picked === 'string') return { text: strip(picked) }
  const part = picked.find((group) => group !== '')
  return part === undefined ? undefined : { text: strip(part) }
}

const regex: Step = each((value, step) => {
  const found = match(step.regex_pattern ?? DEFAULT_PATTERN, value, step.group_select ?? 0)
  if (found !== undefined) return found.text
  return typeof step.fallback === 'string' || step.fallback === undefined
    ? (step.fallback ?? '[invalid]')
    : fromYaml(step.fallback)
})

const mapped: Step = each((value, step) => {
  const known = typeof value === 'string' && step.mapping_dict !== undefined && Object.hasOwn(step.mapping_dict, value)
  return fromYaml(known ? step.mapping_dict?.[value] : step.default_value)
})

const takeFirstK: Step = (values, { k = 1 }) => {
  if (values[0] !== undefined && itemsOf(values[0]).length < k)
    throw new PythonError('AssertionError', `Need at least ${k} responses per doc to take first ${k}`)
  return values.map((value) => itemsOf(value).slice(0, k))
}

const majority: Step = (values) =>
  values.map((value) => {
    const counts = new Map<string, { readonly value: Filtered; count: number }>()
    for (const item of itemsOf(value)) {
      const key = isScored(item) ? `${item.logProb}` : keyOf(item as PyValue)
      const known = counts.get(key)
      if (known === undefined) counts.set(key, { value: item, count: 1 })
      else known.count++
    }
    let best: { readonly value: Filtered; readonly count: number } | undefined
    for (const candidate of counts.values()) if (best === undefined || candidate.count > best.count) best = candidate
    return best === undefined ? [] : [best.value]
  })

export const isScored = (value: Filtered): value is Scored =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'scored'

// Looks for the pattern, else for the text of a choice, else for a letter after a colon.
const multiChoice: Step = (values, step, documents) =>
  values.map((value, i) => {
    const choices = dictGet(documents[i] as Document, 'choices')
    if (choices === undefined || !Array.isArray(choices)) throw new PythonError('KeyError', "'choices'")
    const letters = choices.map((_, at) => String.fromCodePoint(65 + at))
    const byText = new Map(choices.map((choice, at) => [ignoring(strip(text(choice)), step), `(${letters[at]})`]))
    const texts = [...byText.keys()]
      .toSorted((a, b) => Array.from(escaped(b)).length - Array.from(escaped(a)).length)
      .map(escaped)
      .join('|')
    const select = step.group_select ?? 0
    return itemsOf(value).map((item) => {
      const plain = typeof item === 'string' ? item : ''
      const direct = matchLoose(step.regex_pattern ?? DEFAULT_PATTERN, plain, select)
      if (direct !== '') return direct
      const named = matchLoose(texts, ignoring(text(item), step), select)
      if (named !== '') return byText.get(named) ?? named
      const letter = matchLoose(`:[\\s]*(${letters.join('|')})`, plain, select)
      return letter === '' ? (typeof step.fallback === 'string' ? step.fallback : '[invalid]') : `(${letter})`
    })
  })

const matchLoose = (pattern: string, value: string, select: number): string =>
  pattern === '' ? '' : (match(pattern, value, select)?.text ?? '')
const escaped = (plain: string): string => plain.replaceAll(/[.^$*+?{}[\]\\|()\-&~#\s]/g, (char) => `\\${char}`)

const ignoring = (plain: string, step: FilterStep): string => {
  let out = (step.regexes_to_ignore ?? []).reduce((left, pattern) => replaceAll(pattern, '', left), plain)
  if (step.ignore_case === true) out = out.toLowerCase()
  if (step.ignore_punctuation === true) out = out.replaceAll(/\p{P}/gu, '')
  return out
}

const STEPS: Readonly<Record<FilterName, Step>> = {
  regex,
  multi_choice_regex: multiChoice,
  remove_whitespace: each((value) => strip(text(value))),
  lowercase: each((value) => text(value).toLowerCase()),
  uppercase: each((value) => text(value).toUpperCase()),
  map: mapped,
  take_first: (values) => values.map(first),
  take_first_k: takeFirstK,
  majority_vote: majority,
}

/** What kind of value a filter left, in Python's words. */
export const filteredType = (value: Filtered): string => (isScored(value) ? 'scored' : typeName(value as PyValue))
