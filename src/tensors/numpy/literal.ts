/** What the header of an array may hold: texts, truth values, whole numbers, tuples and one dictionary of them. */
export type Literal = string | boolean | number | readonly Literal[] | ReadonlyMap<string, Literal>

/** A header is a dictionary that holds a tuple; a structured type would go deeper and is refused anyway. */
const DEEPEST = 4

/**
 * Reads a Python literal without evaluating anything: whatever else stands there, a name, a call, a sum, gives
 * `undefined`.
 */
export const readLiteral = (text: string): Literal | undefined => {
  const scan = { text, at: 0 }
  const value = valueAt(scan, 0)
  skipSpace(scan)
  return scan.at === text.length ? value : undefined
}

type Scan = { readonly text: string; at: number }

const valueAt = (scan: Scan, depth: number): Literal | undefined => {
  if (depth > DEEPEST) return undefined
  skipSpace(scan)
  const first = scan.text[scan.at]
  if (first === '{') return dictAt(scan, depth)
  if (first === '(' || first === '[') return sequenceAt(scan, depth, first === '(' ? ')' : ']')
  return plainAt(scan)
}

const skipSpace = (scan: Scan): void => {
  SPACE.lastIndex = scan.at
  scan.at += SPACE.exec(scan.text)?.[0].length ?? 0
}

const SPACE = /\s*/y

const passes = (scan: Scan, sign: string): boolean => {
  skipSpace(scan)
  if (scan.text[scan.at] !== sign) return false
  scan.at++
  return true
}

const dictAt = (scan: Scan, depth: number): Literal | undefined => {
  const entries = new Map<string, Literal>()
  scan.at++
  while (!passes(scan, '}')) {
    const key = valueAt(scan, depth + 1)
    if (typeof key !== 'string' || entries.has(key) || !passes(scan, ':')) return undefined
    const value = valueAt(scan, depth + 1)
    if (value === undefined) return undefined
    entries.set(key, value)
    if (passes(scan, ',')) continue
    return passes(scan, '}') ? entries : undefined
  }
  return entries
}

const sequenceAt = (scan: Scan, depth: number, end: string): Literal | undefined => {
  const items: Literal[] = []
  let commas = 0
  scan.at++
  while (!passes(scan, end)) {
    const item = valueAt(scan, depth + 1)
    if (item === undefined) return undefined
    items.push(item)
    if (passes(scan, ',')) commas++
    else if (passes(scan, end)) break
    else return undefined
  }
  const [only, another] = items
  // A value in brackets is that value; with a comma behind it, it is a tuple of one.
  return end === ')' && only !== undefined && another === undefined && commas === 0 ? only : items
}

const TOKEN = /'[^'\\\n]*'|"[^"\\\n]*"|True\b|False\b|-?\d{1,20}L?\b(?!\.)/y

const plainAt = (scan: Scan): Literal | undefined => {
  TOKEN.lastIndex = scan.at
  const token = TOKEN.exec(scan.text)?.[0]
  if (token === undefined) return undefined
  scan.at += token.length
  if (token === 'True' || token === 'False') return token === 'True'
  if (token.startsWith("'") || token.startsWith('"')) return token.slice(1, -1)
  return Number(token.replace('L', '')) // Python 2 wrote long integers so
}
