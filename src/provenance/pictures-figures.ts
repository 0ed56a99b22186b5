// Figures as sentences and tables print them, the same everywhere.

/** The one axis of all distributions of similarity: from −0.2 to 1 in steps of 0.025. */
export const AXIS = { from: -0.2, to: 1, bins: 48 } as const

export const decimal = (value: number, digits: number): string => {
  const text = value.toFixed(digits)
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−')
}

export const whole = (value: number): string => value.toLocaleString('en-US')

/**
 * An upper bound of a probability, from its decimal logarithm. Rounded upwards always: the printed bound holds too.
 * @param log10P at most 0
 */
export const probability = (log10P: number): string => {
  if (log10P >= -0.005) return '1'
  if (log10P > -3) return `≤ ${(Math.ceil(10 ** log10P * 1000) / 1000).toFixed(3)}`
  return `< 10${superscript(String(Math.ceil(log10P - 1e-9) || 0))}`
}

const SUPERSCRIPTS: Record<string, string> = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
}

const superscript = (text: string): string => Array.from(text, (c) => SUPERSCRIPTS[c] ?? c).join('')
