import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'
import type { Json } from './json.ts'

/** Name of some bytes: `sha256:` and 64 lower-case hex digits. */
export type Digest = string & { readonly __brand: 'Digest' }

const FORM = /^sha256:[0-9a-f]{64}$/

export const Digest = z
  .string()
  .regex(FORM, 'a digest is sha256: and 64 lower-case hex digits') as unknown as z.ZodType<Digest, string>

export const isDigest = (text: string): text is Digest => FORM.test(text)

/** @param hex 64 lower-case hex digits of a SHA-256 */
export const digestFromHex = (hex: string): Digest => `sha256:${hex}` as Digest

export const hexOf = (digest: Digest): string => digest.slice('sha256:'.length)

/** SHA-256 of bytes, in JavaScript (0.24 GB/s): weights and blobs are hashed at the rim with `node:crypto`. */
export const digestOf = (bytes: Uint8Array): Digest => digestFromHex(bytesToHex(sha256(bytes)))

export const digestOfText = (text: string): Digest => digestOf(utf8ToBytes(text))

/** Digest of a JSON value in its one canonical form (RFC 8785). */
export const digestOfJson = (value: Json): Digest => digestOfText(canonicalJson(value))
