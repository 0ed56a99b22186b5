import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Dense, plainDense } from '#numeric'
import type { TensorInfo, TensorSource } from '#tensors'
import { openModel } from '#tensors/sources'
import { type LanguageModel, loadModel, MAX_TOKENS } from './language-model.ts'

type Golden = {
  readonly models: Readonly<
    Record<
      string,
      readonly {
        readonly prompt: string
        readonly tokens: readonly number[]
        readonly token_logprobs: readonly (number | null)[]
        readonly next_top5: readonly (readonly [number, number])[]
        readonly greedy_24: readonly number[]
      }[]
    >
  >
}
const golden = JSON.parse(readFileSync('test/zoo/golden-logits.json', 'utf8')) as Golden
const opened: TensorSource[] = []
const zoo = async (name: string): Promise<TensorSource> => {
  const source = await openModel(`test/zoo/${name}`)
  opened.push(source)
  return source
}
const load = async (name: string, dense?: Dense): Promise<LanguageModel> => loadModel(await zoo(name), dense)
afterAll(() => Promise.all(opened.map((source) => source.close())))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const mostProbable = (row: Float32Array, count: number): number[] =>
  Array.from(row.keys())
    .toSorted((a, b) => (row[b] as number) - (row[a] as number))
    .slice(0, count)

describe.each(Object.keys(golden.models))('%s', (name) => {
  let model: LanguageModel
  beforeAll(async () => void (model = await load(name)))

  it.each(golden.models[name] as Golden['models'][string])(
    'judges $prompt as the modules that trained it',
    (wanted) => {
      const tokens = Uint8Array.from(wanted.tokens)
      expect(tokens).toEqual(bytes(wanted.prompt))
      const rows = model.logProbs(tokens, 0)
      wanted.token_logprobs.forEach((logProb, place) => {
        if (logProb !== null)
          expect(Math.abs((rows[(place - 1) * 256 + (tokens[place] as number)] as number) - logProb)).toBeLessThan(1e-3)
      })
      const next = rows.subarray((tokens.length - 1) * 256)
      expect(mostProbable(next, 5)).toEqual(wanted.next_top5.map(([token]) => token))
      for (const [token, logProb] of wanted.next_top5)
        expect(Math.abs((next[token] as number) - logProb)).toBeLessThan(1e-3)
    },
  )

  it.each(golden.models[name] as Golden['models'][string])('continues $prompt with the same 24 bytes', (wanted) => {
    const text = [...wanted.tokens]
    for (let i = 0; i < 24; i++) {
      text.push(mostProbable(model.logProbs(Uint8Array.from(text), text.length - 1), 1)[0] as number)
    }
    expect(text.slice(wanted.tokens.length)).toEqual(wanted.greedy_24)
  })
})

it('reads both layouts, and the language part of a model with a vision encoder', async () => {
  expect(await load('base-a')).toMatchObject({ layout: 'llama', parameters: 803_968 })
  expect(await load('a-moe')).toMatchObject({ layout: 'mixtral', parameters: 2_428_032 })
  expect(await load('vlm-suspect')).toMatchObject({ layout: 'llama', parameters: 803_968 })
})

describe.each(['base-a', 'a-moe'])('the bits of %s', (name) => {
  const text = bytes('Reading package lists... 한국어 문장. '.repeat(2)) // more than one chunk

  it('are those of the plain loops', async () => {
    const fast = await load(name)
    const plain = await load(name, plainDense())
    expect(fast.logProbs(text, 0)).toEqual(plain.logProbs(text, 0))
  })

  it('do not depend on how a text was cut, nor on what was read before', async () => {
    const whole = (await load(name)).logProbs(text, 0)
    const model = await load(name)
    model.logProbs(bytes('Reading of something else, and longer than that'), 0)
    for (let length = 5; length <= text.length; length += 1 + (length % 7)) {
      const row = model.logProbs(text.subarray(0, length), length - 1)
      expect(row).toEqual(whole.slice((length - 1) * 256, length * 256))
    }
    expect(model.logProbs(text.subarray(0, 20), 3)).toEqual(whole.slice(3 * 256, 20 * 256))
    expect(model.logProbs(text, 0)).toEqual(whole)
  })

  it('are those of a longer room, when a text outgrows its own', async () => {
    const model = await load(name)
    const long = Uint8Array.from({ length: 1100 }, (_, i) => 97 + (i % 23))
    const before = model.logProbs(long.subarray(0, 900), 890)
    model.logProbs(long, 1099)
    expect(model.logProbs(long, 890).slice(0, 10 * 256)).toEqual(before)
  })
})

it('gives probabilities that sum to one', async () => {
  const model = await load('base-c')
  const row = model.logProbs(bytes('x'), 0)
  expect(row.reduce((sum, logP) => sum + Math.exp(logP), 0)).toBeCloseTo(1, 5)
})

describe('a text that cannot be read', () => {
  it('is refused when it is empty, and when it is too long', async () => {
    const model = await load('base-a')
    expect(() => model.logProbs(new Uint8Array(0), 0)).toThrow('inference/empty-prompt')
    expect(() => model.logProbs(new Uint8Array(MAX_TOKENS + 1), 0)).toThrow('inference/text-too-long')
  })
})

/** A zoo model, whose list of tensors or configuration was tampered with. */
const changed = async (change: (tensors: Map<string, TensorInfo>) => void, config?: object): Promise<TensorSource> => {
  const source = await zoo('base-a')
  const tensors = new Map(source.tensors)
  change(tensors)
  return { ...source, tensors, config: { ...(source.config as object), ...config } }
}

describe('a checkpoint that is not what its configuration says', () => {
  const key = 'model.layers.2.self_attn.k_proj.weight'

  it('is refused for a missing tensor', async () => {
    await expect(loadModel(await changed((tensors) => tensors.delete(key)))).rejects.toMatchObject({
      code: 'inference/missing-tensor',
      facts: { model: 'base-a', tensor: key },
    })
  })

  it('is refused for a tensor of another shape', async () => {
    await expect(loadModel(await changed(() => {}, { num_key_value_heads: 4 }))).rejects.toMatchObject({
      code: 'inference/wrong-shape',
      facts: { tensor: 'model.layers.0.self_attn.k_proj.weight', got: [64, 128], wanted: [128, 128] },
    })
  })

  it('is refused for a tensor that the computation would leave out', async () => {
    const bias = 'model.layers.0.self_attn.q_proj.bias'
    const source = await changed((tensors) => tensors.set(bias, tensors.get('model.norm.weight') as TensorInfo))
    await expect(loadModel(source)).rejects.toMatchObject({
      code: 'inference/unexpected-tensor',
      facts: { tensor: bias },
    })
  })

  it('is refused for layers beyond those that are configured', async () => {
    await expect(loadModel(await changed(() => {}, { num_hidden_layers: 3 }))).rejects.toMatchObject({
      code: 'inference/unexpected-tensor',
    })
  })

  it('is refused for weights that are not numbers', async () => {
    const source = await zoo('base-a')
    const poisoned: TensorSource = {
      ...source,
      readBytes: async (name, offset, into) => {
        await source.readBytes(name, offset, into)
        if (name === key && offset === 0) into.set([0xc0, 0x7f]) // NaN in BF16
      },
    }
    await expect(loadModel(poisoned)).rejects.toMatchObject({
      code: 'inference/weights-not-finite',
      facts: { tensor: key },
    })
  })

  it('is refused when its sums overflow, where they do', async () => {
    const source = await zoo('base-a')
    const huge: TensorSource = {
      ...source,
      readBytes: async (name, offset, into) => {
        await source.readBytes(name, offset, into)
        if (name === 'lm_head.weight') for (let i = 0; i < into.length; i += 2) into.set([0x7f, 0x7f], i) // 3.4e38
      },
    }
    const model = await loadModel(huge)
    expect(() => model.logProbs(bytes('abc'), 0)).toThrow('inference/result-not-finite')
  })
})
