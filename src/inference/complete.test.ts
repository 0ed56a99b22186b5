import { beforeAll, describe, expect, it } from 'vitest'
import { openModel } from '#tensors/sources'
import { complete, type Completion, type CompletionRequest } from './complete.ts'
import { type LanguageModel, loadModel } from './language-model.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const GREEDY = { maxTokens: 24, temperature: 0, topP: 1, seed: 0, stop: [], echo: false, top: undefined }

describe('a completion', () => {
  let model: LanguageModel
  beforeAll(async () => {
    const source = await openModel('test/zoo/base-a')
    model = await loadModel(source)
    await source.close()
  })
  const completed = (prompt: string, change: Partial<CompletionRequest> = {}): Completion =>
    complete(model, { ...GREEDY, prompt: bytes(prompt), ...change })

  it('continues greedily as the golden continuation', () => {
    expect(completed('The quick brown fox')).toEqual({
      text: 'e the set the set the se',
      judged: undefined,
      finish: 'length',
      promptTokens: 19,
      generatedTokens: 24,
    })
  })

  it('ends before the first stop text, wherever that begins', () => {
    expect(completed('The quick brown fox', { stop: ['set the', ' the'].map(bytes) })).toMatchObject({
      text: 'e',
      finish: 'stop',
      generatedTokens: 5,
    })
  })

  it('judges the prompt without generating', () => {
    const { text, judged } = completed('The', { maxTokens: 0, echo: true, top: 1 })
    expect(text).toBe('The')
    expect(
      judged?.map(({ token, logProb, offset }) => [token, logProb === null ? null : logProb.toFixed(3), offset]),
    ).toEqual([
      ['T', null, 0],
      ['h', '-1.270', 1],
      ['e', '-0.392', 2],
    ])
    expect(judged?.[0]?.top).toBeNull()
  })

  it('lists the most probable tokens, and the token itself if it is not among them', () => {
    const [, second] = completed('Tz', { maxTokens: 0, echo: true, top: 2 }).judged ?? []
    expect(second?.top?.map(({ token }) => token)).toHaveLength(3)
    expect(second?.top?.[0]?.token).toBe('h')
    expect(second?.top?.[2]).toEqual({ token: 'z', logProb: second?.logProb })
  })

  it('gives the same log-probabilities to what it generates as to the same text given', () => {
    const generated = completed('Usage: ', { maxTokens: 6, top: 1 })
    const given = completed(`Usage: ${generated.text}`, { maxTokens: 0, echo: true, top: 1 })
    expect(generated.judged).toEqual(given.judged?.slice('Usage: '.length))
  })

  it('judges only what stands before the stop', () => {
    const { judged, text } = completed('The quick brown fox', { stop: [bytes('set')], top: 0, echo: true })
    expect(judged?.map(({ token }) => token).join('')).toBe(text)
  })

  it('repeats a draw with its seed, and draws otherwise with another', () => {
    const [seven, again, eight] = [7, 7, 8].map(
      (seed) => completed('Copyright ', { temperature: 1, seed, maxTokens: 40 }).text,
    )
    expect(again).toBe(seven)
    expect(eight).not.toBe(seven)
  })

  it('writes well-formed text only, even from a model that knows no better', () => {
    for (let seed = 0; seed < 5; seed++) {
      expect(completed('한', { temperature: 5, seed, maxTokens: 60 }).text).not.toContain('\uFFFD')
    }
  })
})
