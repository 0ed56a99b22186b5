import type { Json } from '#base'
import type { Architecture } from './architectures.ts'

/** The type that the configuration names, and those that it names for its parts. */
export const modelTypesOf = (config: Json | undefined): ReadonlySet<string> => {
  const parts = [
    objectAt(config),
    ...['text_config', 'llm_config', 'language_config', 'vision_config'].map((key) => objectAt(config, key)),
  ]
  return new Set(parts.map((part) => part?.['model_type']).filter((type) => typeof type === 'string'))
}

/** Query and key heads, by the configuration; undefined where it does not say. */
export const headCounts = (
  config: Json | undefined,
  { heads: rule, component }: Architecture,
): { heads: number; keyHeads: number } | undefined => {
  const under = rule?.under === undefined ? ['text_config', 'llm_config', 'language_config'] : [rule.under]
  const parts = [
    ...under.map((key) => objectAt(config, key)),
    component === 'language' || rule === undefined ? objectAt(config) : undefined,
  ]
  for (const part of parts) {
    const heads = part?.[rule?.heads ?? 'num_attention_heads']
    const keyHeads = part?.['num_key_value_heads'] ?? heads
    if (isCount(heads) && isCount(keyHeads)) return { heads, keyHeads }
  }
  return undefined
}

const isCount = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0

const objectAt = (value: Json | undefined, key?: string): Readonly<Record<string, Json>> | undefined => {
  const inner = key === undefined || !isObject(value) ? value : value[key]
  return isObject(inner) ? inner : undefined
}

const isObject = (value: Json | undefined): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
