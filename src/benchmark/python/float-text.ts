/** Python's `repr(float)`: the shortest digits that read back, in scientific form below 1e-4 and from 1e16 on. */
export const formatRepr = (value: number): string => {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [digitsAndSign = '', exponentText = '0'] = value.toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 16) return `${digitsAndSign}e${exponentSuffix(exponent)}`
  const sign = digitsAndSign.startsWith('-') ? '-' : ''
  const digits = digitsAndSign.replace('-', '').replace('.', '')
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}

/** C's `%.{digits}f`: the exact binary value rounded half to even, which `toFixed` does not do at ties. */
export const formatFixed = (value: number, digits: number): string => {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  const negative = value < 0 || Object.is(value, -0)
  const { mantissa, exponent } = parts(Math.abs(value))
  const scaled = mantissa * 10n ** BigInt(digits)
  let rounded: bigint
  if (exponent >= 0) rounded = scaled << BigInt(exponent)
  else {
    const shift = BigInt(-exponent)
    rounded = scaled >> shift
    const rest = scaled - (rounded << shift)
    const half = 1n << (shift - 1n)
    if (rest > half || (rest === half && (rounded & 1n) === 1n)) rounded += 1n
  }
  const text = rounded.toString().padStart(digits + 1, '0')
  const body = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
  return negative ? `-${body}` : body
}

/** C's `%.{digits}e`. */
export const formatScientific = (value: number, digits: number): string => {
  if (!Number.isFinite(value)) return formatFixed(value, 0)
  const [mantissa = '', exponent = '0'] = value.toExponential(Math.min(digits, 100)).split('e')
  return `${Object.is(value, -0) ? '-' : ''}${mantissa}e${exponentSuffix(Number(exponent))}`
}

/** C's `%.{precision}g`, and with `keepZeros` its `#` form. */
export const formatGeneral = (value: number, precision: number, keepZeros: boolean): string => {
  if (!Number.isFinite(value)) return formatFixed(value, 0)
  const significant = precision === 0 ? 1 : precision
  const exponent = value === 0 ? 0 : Number(value.toExponential(Math.min(significant - 1, 100)).split('e')[1])
  const text =
    exponent < -4 || exponent >= significant
      ? formatScientific(value, significant - 1)
      : formatFixed(value, Math.max(0, significant - 1 - exponent))
  return keepZeros || !text.includes('.') ? text : text.replace(/\.?0+(?=e|$)/, '')
}

const exponentSuffix = (exponent: number): string =>
  `${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`

const parts = (value: number): { mantissa: bigint; exponent: number } => {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const biased = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 }
}
