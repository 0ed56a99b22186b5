import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AssayError, Json } from '#base'
import { encodeHeader, headerBytesOf, parseHeader, tensorsErrors } from '#tensors'
import { openModel, withAdapter } from '#tensors/sources'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-adapter-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const refusalOf = async (base = 'test/zoo/base-a'): Promise<AssayError> => {
  const model = await openModel(base)
  try {
    await withAdapter(model, folder)
  } catch (error) {
    const { code, facts } = error as AssayError
    const { en, ko } = tensorsErrors[code as keyof typeof tensorsErrors]
    for (const [, fact = ''] of `${en} ${ko}`.matchAll(/\{(\w+)\}/g)) expect(Object.keys(facts)).toContain(fact)
    return error as AssayError
  } finally {
    await model.close()
  }
  throw new Error('was merged')
}

const golden = async (dir: string, settings: { readonly [key: string]: Json }): Promise<void> => {
  await cp(`test/golden/adapters/${dir}`, folder, { recursive: true })
  const path = join(folder, 'adapter_config.json')
  const config = JSON.parse(await readFile(path, 'utf8')) as object
  await writeFile(path, JSON.stringify({ ...config, ...settings }))
}

/** The adapter's file with other names of tensors; undefined leaves one out. */
const renamed = async (dir: string, rename: (name: string) => string | undefined): Promise<void> => {
  await golden(dir, {})
  const path = join(folder, 'adapter_model.safetensors')
  const bytes = new Uint8Array(await readFile(path))
  const header = parseHeader(bytes.subarray(8, 8 + headerBytesOf(bytes, bytes.length, path)), bytes.length, path)
  const kept = header.tensors.flatMap((tensor) => {
    const name = rename(tensor.name)
    return name === undefined ? [] : [{ ...tensor, name }]
  })
  const data = kept.map(({ begin, bytes: size }) =>
    bytes.subarray(header.dataStart + begin, header.dataStart + begin + size),
  )
  await writeFile(path, Buffer.concat([encodeHeader(kept), ...data]))
}

describe('an adapter is refused', () => {
  it('whose base is another model', async () => {
    await golden('lora-r8-qv', {})
    expect(await refusalOf('test/golden/adapters/lora-fan-in-fan-out/base.safetensors')).toMatchObject({
      code: 'tensors/adapter-other-base',
      facts: {
        base: 'base.safetensors',
        tensor: 'model.layers.0.self_attn.q_proj.weight',
        wanted: '[128, 128]',
        got: '—',
      },
    })
  })

  it('whose base has a layer of another size', async () => {
    await golden('lora-fan-in-fan-out', { fan_in_fan_out: false })
    expect(await refusalOf('test/golden/adapters/lora-fan-in-fan-out/base.safetensors')).toMatchObject({
      code: 'tensors/adapter-other-base',
      facts: { tensor: 'c_attn.weight', wanted: '[352, 128]', got: '[128, 352]' },
    })
  })

  it.each([
    [{ r: 4 }, 'tensors/adapter-rank'],
    [{ rank_pattern: { 'layers.1.self_attn.q_proj': 2 } }, 'tensors/adapter-rank'],
    [{ r: 0 }, 'tensors/adapter-setting'],
    [{ r: null }, 'tensors/adapter-setting'],
    [{ lora_alpha: 'x' }, 'tensors/adapter-setting'],
    [{ rank_pattern: { '(a+)+$': 2 } }, 'tensors/adapter-setting'],
    [{ rank_pattern: { '(': 2 } }, 'tensors/adapter-setting'],
    [{ alpha_pattern: { q_proj: -1 } }, 'tensors/adapter-setting'],
    [{ peft_type: 'LOHA' }, 'tensors/adapter-kind'],
    [{ peft_type: null }, 'tensors/adapter-kind'],
    [{ use_qalora: true }, 'tensors/adapter-kind'],
    [{ lora_bias: true }, 'tensors/adapter-kind'],
    [{ target_parameters: ['experts.gate_up_proj'] }, 'tensors/adapter-kind'],
  ] as [Record<string, Json>, string][])('with the settings %o', async (settings, code) => {
    await golden('lora-r8-qv', settings)
    expect(await refusalOf()).toMatchObject({ code })
  })

  it('that is DoRA and says it is not, rather than merged as plain LoRA', async () => {
    await golden('dora-r4', { use_dora: false })
    expect(await refusalOf()).toMatchObject({ code: 'tensors/adapter-kind', facts: { kind: 'DoRA (linear)' } })
  })

  it('that says it is DoRA and has no lengths', async () => {
    await renamed('dora-r4', (name) => (name.endsWith('magnitude_vector') ? undefined : name))
    expect(await refusalOf()).toMatchObject({ code: 'tensors/missing-companion' })
  })

  it('with one factor and not the other', async () => {
    await renamed('lora-r8-qv', (name) => (name.endsWith('0.self_attn.q_proj.lora_B.weight') ? undefined : name))
    expect(await refusalOf()).toMatchObject({
      code: 'tensors/missing-companion',
      facts: { companion: 'base_model.model.model.layers.0.self_attn.q_proj.lora_B' },
    })
  })

  it.each(['lora_C.weight', 'lora_A.other.weight'])('with a tensor that is none of LoRA: %s', async (part) => {
    await renamed('lora-r8-qv', (name) => name.replace('lora_A.weight', part))
    expect(await refusalOf()).toMatchObject({ code: 'tensors/adapter-tensor' })
  })

  it('with a tensor outside the model', async () => {
    await renamed('lora-r8-qv', (name) => name.replace('base_model.', ''))
    expect(await refusalOf()).toMatchObject({ code: 'tensors/adapter-tensor' })
  })

  it('without its settings', async () => {
    await golden('lora-r8-qv', {})
    await rm(join(folder, 'adapter_config.json'))
    expect(await refusalOf()).toMatchObject({ code: 'tensors/not-found' })
  })
})
