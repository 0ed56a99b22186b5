import { hash } from 'node:crypto'
import { type Digest, digestFromHex } from '#base'

/** SHA-256 of a piece of a file, by the platform: six times as fast as the portable one. */
export const pieceDigest = (bytes: Uint8Array): Digest => digestFromHex(hash('sha256', bytes, 'hex'))
