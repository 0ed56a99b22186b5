import { PythonError } from './python-error.ts'
import { compileRegex, type Match, type PythonRegex } from './regex.ts'

const compiled = new Map<string, PythonRegex>()
/** Patterns are few (they come from task files); the bound keeps a hostile template from filling memory. */
const MAX_KEPT = 500

const regexOf = (pattern: string): PythonRegex => {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  if (compiled.size >= MAX_KEPT) compiled.clear()
  const regex = compileRegex(pattern)
  compiled.set(pattern, regex)
  return regex
}

/** `re.compile`, for its refusals only. */
export const checkRegex = (pattern: string): void => void regexOf(pattern)

/** `re.findall`: the whole match, the one group, or all groups of each match ('' where a group took no part). */
export const findAll = (pattern: string, text: string): (string | readonly string[])[] => {
  const points = Array.from(text)
  const regex = regexOf(pattern)
  const cut = (span: readonly [number, number] | undefined): string =>
    span === undefined ? '' : points.slice(span[0], span[1]).join('')
  return regex.matches(points).map((match) => {
    if (match.groups.length === 0) return cut([match.from, match.to])
    return match.groups.length === 1 ? cut(match.groups[0]) : match.groups.map(cut)
  })
}

/** `re.sub`, with `\1`, `\g<1>` and `\g<name>` in the replacement; `count` 0 replaces all. */
export const replaceAll = (pattern: string, replacement: string, text: string, count = 0): string => {
  const points = Array.from(text)
  const regex = regexOf(pattern)
  const fill = template(replacement, regex)
  let out = ''
  let at = 0
  const matches = regex.matches(points)
  for (const match of count > 0 ? matches.slice(0, count) : matches) {
    out += points.slice(at, match.from).join('') + fill(match, points)
    at = match.to
  }
  return out + points.slice(at).join('')
}

const CONTROLS: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  f: '\f',
  v: '\v',
  a: '\x07',
  b: '\b',
  '\\': '\\',
}

const template = (replacement: string, regex: PythonRegex): ((match: Match, points: readonly string[]) => string) => {
  const parts: (string | number)[] = []
  let end = 0
  for (const found of replacement.matchAll(/\\(?:g<([^>]*)>|([0-9]{1,2})|([\s\S])|$)/g)) {
    parts.push(replacement.slice(end, found.index))
    end = found.index + found[0].length
    const [whole, named, digits, char] = found
    if (digits === '0' || digits?.startsWith('0')) parts.push(String.fromCodePoint(Number.parseInt(digits, 8)))
    else if (named !== undefined || digits !== undefined) {
      const index = /^\d+$/.test(named ?? digits ?? '') ? Number(named ?? digits) : regex.pattern.names.get(named ?? '')
      if (index === undefined || index > regex.pattern.groups)
        throw new PythonError('re.error', `invalid group reference ${whole}`)
      parts.push(index)
    } else {
      const control = CONTROLS[char ?? '']
      if (control === undefined && /[A-Za-z]|^$/.test(char ?? ''))
        throw new PythonError('re.error', `bad escape ${whole}`)
      parts.push(control ?? whole)
    }
  }
  parts.push(replacement.slice(end))
  return (match, points) =>
    parts
      .map((part) => {
        if (typeof part === 'string') return part
        const span = part === 0 ? ([match.from, match.to] as const) : match.groups[part - 1]
        return span === undefined ? '' : points.slice(span[0], span[1]).join('')
      })
      .join('')
}
