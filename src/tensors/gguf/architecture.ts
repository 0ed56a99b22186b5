import { type Family, familyOf } from './families.ts'
import type { Metadata, MetadataValue } from './metadata.ts'

export const architectureOf = (metadata: Metadata): string | undefined => {
  const value = metadata.get('general.architecture')?.value
  return typeof value === 'string' ? value : undefined
}

/** A value that the metadata give under the name of the architecture: `llama.block_count`. */
export const ownValue = (metadata: Metadata, key: string): MetadataValue | undefined =>
  metadata.get(`${architectureOf(metadata)}.${key}`)?.value

export const familyIn = (metadata: Metadata): Family | undefined =>
  familyOf(architectureOf(metadata), wholeNumber(ownValue(metadata, 'expert_count')) ?? 0)

export const wholeNumber = (value: MetadataValue | undefined): number | undefined => {
  const number = typeof value === 'bigint' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}
