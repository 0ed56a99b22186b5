import type { Json } from '#base'

/**
 * Whether the configuration says that rotary positions turn a part of each head only: its frequency pairs then stand
 * elsewhere than where a whole head has them, and their coins are left out.
 */
export const rotatesInPart = (config: Json | undefined): boolean => {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return false
  const entries = Object.entries(config)
  return entries.some(([key, value]) => {
    if (SHARES.has(key)) return typeof value === 'number' && value < 1
    if (key === 'rotary_dim') return true
    return rotatesInPart(value)
  })
}

const SHARES: ReadonlySet<string> = new Set(['partial_rotary_factor', 'rotary_pct', 'rope_pct'])
