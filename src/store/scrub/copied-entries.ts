import { entriesOfBundle, type LogCopy, openCheckpoint, tileKey, tileTree } from '#ledger'
import { nodeSignatureHolds, nodeTree } from '#ledger/shelves'

/** Entries of a copy of the log, tile by tile; those that it does not have, or whose tile can't be read, are absent. */
export type CopiedEntries = {
  readonly size: number
  readonly note: string
  readonly at: (index: number) => Promise<Uint8Array | undefined>
  /** root over its first entries; verified nowhere but where it is compared */
  readonly rootOfFirst: (size: number) => Promise<Uint8Array>
}

const WIDTH = 256

/**
 * @param verifierKeys keys that the log has had: one of them signed the copy's head
 * @throws AssayError those of checkpoints and of copies
 */
export const copiedEntries = async (copy: LogCopy, verifierKeys: readonly string[]): Promise<CopiedEntries> => {
  const note = await copy.checkpoint()
  const { size } = signedByOne(note, verifierKeys)
  const tiles = new Map<number, Promise<readonly Uint8Array[]>>()
  const tileAt = (index: number): Promise<readonly Uint8Array[]> => {
    const known = tiles.get(index) ?? readTile(copy, index, Math.min(WIDTH, size - index * WIDTH))
    tiles.set(index, known)
    return known
  }
  return {
    size,
    note,
    at: async (index) => (index < size ? (await tileAt(Math.floor(index / WIDTH)))[index % WIDTH] : undefined),
    rootOfFirst: (count) => tileTree(size, copy.tile, nodeTree).rootOfFirst(count),
  }
}

const readTile = async (copy: LogCopy, index: number, width: number): Promise<readonly Uint8Array[]> => {
  const key = tileKey('entries', index, width)
  const bytes =
    (await copy.tile(key)) ?? (width < WIDTH ? await copy.tile(tileKey('entries', index, WIDTH)) : undefined)
  if (bytes === undefined) return []
  try {
    return entriesOfBundle(bytes, width, key)
  } catch {
    return [] // the copy is damaged there: it cannot help
  }
}

const signedByOne = (note: string, keys: readonly string[]) => {
  const holds = nodeSignatureHolds()
  for (const key of keys.slice(0, -1)) {
    try {
      return openCheckpoint(note, key, holds)
    } catch {
      // another of the log's keys may have signed it; the last one tried says what is wrong
    }
  }
  return openCheckpoint(note, keys.at(-1), holds)
}
