import { describe, expect, it } from 'vitest'
import { entriesOfBundle, parseTileKey, tileKey, tilesOf } from './tiles.ts'
import { leafHash, rootOfLeaves } from './tree.ts'

const entriesOf = (size: number): Uint8Array[] => Array.from({ length: size }, (_, i) => Uint8Array.of(i >> 8, i & 255))

describe('a tile’s path', () => {
  it.each([
    [0, 0, 256, 'tile/0/000'],
    [1, 999, 256, 'tile/1/999'],
    [0, 1000, 256, 'tile/0/x001/000'],
    [0, 1_234_067, 256, 'tile/0/x001/x234/067'],
    ['entries', 273, 112, 'tile/entries/273.p/112'],
  ] as const)('of level %s, index %i, width %i is %s', (level, index, width, path) => {
    expect(tileKey(level, index, width)).toBe(path)
    expect(parseTileKey(path)).toBe(path)
  })

  it.each(['tile/0/../000', '/tile/0/000', 'tile/0/000/', 'tile/0/00', 'tile/0/000.p/0', 'checkpoint', 'tile/0/x001'])(
    'is never %s',
    (path) => {
      expect(() => parseTileKey(path)).toThrow('ledger/tile-key-malformed')
    },
  )
})

describe('the tiles of a log', () => {
  it('are those that the standard lists for 70,000 entries', () => {
    const keys = [...tilesOf(entriesOf(70_000)).keys()]
    expect(keys.filter((key) => key.startsWith('tile/0/') && !key.includes('.p/'))).toHaveLength(273)
    expect(keys.filter((key) => key.startsWith('tile/entries/'))).toHaveLength(274)
    expect(keys.filter((key) => key.startsWith('tile/') && !/^tile\/(0|entries)\//.test(key))).toEqual([
      'tile/1/000',
      'tile/1/001.p/17',
      'tile/2/000.p/1',
    ])
    expect(keys).toContain('tile/0/273.p/112')
  })

  it('are a full tile and a partial parent of width 1 at 256 entries', () => {
    expect([...tilesOf(entriesOf(256)).keys()]).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1'])
  })

  it('hold in a parent the root of its full child', () => {
    const entries = entriesOf(300)
    expect(tilesOf(entries).get(tileKey(1, 0, 1))).toEqual(rootOfLeaves(entries.slice(0, 256).map(leafHash)))
  })

  it('are none for an empty log', () => {
    expect(tilesOf([]).size).toBe(0)
  })
})

describe('an entry bundle', () => {
  it('gives back its entries, empty and longest too', () => {
    const entries = [new Uint8Array(), Uint8Array.of(1, 2), new Uint8Array(65_535).fill(5)]
    const bundle = tilesOf(entries).get(tileKey('entries', 0, 3)) ?? new Uint8Array()
    expect(bundle.slice(0, 4)).toEqual(Uint8Array.of(0, 0, 0, 2)) // big-endian lengths
    expect(entriesOfBundle(bundle, 3, 'here')).toEqual(entries)
  })

  it.each([
    [[0, 2, 1], 1, 'an entry is cut off'],
    [[0], 1, 'a length is cut off'],
    [[0, 1, 7], 2, 'an entry is missing'],
    [[0, 1, 7, 0, 1, 8], 1, 'an entry is too many'],
    [[0, 1, 7, 0], 1, 'a byte is left over'],
  ])('is refused when it is %j for %i entries: %s', (bytes, width) => {
    expect(() => entriesOfBundle(Uint8Array.from(bytes), width, 'here')).toThrow('ledger/tile-malformed')
  })

  it('refuses an entry whose length does not fit into 16 bits', () => {
    expect(() => tilesOf([new Uint8Array(65_536)])).toThrow('ledger/entry-too-large')
  })
})
