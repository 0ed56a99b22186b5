import { AssayError, canonicalJson, type Digest, digestOf, type Json } from '#base'
import { joinBytes } from './bytes.ts'

const COMMITMENT_PREFIX = 0x02 // beside 0x00 and 0x01 of the tree, so that no commitment is ever a leaf or a node
const SALT_BYTES = 32

/**
 * A name for a value that does not betray it: SHA-256(0x02 ‖ salt ‖ canonical JSON). Who holds salt and value can open
 * it; without the salt, not even a value of one digit can be guessed and tried.
 *
 * @param salt 32 random bytes, never used twice
 * @throws AssayError `ledger/salt-malformed`, `base/not-json`
 */
export const commitment = (salt: Uint8Array, value: Json): Digest => {
  if (salt.length !== SALT_BYTES) throw new AssayError('ledger/salt-malformed', { bytes: salt.length })
  const canonical = new TextEncoder().encode(canonicalJson(value))
  return digestOf(joinBytes([Uint8Array.of(COMMITMENT_PREFIX), salt, canonical]))
}
