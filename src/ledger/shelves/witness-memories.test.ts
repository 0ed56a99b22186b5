import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { signCheckpoint } from '../checkpoint.ts'
import { newSigningKey } from '../signed-note.ts'
import type { SeenHead } from '../witnessing.ts'
import { folderWitnessMemory } from './folder-witness-memory.ts'
import { memoryWitnessMemory } from './memory-witness-memory.ts'

const key = newSigningKey('office.example/ledger', new Uint8Array(32).fill(1))
const head = (size: number, fill = size): SeenHead => {
  const root = new Uint8Array(32).fill(fill)
  return { size, root, note: signCheckpoint({ origin: key.name, size, root }, key) }
}
let folder: string | undefined
const inFolder = async () => folderWitnessMemory((folder = await mkdtemp(join(tmpdir(), 'assay-witness-'))))
afterEach(async () => folder !== undefined && rm(folder, { recursive: true, force: true }))

describe.each([
  ['in memory', async () => memoryWitnessMemory()],
  ['in a folder', inFolder],
])('what a witness remembers, %s', (_, open) => {
  it('is nothing at first, and then the last head', async () => {
    const memory = await open()
    expect(await memory.latest(key.name)).toBeUndefined()
    expect(await memory.advance(key.name, undefined, head(3))).toBe(true)
    expect(await memory.advance(key.name, head(3), head(5))).toBe(true)
    expect(await memory.latest(key.name)).toEqual(head(5))
    expect(await memory.latest('other.example')).toBeUndefined()
  })

  it('advances from what stands there and from nothing else', async () => {
    const memory = await open()
    await memory.advance(key.name, undefined, head(3))
    expect(await memory.advance(key.name, undefined, head(4))).toBe(false)
    expect(await memory.advance(key.name, head(3, 9), head(4))).toBe(false)
    expect(await memory.latest(key.name)).toEqual(head(3))
  })

  it('advances once when two would at once', async () => {
    const memory = await open()
    await memory.advance(key.name, undefined, head(3))
    const all = await Promise.all([4, 5, 6, 7].map((size) => memory.advance(key.name, head(3), head(size))))
    expect(all.filter(Boolean)).toHaveLength(1)
    expect(await memory.latest(key.name)).toEqual(head(4 + all.indexOf(true)))
  })
})

describe('a witness’s folder', () => {
  it('holds what was remembered for the next process, and clears away what is old', async () => {
    const memory = await inFolder()
    let last: SeenHead | undefined
    for (let size = 1; size <= 70; size++) {
      await memory.advance(key.name, last, head(size))
      last = head(size)
    }
    expect(await folderWitnessMemory(folder as string).latest(key.name)).toEqual(head(70))
    const [place = ''] = await readdir(folder as string)
    expect((await readdir(join(folder as string, place))).length).toBeLessThanOrEqual(65)
  })

  it('cosigns nothing over a memory that was damaged', async () => {
    const memory = await inFolder()
    await memory.advance(key.name, undefined, head(3))
    const [place = ''] = await readdir(folder as string)
    const path = join(folder as string, place, '1')
    await writeFile(path, (await readFile(path, 'utf8')).replace('\n3\n', '\nx\n'))
    await expect(memory.latest(key.name)).rejects.toThrow('ledger/witness-memory-damaged')
    await expect(memory.advance(key.name, undefined, head(4))).rejects.toThrow('ledger/witness-memory-damaged')
  })
})
