import { describe, expect, it } from 'vitest'
import type { TileShelf } from './tile-shelf.ts'
import { tileKey } from './tiles.ts'

/**
 * What every shelf of tiles must do; run over each of them.
 *
 * @param open a shelf with nothing on it
 */
export const tileShelfContract = (name: string, open: () => Promise<TileShelf>): void => {
  describe(`tile shelf: ${name}`, () => {
    const key = tileKey('entries', 1234, 17)

    it('gives back what was put', async () => {
      const shelf = await open()
      await shelf.put(key, Uint8Array.of(1, 2, 3))
      expect(await shelf.get(key)).toEqual(Uint8Array.of(1, 2, 3))
    })

    it('knows nothing of a key that was never put, also below one that was', async () => {
      const shelf = await open()
      await shelf.put(tileKey(0, 0, 17), Uint8Array.of(1))
      expect(await shelf.get(key)).toBeUndefined()
      expect(await shelf.get(tileKey(0, 0, 256))).toBeUndefined()
    })

    it('keeps a partial tile beside the full one of the same index', async () => {
      const shelf = await open()
      await shelf.put(tileKey(0, 0, 17), Uint8Array.of(1))
      await shelf.put(tileKey(0, 0, 256), Uint8Array.of(2))
      expect(await shelf.get(tileKey(0, 0, 17))).toEqual(Uint8Array.of(1))
      expect(await shelf.get(tileKey(0, 0, 256))).toEqual(Uint8Array.of(2))
    })

    it('takes the same bytes again', async () => {
      const shelf = await open()
      await shelf.put(key, Uint8Array.of(1, 2, 3))
      await shelf.put(key, Uint8Array.of(1, 2, 3))
      expect(await shelf.get(key)).toEqual(Uint8Array.of(1, 2, 3))
    })

    it('refuses other bytes under a known key and keeps the first', async () => {
      const shelf = await open()
      await shelf.put(key, Uint8Array.of(1, 2, 3))
      await expect(shelf.put(key, Uint8Array.of(1, 2, 4))).rejects.toThrow('ledger/tile-conflict')
      expect(await shelf.get(key)).toEqual(Uint8Array.of(1, 2, 3))
    })

    it('lets one of two overlapping writers win whole', async () => {
      const shelf = await open()
      const writes = [1, 2, 3, 4].map((byte) => shelf.put(key, new Uint8Array(1000).fill(byte)))
      const outcomes = await Promise.allSettled(writes)
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(new Set(await shelf.get(key)).size).toBe(1)
    })

    it('owns its bytes: the caller may go on with the buffer', async () => {
      const shelf = await open()
      const buffer = Uint8Array.of(1, 2, 3)
      await shelf.put(key, buffer)
      buffer.fill(0)
      const got = await shelf.get(key)
      got?.fill(9)
      expect(await shelf.get(key)).toEqual(Uint8Array.of(1, 2, 3))
    })

    it('refuses a key that leads elsewhere', async () => {
      const shelf = await open()
      const astray = 'tile/0/../../../000' as typeof key
      await expect(shelf.put(astray, Uint8Array.of(1))).rejects.toThrow('ledger/tile-key-malformed')
      await expect(shelf.get(astray)).rejects.toThrow('ledger/tile-key-malformed')
    })
  })
}
