import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import consistency from '../../test/golden/merkle/consistency.json' with { type: 'json' }
import inclusion from '../../test/golden/merkle/inclusion.json' with { type: 'json' }
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './proofs.ts'
import { leafHash, rootOfLeaves } from './tree.ts'

const decode = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))
const leavesOf = (size: number): Uint8Array[] =>
  Array.from({ length: size }, (_, i) => leafHash(Uint8Array.of(i, i >> 8)))

describe('inclusion', () => {
  it.each(inclusion)(
    'judges the published vector $case',
    ({ leafIdx, treeSize, root, leafHash: leaf, proof, wantErr }) => {
      const tree = { size: treeSize, root: decode(root) }
      const holds = verifyInclusion({ leaf: decode(leaf), index: leafIdx, tree, proof: (proof ?? []).map(decode) })
      expect(holds).toBe(!wantErr)
    },
  )

  it('is proved for every leaf of every tree, and for no other index', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, a, b) => {
        const leaves = leavesOf(size)
        const tree = { size, root: rootOfLeaves(leaves) }
        const [index, claimed] = [a % size, b % size]
        const proof = inclusionProof(leaves, index)
        const leaf = leaves[index] as Uint8Array
        expect(verifyInclusion({ leaf, index: claimed, tree, proof })).toBe(index === claimed)
      }),
    )
  })

  it('is not asked for beyond the tree', () => {
    expect(() => inclusionProof(leavesOf(3), 3)).toThrow('ledger/no-such-leaf')
    expect(() => inclusionProof(leavesOf(3), -1)).toThrow('ledger/no-such-leaf')
  })
})

describe('consistency', () => {
  it.each(consistency)('judges the published vector $case', ({ size1, size2, root1, root2, proof, wantErr }) => {
    const holds = verifyConsistency({
      from: { size: size1, root: decode(root1) },
      to: { size: size2, root: decode(root2) },
      proof: (proof ?? []).map(decode),
    })
    expect(holds).toBe(!wantErr)
  })

  it('is proved between any two moments of a log, and never to a log with another past', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, a, b) => {
        const leaves = leavesOf(size)
        const from = { size: (a % size) + 1, root: rootOfLeaves(leaves.slice(0, (a % size) + 1)) }
        const proof = consistencyProof(leaves, from.size)
        expect(verifyConsistency({ from, to: { size, root: rootOfLeaves(leaves) }, proof })).toBe(true)

        const forked = leaves.with(b % from.size, leafHash(Uint8Array.of(9, 9, 9)))
        const to = { size, root: rootOfLeaves(forked) }
        expect(verifyConsistency({ from, to, proof: consistencyProof(forked, from.size) })).toBe(false)
      }),
    )
  })

  it('is not asked for a size that the log never had', () => {
    expect(() => consistencyProof(leavesOf(3), 4)).toThrow('ledger/no-such-size')
    expect(() => consistencyProof(leavesOf(3), 0)).toThrow('ledger/no-such-size')
  })
})
