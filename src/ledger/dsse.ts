import { utf8ToBytes } from '@noble/hashes/utils.js'
import { z } from 'zod'
import { AssayError, type Json } from '#base'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { joinBytes } from './bytes.ts'
import type { SigningKey } from './signed-note.ts'
import { verifierKey } from './verifier-key.ts'

/** A signature in an envelope: by which key it says to be, and what. Not yet verified. */
export type EnvelopeSignature = {
  /** `name+keyid`, the short form of a verifier key */
  readonly keyId: string
  readonly signature: Uint8Array
}

/** A DSSE envelope, read but not verified. */
export type Envelope = {
  readonly payloadType: string
  readonly payload: Uint8Array
  readonly signatures: readonly EnvelopeSignature[]
}

/** Two officers, and in the worst case all members of a panel. */
const MAX_SIGNATURES = 32

const EnvelopeJson = z.strictObject({
  payload: z.string(),
  payloadType: z.string().min(1).max(200),
  signatures: z
    .array(z.strictObject({ keyid: z.string().min(1).max(300), sig: z.string().max(200) }))
    .min(1)
    .max(MAX_SIGNATURES),
})

/** What is signed: the pre-authentication encoding of DSSE 1.0, in which type and payload cannot be shifted into each other. */
export const preAuthEncoding = (payloadType: string, payload: Uint8Array): Uint8Array => {
  const type = utf8ToBytes(payloadType)
  return joinBytes([utf8ToBytes(`DSSEv1 ${type.length} `), type, utf8ToBytes(` ${payload.length} `), payload])
}

/** The short form of a key, which an envelope names it by. */
export const envelopeKeyId = ({ name, publicKey }: Pick<SigningKey, 'name' | 'publicKey'>): string =>
  `${name}+${verifierKey(name, publicKey, 'note').keyId}`

/** The envelope as JSON; signatures sorted by key, so that the same keys and payload give the same bytes. */
export const envelopeJson = (payloadType: string, payload: Uint8Array, keys: readonly SigningKey[]): Json => {
  const message = preAuthEncoding(payloadType, payload)
  const signatures = keys.map((key) => ({ keyid: envelopeKeyId(key), sig: encodeBase64(key.sign(message)) }))
  return {
    payload: encodeBase64(payload),
    payloadType,
    signatures: signatures.toSorted((a, b) => (a.keyid < b.keyid ? -1 : 1)),
  }
}

/**
 * Reads an envelope without believing it. A key signs once, and signatures stand in the order of their keys: there is one
 * way to write what was signed by whom.
 *
 * @throws AssayError `ledger/envelope-malformed`, `ledger/base64-malformed`
 */
export const readEnvelope = (json: Json, where: string): Envelope => {
  const parsed = EnvelopeJson.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new AssayError('ledger/envelope-malformed', { where, what: `${issue?.path.join('.')}: ${issue?.message}` })
  }
  const { payload, payloadType, signatures } = parsed.data
  signatures.forEach(({ keyid }, i) => {
    const before = signatures[i - 1]?.keyid
    if (before !== undefined && before >= keyid) {
      throw new AssayError('ledger/envelope-malformed', { where, what: `${keyid} signs twice or out of order` })
    }
  })
  return {
    payloadType,
    payload: decodeBase64(payload),
    signatures: signatures.map(({ keyid, sig }) => ({ keyId: keyid, signature: decodeBase64(sig) })),
  }
}
