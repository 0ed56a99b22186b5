import { describe, expect, it } from 'vitest'
import type { AssayError, Json } from '#base'
import { readTensor, type TensorInfo, type TensorSource, unquantised } from '#tensors'
import { openSafetensors } from '../sources/safetensors-model.ts'
import { expectSentence } from '../../../test/support/refusal-sentence.ts'

const AT = 'model.layers.0.mlp.gate_proj'

type Change = {
  readonly without?: string
  readonly shapes?: Readonly<Record<string, readonly number[]>>
  readonly settings?: { readonly [key: string]: Json }
  readonly bytes?: Readonly<Record<string, Uint8Array>>
}

/** A golden layer with something wrong in it. */
const broken = async (
  dir: string,
  { without, shapes = {}, settings = {}, bytes = {} }: Change,
): Promise<TensorSource> => {
  const source = await openSafetensors(`test/golden/quantised/${dir}/model.safetensors`, dir)
  const config = source.config as { readonly [key: string]: Json }
  const reshaped = ([name, info]: [string, TensorInfo]): [string, TensorInfo] => {
    const shape = shapes[name.slice(AT.length + 1)] ?? info.shape
    const count = shape.reduce((product, size) => product * size, 1)
    return [name, { ...info, shape, count, bytes: (info.bytes / info.count) * count }]
  }
  return {
    ...source,
    config: { ...config, quantization_config: { ...(config['quantization_config'] as object), ...settings } },
    tensors: new Map([...source.tensors].filter(([name]) => name !== `${AT}.${without}`).map(reshaped)),
    readBytes: async (name, offset, into) => {
      const other = bytes[name.slice(AT.length + 1)]
      if (other === undefined) await source.readBytes(name, offset, into)
      else into.set(other.subarray(offset, offset + into.length))
    },
  }
}

const outcomeOf = async (source: TensorSource): Promise<AssayError> => {
  try {
    const plain = await unquantised(source)
    for (const name of plain.tensors.keys()) await readTensor(plain, name, { maxBytes: 1e6 })
  } catch (error) {
    return error as AssayError
  } finally {
    await source.close()
  }
  throw new Error('was read')
}

describe('a weight without a companion is refused by name', () => {
  it.each([
    ['gptq-g32-sym', 'qweight', 'qweight'],
    ['gptq-g32-sym', 'qzeros', 'qzeros'],
    ['gptq-g32-sym', 'scales', 'scales'],
    ['awq-gemm-g32', 'qzeros', 'qzeros'],
    ['ct-pack-int4-g32-sym', 'weight_scale', 'weight_scale'],
    ['ct-pack-int4-g32-sym', 'weight_packed', 'weight_packed'],
    ['ct-pack-int4-g32-sym', 'weight_shape', 'weight_shape'],
    ['ct-fp8-channel', 'weight_scale', 'weight_scale'],
    ['ct-int8-channel', 'weight', 'weight'],
    ['bnb-nf4', 'weight.absmax', 'weight.absmax'],
    ['bnb-nf4', 'weight.quant_map', 'weight.quant_map'],
    ['bnb-nf4', 'weight.quant_state.bitsandbytes__nf4', 'weight.quant_state.bitsandbytes__nf4'],
    ['bnb-nf4-double', 'weight.nested_absmax', 'weight.nested_absmax'],
    ['bnb-int8', 'weight', 'weight'],
    ['bnb-int8', 'SCB', 'weight.absmax'],
    ['fp8-block-gate_proj', 'weight_scale_inv', 'weight_scale'],
  ])('%s without %s', async (dir, without, companion) => {
    const refusal = await outcomeOf(await broken(dir, { without }))
    expect(refusal).toMatchObject({
      code: 'tensors/missing-companion',
      facts: { source: dir, companion: `${AT}.${companion}` },
    })
    expectSentence(refusal)
  })
})

describe('companions that do not fit each other are refused', () => {
  it.each([
    ['gptq-g32-sym', { scales: [2, 352] }],
    ['gptq-g32-sym', { scales: [4, 351] }],
    ['gptq-g32-sym', { scales: [0, 352] }],
    ['gptq-g32-sym', { qzeros: [4, 43] }],
    ['gptq-g32-sym', { g_idx: [127] }],
    ['gptq-g32-sym', { qweight: [16] }],
    ['gptq-g32-sym', { qweight: [2 ** 40, 352] }],
    ['gptq-g32-sym', { qweight: [0, 352] }],
    ['awq-gemm-g32', { qweight: [64, 44] }],
    ['awq-gemm-g32', { scales: [4, 8] }],
    ['ct-pack-int4-g32-sym', { weight_packed: [352, 15] }],
    ['ct-pack-int4-g32-sym', { weight_packed: [351, 16] }],
    ['ct-pack-int4-g32-sym', { weight_scale: [352, 3] }],
    ['ct-pack-int4-g32-asym', { weight_zero_point: [43, 4] }],
    ['ct-pack-int4-g32-actorder', { weight_g_idx: [64] }],
    ['ct-pack-int4-g32-sym', { weight_shape: [3] }],
    ['ct-fp8-channel', { weight_scale: [351, 1] }],
    ['bnb-nf4', { weight: [22_527, 1] }],
    ['bnb-nf4', { 'weight.absmax': [703] }],
    ['bnb-nf4', { 'weight.quant_map': [15] }],
    ['bnb-nf4-double', { 'weight.nested_absmax': [2] }],
    ['bnb-int8', { SCB: [351] }],
    ['fp8-block-gate_proj', { weight_scale_inv: [2, 1] }],
    ['fp8-block-gate_proj', { weight: [352, 128, 1] }],
  ] as [string, Record<string, number[]>][])('%s with %o', async (dir, shapes) => {
    const refusal = await outcomeOf(await broken(dir, { shapes }))
    expect(refusal).toMatchObject({ code: 'tensors/companion-shape' })
    expectSentence(refusal)
  })

  it('and so are the blocks of experts', async () => {
    const source = await openSafetensors('test/golden/quantised/mxfp4-gpt-oss/model.safetensors', 'mxfp4-gpt-oss')
    const name = 'model.layers.0.mlp.experts.gate_up_proj_scales'
    const info = { ...(source.tensors.get(name) as TensorInfo), shape: [2, 352, 3] }
    const refusal = await outcomeOf({ ...source, tensors: new Map([...source.tensors, [name, info]]) })
    expect(refusal).toMatchObject({ code: 'tensors/companion-shape', facts: { tensor: name } })
  })
})

describe('settings that make no sense, or can not be read, are refused', () => {
  it.each([
    ['gptq-g32-sym', { group_size: 0 }, 'tensors/quantisation-setting'],
    ['gptq-g32-sym', { group_size: 1.5 }, 'tensors/quantisation-setting'],
    ['gptq-g32-sym', { bits: 3 }, 'tensors/quantisation-setting'],
    ['gptq-g32-sym', { bits: '4' }, 'tensors/quantisation-setting'],
    ['awq-gemm-g32', { bits: 8 }, 'tensors/quantisation-setting'],
    ['fp8-block-gate_proj', { weight_block_size: [128, 0] }, 'tensors/quantisation-setting'],
    ['gptq-g32-sym', { quant_method: 'aqlm' }, 'tensors/unknown-quantisation'],
    ['gptq-g32-sym', { quant_method: '__proto__' }, 'tensors/unknown-quantisation'],
    ['gptq-g32-sym', { quant_method: null }, 'tensors/unknown-quantisation'],
    ['gptq-g32-sym', { checkpoint_format: 'marlin' }, 'tensors/unknown-quantisation'],
    ['awq-gemm-g32', { version: 'gemv' }, 'tensors/unknown-quantisation'],
    ['ct-pack-int4-g32-sym', { format: 'nvfp4-pack-quantized' }, 'tensors/unknown-quantisation'],
    ['ct-fp8-channel', { sparsity_config: { format: 'sparse-24-bitmask' } }, 'tensors/unknown-quantisation'],
    [
      'ct-pack-int4-g32-sym',
      { config_groups: { group_0: { weights: { group_size: 0 } } } },
      'tensors/quantisation-setting',
    ],
  ] as [string, Record<string, Json>, string][])('%s with %o', async (dir, settings, code) => {
    const refusal = await outcomeOf(await broken(dir, { settings }))
    expect(refusal).toMatchObject({ code, facts: { source: dir } })
    expectSentence(refusal)
  })
})

const text = (value: Json): Uint8Array => new TextEncoder().encode(JSON.stringify(value).padEnd(170))
const words = (values: readonly number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer)
const groups = (at: number, group: number): Uint8Array =>
  words(Array.from({ length: 128 }, (_, i) => (i === at ? group : Math.floor(i / 32))))

describe('values that lead nowhere are refused', () => {
  it.each([
    ['gptq-g32-sym', { g_idx: groups(5, 4) }, { place: 5, got: 4 }],
    ['gptq-g32-sym', { g_idx: groups(127, -1) }, { place: 127, got: -1 }],
    ['ct-pack-int4-g32-actorder', { weight_g_idx: groups(0, 2 ** 30) }, { place: 0 }],
    ['bnb-int8', { weight_format: Uint8Array.of(2) }, { got: 2 }],
    ['bnb-nf4-double', state({ shape: [352, -128] }), { place: 'shape' }],
    ['bnb-nf4-double', state({ shape: [352] }), { place: 'shape' }],
    ['bnb-nf4-double', state({ blocksize: 0 }), { place: 'blocksize' }],
    ['bnb-nf4-double', state({ nested_blocksize: 0 }), { place: 'nested_blocksize' }],
    ['bnb-nf4-double', state({ nested_offset: null }), { place: 'nested_offset' }],
  ] as [string, Record<string, Uint8Array>, object][])('%s, case %#', async (dir, bytes, facts) => {
    const refusal = await outcomeOf(await broken(dir, { bytes }))
    expect(refusal).toMatchObject({ code: 'tensors/companion-value', facts })
    expectSentence(refusal)
  })

  it('a state that is no JSON', async () => {
    const bytes = { 'weight.quant_state.bitsandbytes__nf4': new Uint8Array(170) }
    expect(await outcomeOf(await broken('bnb-nf4-double', { bytes }))).toMatchObject({ code: 'base/json-malformed' })
  })

  it('a shape of absurd size in a small file', async () => {
    const bytes = { weight_shape: new Uint8Array(BigInt64Array.of(2n ** 40n, 2n ** 40n).buffer) }
    expect(await outcomeOf(await broken('ct-pack-int4-g32-sym', { bytes }))).toMatchObject({
      code: 'tensors/companion-shape',
    })
  })
})

function state(changes: { readonly [key: string]: Json }): Record<string, Uint8Array> {
  const sound = { blocksize: 64, shape: [352, 128], nested_blocksize: 256, nested_offset: 0.1, ...changes }
  return { 'weight.quant_state.bitsandbytes__nf4': text(sound) }
}

it('refuses a weight that is there twice', async () => {
  const source = await openSafetensors('test/golden/quantised/gptq-g32-sym/model.safetensors', 'gptq-g32-sym')
  const plain: TensorInfo = { name: `${AT}.weight`, dtype: 'F32', shape: [1], count: 1, bytes: 4 }
  const refusal = await outcomeOf({ ...source, tensors: new Map([...source.tensors, [plain.name, plain]]) })
  expect(refusal).toMatchObject({ code: 'tensors/name-taken', facts: { tensor: plain.name } })
})
