import { PythonError } from './python-error.ts'

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
}

/** Decodes the escapes of a Python text literal; an unknown escape keeps its backslash, as in Python. */
export const unescapeLiteral = (body: string): string =>
  body.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S])|$)/g,
    (whole, ...groups) => {
      const [x, u, big, octal, char] = groups as (string | undefined)[]
      const hex = x ?? u ?? big
      if (hex !== undefined) return fromCode(Number.parseInt(hex, 16), whole)
      if (octal !== undefined) return fromCode(Number.parseInt(octal, 8), whole)
      if (char === undefined || 'xuUN'.includes(char))
        throw new PythonError('SyntaxError', `cannot read the escape ${whole}`)
      return SIMPLE[char] ?? whole
    },
  )

const fromCode = (code: number, whole: string): string => {
  if (code > 0x10ffff) throw new PythonError('SyntaxError', `cannot read the escape ${whole}`)
  return String.fromCodePoint(code)
}
