import { canonicalJson, type Json, parseJson } from '#base'
import { BundleFailure, orFail } from './failure.ts'

/** Text of a file; UTF-8 to the letter. */
export const readText = (bytes: Uint8Array, where: string): string =>
  orFail('verify/malformed', where, () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))

/** JSON of a file that must be in its one canonical form. */
export const readCanonical = (bytes: Uint8Array, where: string): Json => {
  const text = readText(bytes, where)
  const value = orFail('verify/malformed', where, () => parseJson(text, where))
  const canonical = orFail('verify/malformed', where, () => canonicalJson(value))
  if (canonical !== text) throw new BundleFailure('verify/malformed', `${where}: not canonical JSON`)
  return value
}
