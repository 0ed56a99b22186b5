import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { describe, expect, it } from 'vitest'
import { appendLeaf, type CompactRange, emptyRange, leafHash, rootOf } from './tree.ts'

// The entries and roots with which implementations of RFC 6962 are tested since Certificate Transparency began.
const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

describe('the tree', () => {
  it('has the published root at every size', () => {
    let range: CompactRange = emptyRange
    const found = entries.map((entry) => {
      range = appendLeaf(range, leafHash(hexToBytes(entry)))
      return bytesToHex(rootOf(range))
    })
    expect(found).toEqual(roots)
  })

  it('has the hash of nothing as its root while it is empty', () => {
    expect(bytesToHex(rootOf(emptyRange))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  it('keeps one hash for each one in the binary size', () => {
    let range: CompactRange = emptyRange
    for (let i = 0; i < 11; i++) range = appendLeaf(range, leafHash(Uint8Array.of(i)))
    expect(range.hashes).toHaveLength(3) // 11 = 0b1011
  })

  it('leaves the range that it appends to as it was', () => {
    const one = appendLeaf(emptyRange, leafHash(Uint8Array.of(1)))
    const before = bytesToHex(rootOf(one))
    appendLeaf(one, leafHash(Uint8Array.of(2)))
    expect(bytesToHex(rootOf(one))).toBe(before)
    expect(emptyRange.hashes).toHaveLength(0)
  })

  it('refuses a leaf that is no hash', () => {
    expect(() => appendLeaf(emptyRange, Uint8Array.of(1, 2, 3))).toThrow('ledger/not-a-hash')
  })
})
