import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readTensor } from '#tensors'
import { openModel } from '#tensors/sources'

const GOLDEN = 'test/golden/safetensors'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-model-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('a folder', () => {
  it('without weights is refused with what it holds', async () => {
    await writeFile(join(folder, 'readme.txt'), '')
    await expect(openModel(folder)).rejects.toMatchObject({
      code: 'tensors/no-weights',
      facts: { files: ['readme.txt'] },
    })
  })

  it('of pickles is read by a machine that runs none of them', async () => {
    await writeFile(join(folder, 'pytorch_model.bin'), 'cos\nsystem\n')
    await expect(openModel(folder)).rejects.toMatchObject({ code: 'tensors/not-torch' })
    await cp('test/golden/torch/zip-f32.bin', join(folder, 'pytorch_model.bin'))
    await writeFile(join(folder, 'training_args.bin'), 'cos\nsystem\n')
    const source = await openModel(folder)
    expect(source.label).toBe(basename(folder))
    expect(source.tensors.size).toBeGreaterThan(0)
    await source.close()
  })

  it.each([
    { from: 'test/golden/gguf/base-a-q8_0.gguf', as: 'q8.gguf', tensor: 'model.layers.0.self_attn.q_proj.weight' },
    { from: 'test/golden/other/stored.npz', as: 'weights.npz', tensor: undefined },
    { from: 'test/golden/other/inline.onnx', as: 'model.onnx', tensor: undefined },
    { from: 'test/golden/quantised/gptq-g32-sym/model.safetensors', as: 'model.safetensors', tensor: undefined },
  ])('with $as alone is that model', async ({ from, as, tensor }) => {
    await cp(from, join(folder, as))
    const source = await openModel(folder)
    expect(source.tensors.size).toBeGreaterThan(0)
    if (tensor !== undefined) expect(source.tensors.get(tensor)?.dtype).toBe('F32')
    await source.close()
  })

  it('with weights of two formats under usual names is refused', async () => {
    await cp('test/golden/torch/zip-f32.bin', join(folder, 'pytorch_model.bin'))
    await cp(join(GOLDEN, 'f6.safetensors'), join(folder, 'model.safetensors'))
    await expect(openModel(folder)).rejects.toMatchObject({ code: 'tensors/ambiguous-weights' })
  })

  it('with a split GGUF is opened by its first part', async () => {
    await cp('test/golden/gguf/split', folder, { recursive: true })
    const source = await openModel(folder)
    expect(source.tensors.has('model.layers.3.mlp.down_proj.weight')).toBe(true)
    await source.close()
  })

  it('from which two programs would read two models is refused', async () => {
    await cp(join(GOLDEN, 'sharded'), folder, { recursive: true })
    await cp(join(GOLDEN, 'f6.safetensors'), join(folder, 'model.safetensors'))
    await expect(openModel(folder)).rejects.toMatchObject({ code: 'tensors/ambiguous-weights' })
  })

  it('with one safetensors file of another name is that model', async () => {
    await cp(join(GOLDEN, 'vlm-vision-part.safetensors'), join(folder, 'vision.safetensors'))
    const source = await openModel(folder)
    expect(source.tensors.has('vision_model.pos_embed')).toBe(true)
    expect(source.config).toBeUndefined()
    await source.close()
  })

  it('whose configuration is no JSON is refused', async () => {
    await cp(join(GOLDEN, 'f6.safetensors'), join(folder, 'model.safetensors'))
    await writeFile(join(folder, 'config.json'), '{')
    await expect(openModel(folder)).rejects.toMatchObject({ code: 'base/json-malformed' })
  })
})

describe('a path', () => {
  it('to nothing is refused', async () => {
    const path = join(folder, 'absent')
    await expect(openModel(path)).rejects.toMatchObject({ code: 'tensors/not-found', facts: { path } })
  })

  it('to a pipe is refused at once', async () => {
    execFileSync('mkfifo', [join(folder, 'model.safetensors')])
    await expect(openModel(folder)).rejects.toMatchObject({ code: 'tensors/special-file' })
  })

  it('to weights without a telling name is opened by what they begin with', async () => {
    await cp('test/golden/gguf/base-a-f16.gguf', join(folder, 'blob'))
    const source = await openModel(join(folder, 'blob'))
    expect(source.tensors.has('model.embed_tokens.weight')).toBe(true)
    await source.close()
    await writeFile(join(folder, 'list.json'), '[]')
    await expect(openModel(join(folder, 'list.json'))).rejects.toMatchObject({ code: 'tensors/unknown-format' })
  })

  it('to a folder called like weights is refused', async () => {
    await mkdir(join(folder, 'model.safetensors'))
    await expect(openModel(folder)).rejects.toMatchObject({ code: 'tensors/special-file' })
  })
})

it('says so when a file is cut off after it was opened', async () => {
  const path = join(folder, 'model.safetensors')
  await cp('test/zoo/base-a/model.safetensors', path)
  const source = await openModel(path)
  await truncate(path, 100_000)
  const read = readTensor(source, 'model.norm.weight', { maxBytes: 1e6 })
  await expect(read).rejects.toMatchObject({ code: 'tensors/read-failed', facts: { path } })
  await source.close()
})
