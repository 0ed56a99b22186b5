import { formatRepr } from './float-text.ts'
import { isTagged, undefinedUse, type PyValue } from './value.ts'

/** Python's `str(value)`: a text is itself, all else as {@link repr}. */
export const str = (value: PyValue): string => (typeof value === 'string' ? value : repr(value))

/** Python's `repr(value)`. */
export const repr = (value: PyValue): string => {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return formatRepr(value)
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`
  if (isTagged(value, 'undefined')) throw undefinedUse(value)
  switch (value.kind) {
    case 'tuple':
      return value.items.length === 1
        ? `(${repr(value.items[0] as PyValue)},)`
        : `(${value.items.map(repr).join(', ')})`
    case 'dict':
      return `{${[...value.entries.values()].map(([key, item]) => `${repr(key)}: ${repr(item)}`).join(', ')}}`
    case 'bytes':
      return quoteBytes(value.bytes)
    case 'iterator':
      return value.text
    case 'callable':
      return `<function ${value.name}>`
    case 'namespace':
      return `<Namespace {${[...value.fields].map(([key, item]) => `${repr(key)}: ${repr(item)}`).join(', ')}}>`
  }
}

// Python shows a character when Unicode calls it printable: no control, format, surrogate, private or unassigned
// character, and no separator but the space.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

const quote = (text: string): string => {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  let out = mark
  for (const char of text) {
    const short = SHORT[char]
    if (short !== undefined) out += short
    else if (char === mark) out += `\\${char}`
    else if (char !== ' ' && UNPRINTABLE.test(char)) out += escape(char.codePointAt(0) ?? 0)
    else out += char
  }
  return out + mark
}

const escape = (code: number): string => {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`
  return `\\U${code.toString(16).padStart(8, '0')}`
}

const quoteBytes = (bytes: Uint8Array): string => {
  const mark = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'"
  let out = `b${mark}`
  for (const byte of bytes) {
    const char = String.fromCharCode(byte)
    const short = SHORT[char]
    if (short !== undefined) out += short
    else if (char === mark) out += `\\${char}`
    else out += byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).padStart(2, '0')}` : char
  }
  return out + mark
}
