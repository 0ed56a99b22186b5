import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signCheckpoint } from './checkpoint.ts'
import { verifyConsistency } from './proofs.ts'
import { newSigningKey, verifierKeyOf } from './signed-note.ts'
import { tileTree } from './tile-tree.ts'
import { tilesOf } from './tiles.ts'
import { leafHash, rootOfLeaves } from './tree.ts'
import { parseVerifierKey } from './verifier-key.ts'
import { look } from './watching.ts'

const key = newSigningKey('office.example/ledger', new Uint8Array(32).fill(1))
const log = { origin: key.name, keys: [parseVerifierKey(verifierKeyOf(key))] }
const entries = Array.from({ length: 1200 }, (_, i) => Uint8Array.of(i & 255, i >> 8))
const other = entries.with(600, Uint8Array.of(1, 2, 3))

const headOf = (from: readonly Uint8Array[], size: number) => {
  const root = rootOfLeaves(from.slice(0, size).map(leafHash))
  return { size, root, note: signCheckpoint({ origin: key.name, size, root }, key) }
}
const tilesFor = (from: readonly Uint8Array[], size: number) => {
  const tiles = tilesOf(from.slice(0, size))
  return async (path: string) => tiles.get(path as never)
}

describe('a proof made of tiles', () => {
  it('is the one that holds, between any two moments', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1200 }), fc.nat(), async (size, a) => {
        const from = headOf(entries, (a % size) + 1)
        const to = headOf(entries, size)
        const proof = await tileTree(size, tilesFor(entries, size)).consistencyProof(from.size)
        expect(verifyConsistency({ from, to, proof })).toBe(true)
        expect(await tileTree(size, tilesFor(entries, size)).rootOfFirst(from.size)).toEqual(from.root)
      }),
      { numRuns: 15 },
    )
  })

  it('asks for a few tiles of a long log, and takes a full one where the partial one is gone', async () => {
    const asked: string[] = []
    const full = tilesFor(entries, 1024)
    const proof = await tileTree(1000, async (path) => {
      asked.push(path)
      return path === 'tile/0/003.p/232' ? full('tile/0/003') : tilesFor(entries, 1000)(path)
    }).consistencyProof(700)
    expect(verifyConsistency({ from: headOf(entries, 700), to: headOf(entries, 1000), proof })).toBe(true)
    expect(asked.length).toBeLessThanOrEqual(5)
  })

  it('is not made without its tiles', async () => {
    await expect(tileTree(1000, async () => undefined).consistencyProof(10)).rejects.toThrow('ledger/tile-missing')
  })
})

describe('a look at a log', () => {
  it('sees that it grew, that it stands, and that it shows an older head', async () => {
    const at = (size: number, seen: number | undefined) =>
      look(log, headOf(entries, size).note, {
        seen: seen === undefined ? undefined : headOf(entries, seen),
        fetchTile: tilesFor(entries, Math.max(size, seen ?? 0)),
      })
    expect(await at(300, undefined)).toMatchObject({ kind: 'grown' })
    expect(await at(1200, 300)).toMatchObject({ kind: 'grown' })
    expect(await at(1200, 1200)).toMatchObject({ kind: 'same' })
    expect(await at(300, 1200)).toMatchObject({ kind: 'behind', seen: { size: 1200 } })
  })

  it.each([
    { what: 'of the same size', from: 700, to: 700 },
    { what: 'later', from: 700, to: 1100 },
    { what: 'earlier', from: 1100, to: 700 },
  ])('sees a fork in another head $what', async ({ from, to }) => {
    const seen = headOf(entries, from)
    const shown = headOf(other, to)
    for (const served of [entries, other]) {
      const sighting = await look(log, shown.note, { seen, fetchTile: tilesFor(served, Math.max(from, to)) })
      expect(sighting).toEqual({ kind: 'forked', head: shown, seen })
    }
  })

  it('believes no head of another key or log', async () => {
    const forged = newSigningKey(key.name, new Uint8Array(32).fill(9))
    const { size, root } = headOf(entries, 5)
    const by = (name: string, signer = key) => signCheckpoint({ origin: name, size, root }, signer)
    const fetchTile = tilesFor(entries, 5)
    await expect(look(log, by(key.name, forged), { seen: undefined, fetchTile })).rejects.toThrow('not-signed-by-key')
    await expect(look(log, by('other.example'), { seen: undefined, fetchTile })).rejects.toThrow('ledger/other-log')
  })
})
