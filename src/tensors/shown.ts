const LONGEST = 200

/** A name or a value out of a stranger's file, as it may stand in an error: bounded, and no control characters. */
export const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const clean = text.slice(0, LONGEST).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '�')
  return text.length > LONGEST ? `${clean}…` : clean
}
