import { join } from 'node:path'
import { loadModel, type LanguageModel } from '#inference'
import { type Dense, plainDense, wasmDense } from '#numeric'
import { openModel } from '#tensors/sources'
import type { Measure } from './main.ts'

const MODEL = join(import.meta.dirname, '../test/zoo/base-a')
const PROMPT_BYTES = 400 // a question with a few worked examples before it
const ROUNDS = 5

/**
 * One core reading prompts and generating, with the WASM kernels and with the plain loops that define them (the same
 * bits): medians of rounds in which all take turns.
 */
export const measures = async (): Promise<readonly Measure[]> => {
  const [fast, plain] = [await opened(wasmDense()), await opened(plainDense())]
  const rates = { fast: [] as number[], plain: [] as number[], generating: [] as number[] }
  for (let round = 0; round <= ROUNDS; round++) {
    const turn = {
      fast: promptRate(fast, 10),
      plain: promptRate(plain, 1),
      generating: generationRate(fast, round),
    }
    if (round === 0) continue // the first warms the compiler
    for (const name of ['fast', 'plain', 'generating'] as const) rates[name].push(turn[name])
  }
  const [prompt, loop, generating] = [rates.fast, rates.plain, rates.generating].map(median) as [number, number, number]
  const peer = `plain TypeScript loops ${loop.toFixed(0)}`
  return [
    {
      name: 'forward-pass-prompt',
      value: prompt,
      unit: 'tokens/s',
      goal: '≥ 5 times the plain loops',
      against: peer,
      ratio: prompt / loop,
    },
    {
      name: 'forward-pass-generation',
      value: generating,
      unit: 'tokens/s',
      goal: '≥ 1000 tokens/s',
      against: 'one token after the other, of the same model',
      ratio: null,
    },
  ]
}

const opened = async (dense: Dense): Promise<LanguageModel> => {
  const source = await openModel(MODEL)
  const model = await loadModel(source, dense)
  await source.close()
  return model
}

// Prompts that differ in their first byte: nothing of the last one may be used again.
const promptOf = (number: number): Uint8Array =>
  Uint8Array.from({ length: PROMPT_BYTES }, (_, i) => (i === 0 ? number % 256 : 97 + ((i * i + number) % 26)))

let prompts = 0

const promptRate = (model: LanguageModel, count: number): number => {
  const begun = performance.now()
  for (let i = 0; i < count; i++) model.logProbs(promptOf(prompts++), PROMPT_BYTES - 1)
  return (1000 * count * PROMPT_BYTES) / (performance.now() - begun)
}

const generationRate = (model: LanguageModel, round: number): number => {
  const text = Uint8Array.from({ length: PROMPT_BYTES }, (_, i) => (i === 0 ? 255 - round : 97 + (i % 26)))
  model.logProbs(text.subarray(0, 1), 0)
  const begun = performance.now()
  for (let length = 2; length <= PROMPT_BYTES; length++) model.logProbs(text.subarray(0, length), length - 1)
  return (1000 * (PROMPT_BYTES - 1)) / (performance.now() - begun)
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number
