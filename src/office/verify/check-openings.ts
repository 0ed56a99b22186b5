import { digestFromHex } from '#base'
import { commitment } from '#ledger'
import { meaningOf, Opening } from './bundle-layout.ts'
import type { SealedFiles } from './check-files.ts'
import type { CheckedLedger } from './check-ledger.ts'
import { BundleFailure } from './failure.ts'
import { readCanonical } from './read-json.ts'

/**
 * Every opening carries the value and salt of a commitment that stands in the ledger. Returns how many there are; a
 * bundle in which nothing was hidden has none.
 */
export const checkOpenings = ({ kept }: SealedFiles, { committed }: CheckedLedger): number => {
  let count = 0
  for (const [path, bytes] of kept) {
    const meaning = meaningOf(path)
    if (meaning.kind !== 'opening') continue
    const opening = Opening.safeParse(readCanonical(bytes, path))
    if (!opening.success) throw new BundleFailure('verify/malformed', `${path}: not {salt, value}`)
    const digest = digestFromHex(meaning.hex)
    if (commitment(bytesOfHex(opening.data.salt), opening.data.value) !== digest) {
      throw new BundleFailure('verify/content-name', path)
    }
    if (!committed.has(digest)) throw new BundleFailure('verify/commitment-unknown', path)
    count++
  }
  return count
}

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
