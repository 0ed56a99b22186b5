import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTorch } from '#tensors/sources'
import { openZoo } from '../../test/support/zoo.ts'
import { writeTorch } from '../tensors/sources/torch-archive.fixture.ts'
import { compareModels } from './compare-models.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-torch-'))
  await cp('test/zoo/base-a/config.json', join(folder, 'config.json'))
  await writeFile(join(folder, 'pytorch_model.bin'), await baseAsPickle())
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const baseAsPickle = async (): Promise<Uint8Array> => {
  const base = await openZoo('base-a')
  const tensors = []
  for (const { name, shape, bytes } of base.tensors.values()) {
    const stored = new Uint8Array(bytes)
    await base.readBytes(name, 0, stored)
    tensors.push({ name, kind: 'BFloat16Storage', shape, bytes: stored })
  }
  return writeTorch(tensors)
}

it('finds a model that was saved as a pickle to be a copy of the model that it was made of', async () => {
  const subject = await openTorch(join(folder, 'pytorch_model.bin'))
  const { finding, components } = await compareModels(subject, await openZoo('base-a'), { seed: 'torch' })
  await subject.close()
  expect(finding).toBe('derived')
  expect(components).toMatchObject([{ component: 'language', relation: 'copy', share: 1 }])
})
