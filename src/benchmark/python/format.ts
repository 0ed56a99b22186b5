import { formatFixed, formatGeneral, formatRepr, formatScientific } from './float-text.ts'
import { PythonError } from './python-error.ts'
import { repr, str } from './show.ts'
import { codePoints, dictGet, intOf, isNumeric, isTagged, toNumeric, typeName, type PyValue } from './value.ts'

/** Texts longer than this are refused: a width comes from a template, and memory is not its author's to spend. */
const MAX_WIDTH = 10_000n

/** Python's `text % value`. */
export const percentFormat = (text: string, value: PyValue): string => {
  const args = isTagged(value, 'tuple') ? value.items : [value]
  let next = 0
  const take = (): PyValue => {
    if (next >= args.length) throw new PythonError('TypeError', 'not enough arguments for format string')
    return args[next++] as PyValue
  }
  const out = text.replace(
    PERCENT,
    (whole, name: string | undefined, flags: string, width: string, precision: string | undefined, type: string) => {
      if (type === '%') return '%'
      if (type === '') throw new PythonError('ValueError', `incomplete format '${whole}'`)
      const given = width === '*' ? str(take()) : width
      const arg = name === undefined ? take() : namedArgument(value, name)
      const align = flags.includes('-') ? '<' : '>'
      const zero = flags.includes('0') && align === '>' && !'srac'.includes(type) ? '0' : ''
      const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
      const spec = `${zero === '' ? align : ''}${sign}${flags.includes('#') ? '#' : ''}${zero}${given}${precision ?? ''}`
      if (type === 'r' || type === 'a') return formatValue(repr(arg), `${spec}s`)
      if (type === 's') return formatValue(str(arg), `${spec}s`)
      if (type === 'c')
        return formatValue(isNumeric(arg) ? String.fromCodePoint(Number(toNumeric(arg))) : str(arg), `${spec}s`)
      if (!isNumeric(arg))
        throw new PythonError('TypeError', `%${type} format: a number is required, not ${typeName(arg)}`)
      if ('diu'.includes(type)) return formatValue(truncated(toNumeric(arg)), `${spec}d`)
      return formatValue('xXo'.includes(type) ? arg : Number(toNumeric(arg)), `${spec}${type}`)
    },
  )
  if (
    next < args.length &&
    !isTagged(value, 'dict') &&
    !(next === 0 && !isTagged(value, 'tuple') && PERCENT_NAMED.test(text))
  )
    throw new PythonError('TypeError', 'not all arguments converted during string formatting')
  return out
}

const PERCENT = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d*)(\.\d+)?[hlL]?([diouxXeEfFgGcrsa%]?)/g
const PERCENT_NAMED = /%\([^)]*\)/

const namedArgument = (value: PyValue, name: string): PyValue => {
  if (!isTagged(value, 'dict')) throw new PythonError('TypeError', 'format requires a mapping')
  const found = dictGet(value, name)
  if (found === undefined) throw new PythonError('KeyError', repr(name))
  return found
}

const truncated = (value: bigint | number): bigint => (typeof value === 'bigint' ? value : BigInt(Math.trunc(value)))

/** Python's `text.format(*args, **kwargs)`: positions, names, `.attr` and `[item]` steps, `!r !s`, specifications. */
export const strFormat = (
  text: string,
  args: readonly PyValue[],
  kwargs: ReadonlyMap<string, PyValue>,
  step: (value: PyValue, key: string | bigint) => PyValue,
): string => {
  let automatic = 0
  const field = (path: string): PyValue => {
    const [, head = '', steps = ''] = /^([^.[]*)(.*)$/s.exec(path) ?? []
    let value = /^\d*$/.test(head) ? args[head === '' ? automatic++ : Number(head)] : kwargs.get(head)
    if (value === undefined)
      throw new PythonError(/^\d*$/.test(head) ? 'IndexError' : 'KeyError', `no argument '${head}'`)
    for (const [, attribute, item] of steps.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
      const key = attribute ?? (/^\d+$/.test(item ?? '') ? BigInt(item ?? 0) : (item ?? ''))
      value = step(value, key)
    }
    return value
  }
  return text.replace(
    /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}|[{}]/g,
    (whole, path, conversion, spec) => {
      if (whole === '{{') return '{'
      if (whole === '}}') return '}'
      if (path === undefined) throw new PythonError('ValueError', `single '${whole}' encountered in format string`)
      const value = field(path as string)
      const inner = ((spec as string | undefined) ?? '').replace(/\{([^{}]*)\}/g, (_, inside: string) =>
        str(field(inside)),
      )
      return formatValue(conversion === 'r' ? repr(value) : conversion === undefined ? value : str(value), inner)
    },
  )
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su

/** Python's `format(value, spec)` for texts and numbers. */
const formatValue = (value: PyValue, spec: string): string => {
  if (spec === '') return str(value)
  const match = SPEC.exec(spec)
  if (match === null) throw new PythonError('ValueError', `invalid format specifier '${spec}'`)
  const [, fill, align, sign = '', alternate, zero, width = '0', grouping, precision, type] = match
  if (BigInt(width) > MAX_WIDTH || BigInt(precision ?? '0') > MAX_WIDTH)
    throw new PythonError('ValueError', `format specifier '${spec}' asks for too long a text`)
  const digits = precision === undefined ? undefined : Number(precision)
  if (typeof value === 'string' || (!isNumeric(value) && type === undefined)) {
    if (type !== undefined && type !== 's')
      throw new PythonError('ValueError', `unknown format code '${type}' for object of type 'str'`)
    const text = digits === undefined ? str(value) : Array.from(str(value)).slice(0, digits).join('')
    return pad(text, Number(width), {
      align: align ?? '<',
      fill: fill ?? (zero === undefined ? ' ' : '0'),
      signLength: 0,
    })
  }
  if (!isNumeric(value))
    throw new PythonError('TypeError', `unsupported format string passed to ${typeName(value)}.__format__`)
  if (typeof value === 'boolean' && type === undefined)
    return pad(str(value), Number(width), { align: align ?? '<', fill: fill ?? ' ', signLength: 0 })
  const body = numberText(toNumeric(value), type, { digits, alternate: alternate !== undefined })
  const negative = body.startsWith('-')
  const mark = negative ? '-' : sign === '-' ? '' : sign
  const plain = negative ? body.slice(1) : body
  const grouped =
    grouping === undefined ? plain : plain.replace(/^\d+/, (whole) => whole.replace(/\B(?=(?:\d{3})+$)/g, grouping))
  const filling = fill ?? (zero === undefined ? ' ' : '0')
  return pad(mark + grouped, Number(width), {
    align: align ?? (zero === undefined ? '>' : '='),
    fill: filling,
    signLength: mark.length,
  })
}

const numberText = (
  value: bigint | number,
  type: string | undefined,
  { digits, alternate }: { digits: number | undefined; alternate: boolean },
): string => {
  if (typeof value === 'bigint') {
    if (type === undefined || type === 'd' || type === 'n') return value.toString()
    const base = { b: 2, o: 8, x: 16, X: 16 }[type]
    if (base !== undefined) {
      const text = (value < 0n ? -value : value).toString(base)
      return (value < 0n ? '-' : '') + (alternate ? `0${type}` : '') + (type === 'X' ? text.toUpperCase() : text)
    }
    if (type === 'c') return String.fromCodePoint(Number(value))
  } else if (type !== undefined && 'bcdoxX'.includes(type))
    throw new PythonError('ValueError', `unknown format code '${type}' for object of type 'float'`)
  const float = Number(value)
  switch (type) {
    case undefined:
      return digits === undefined ? formatRepr(float) : withPoint(formatGeneral(float, digits, alternate))
    case 'f':
    case 'F':
      return formatFixed(float, digits ?? 6)
    case '%':
      return `${formatFixed(float * 100, digits ?? 6)}%`
    case 'e':
    case 'E': {
      const text = formatScientific(float, digits ?? 6)
      return type === 'E' ? text.toUpperCase() : text
    }
    case 'g':
    case 'G':
    case 'n': {
      const text = formatGeneral(float, digits ?? 6, alternate)
      return type === 'G' ? text.toUpperCase() : text
    }
    default:
      throw new PythonError('ValueError', `unknown format code '${type}'`)
  }
}

const withPoint = (text: string): string => (/[.e]/.test(text) || !/\d$/.test(text) ? text : `${text}.0`)

const pad = (
  text: string,
  width: number,
  { align, fill, signLength }: { align: string; fill: string; signLength: number },
): string => {
  const missing = width - codePoints(text)
  if (missing <= 0) return text
  switch (align) {
    case '<':
      return text + fill.repeat(missing)
    case '^':
      return fill.repeat(Math.floor(missing / 2)) + text + fill.repeat(missing - Math.floor(missing / 2))
    case '=':
      return text.slice(0, signLength) + fill.repeat(missing) + text.slice(signLength)
    default:
      return fill.repeat(missing) + text
  }
}

/** Python's `int(text)`: optional sign, digits with single underscores, white space around. */
export const parseInteger = (text: string): bigint | undefined => {
  const trimmed = text.trim()
  return /^[-+]?\d+(?:_\d+)*$/.test(trimmed) ? BigInt(trimmed.replace(/^\+/, '').replaceAll('_', '')) : undefined
}

/** Python's `float(text)`. */
export const parseFloatText = (text: string): number | undefined => {
  const trimmed = text.trim().replaceAll(/(?<=\d)_(?=\d)/g, '')
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(trimmed)) return Number(trimmed)
  const special = /^([-+]?)(inf|infinity|nan)$/i.exec(trimmed)
  if (special === null) return undefined
  return special[2]?.toLowerCase() === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity
}

/** An integer argument, as `range` or a width takes it. */
export const integerArgument = (value: PyValue): bigint => {
  const int = intOf(value)
  if (int === undefined)
    throw new PythonError('TypeError', `'${typeName(value)}' object cannot be interpreted as an integer`)
  return int
}
