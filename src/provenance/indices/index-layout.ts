import { createHash } from 'node:crypto'
import { BLOCK_CODE_BYTES, MOST_BLOCKS } from '../fingerprints/block-fingerprint.ts'
import { TOKEN_CODE_BYTES } from '../fingerprints/token-fingerprint.ts'

// An index is one file: a page of its own, then segments, one for each time models were added.
//
//   0     magic, 16 bytes
//   16    U32 format version, U32 fingerprint version
//   512   commit record    \  two places, written in turn; the valid one of the higher number counts
//   1024  commit record    /
//   4096  segments
//
// A segment is its head (64 bytes: U32 entries, U32 token codes, U32 block sets, U32 bytes of names, SHA-256 of the
// rest), names as JSON padded to 64 bytes, token codes one after the other, block sets one after the other.
//
// A commit record says how far the file counts: U64 number, U64 bytes, U64 entries, U64 segments, SHA-256 over all
// segment heads, SHA-256 of the record so far. It is written after the segment is on the disk, so a crash leaves
// bytes behind that nobody counts.

export const MAGIC = 'assay-fp-index\n\0'
export const FORMAT_VERSION = 1
export const HEADER_BYTES = 4_096
export const COMMIT_PLACES = [512, 1_024] as const
export const COMMIT_BYTES = 96
export const SEGMENT_HEAD_BYTES = 64
export const SET_BYTES = MOST_BLOCKS * BLOCK_CODE_BYTES
export { TOKEN_CODE_BYTES }

export type Commit = {
  readonly number: number
  /** of the file that count */
  readonly bytes: number
  readonly entries: number
  readonly segments: number
  /** of all segment heads, in order: names the whole content */
  readonly digest: string
}

export const EMPTY: Commit = { number: 0, bytes: HEADER_BYTES, entries: 0, segments: 0, digest: '0'.repeat(64) }

export const encodeCommit = ({ number, bytes, entries, segments, digest }: Commit): Uint8Array => {
  const record = new Uint8Array(COMMIT_BYTES)
  const view = new DataView(record.buffer)
  for (const [i, value] of [number, bytes, entries, segments].entries()) view.setBigUint64(8 * i, BigInt(value), true)
  record.set(Buffer.from(digest, 'hex'), 32)
  record.set(sha256(record.subarray(0, 64)), 64)
  return record
}

/** @returns undefined for a record that was never written, or only half */
export const decodeCommit = (record: Uint8Array): Commit | undefined => {
  if (!Buffer.from(sha256(record.subarray(0, 64))).equals(record.subarray(64, 96))) return undefined
  const view = new DataView(record.buffer, record.byteOffset)
  const [number = 0, bytes = 0, entries = 0, segments = 0] = [0, 8, 16, 24].map((at) =>
    Number(view.getBigUint64(at, true)),
  )
  return { number, bytes, entries, segments, digest: Buffer.from(record.subarray(32, 64)).toString('hex') }
}

export type SegmentHead = {
  readonly entries: number
  readonly tokenCodes: number
  readonly blockSets: number
  readonly nameBytes: number
  /** of everything behind the head */
  readonly digest: Uint8Array
}

export const encodeHead = ({ entries, tokenCodes, blockSets, nameBytes, digest }: SegmentHead): Uint8Array => {
  const head = new Uint8Array(SEGMENT_HEAD_BYTES)
  const view = new DataView(head.buffer)
  for (const [i, value] of [entries, tokenCodes, blockSets, nameBytes].entries()) view.setUint32(4 * i, value, true)
  head.set(digest, 16)
  return head
}

export const decodeHead = (head: Uint8Array): SegmentHead => {
  const view = new DataView(head.buffer, head.byteOffset)
  const [entries = 0, tokenCodes = 0, blockSets = 0, nameBytes = 0] = [0, 4, 8, 12].map((at) =>
    view.getUint32(at, true),
  )
  return { entries, tokenCodes, blockSets, nameBytes, digest: head.slice(16, 48) }
}

export const bodyBytes = ({ tokenCodes, blockSets, nameBytes }: Omit<SegmentHead, 'digest'>): number =>
  padded(nameBytes) + tokenCodes * TOKEN_CODE_BYTES + blockSets * SET_BYTES

export const padded = (bytes: number): number => Math.ceil(bytes / 64) * 64

/** The digest over all heads grows by one head at a time. */
export const chained = (digest: string, head: Uint8Array): string =>
  createHash('sha256').update(Buffer.from(digest, 'hex')).update(head).digest('hex')

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()
