import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tileShelfContract } from '../tile-shelf.contract.ts'
import { tileKey } from '../tiles.ts'
import { folderTileShelf } from './folder-tile-shelf.ts'
import { memoryTileShelf } from './memory-tile-shelf.ts'

let place = ''
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'tile-shelf-'))
})
afterAll(() => rm(place, { recursive: true, force: true }))

tileShelfContract('memory', async () => memoryTileShelf())
tileShelfContract('folder', async () => folderTileShelf(await mkdtemp(join(place, 'one-'))))

it('leaves nothing but the tile in the folder, at the path that a web server serves', async () => {
  const folder = await mkdtemp(join(place, 'plain-'))
  await folderTileShelf(folder).put(tileKey('entries', 0, 3), Uint8Array.of(1))
  expect(await readdir(folder, { recursive: true })).toEqual([
    'tile',
    'tile/entries',
    'tile/entries/000.p',
    'tile/entries/000.p/3',
  ])
})
