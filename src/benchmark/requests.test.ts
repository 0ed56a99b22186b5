import { describe, expect, it } from 'vitest'
import { callOf, inTokens, type Call, type ModelRequest } from './requests.ts'
import { byteTokenizer } from './tokenizer.ts'

const call = (request: ModelRequest, api: 'completions' | 'chat' = 'completions', occurrence = 0): Call =>
  callOf(request, {
    endpoint: { api, model: 'm', identity: 'here' },
    options: { prefixToken: '<s>', seed: 1234 },
    occurrence,
  })

describe('a request for log-probabilities', () => {
  it('gives white space at the end of the context to the continuation, in code points', () => {
    const { body, read } = call({ kind: 'score', context: '답😀: \u3000', continuation: 'yes' })
    expect(body).toEqual({
      model: 'm',
      prompt: '답😀: \u3000yes',
      temperature: 0,
      max_tokens: 1,
      logprobs: 1,
      seed: 1234,
      echo: true,
    })
    expect(read).toMatchObject({ from: 3, to: 8 })
  })

  it('puts the first token in place of an empty context, once', () => {
    expect(call({ kind: 'score', context: '', continuation: ' a' })).toMatchObject({
      body: { prompt: '<s> a' },
      read: { from: 3, to: 5, prefix: '<s>' },
    })
    expect(call({ kind: 'score-text', text: '<s>page' })).toMatchObject({
      body: { prompt: '<s>page' },
      read: { from: 3, to: 7 },
    })
  })

  it('is refused when nothing but white space stands before', () => {
    expect(() => call({ kind: 'score', context: ' \n', continuation: 'a' })).toThrow(
      expect.objectContaining({ code: 'benchmark/context-is-blank' }) as Error,
    )
  })

  it('in tokens moves white space alike', () => {
    const tokenizer = byteTokenizer({ text: '<s>', token: 256 })
    expect(inTokens({ kind: 'score', context: 'a: ', continuation: 'b' }, { tokenizer, maxLength: 100 })).toEqual([
      { kind: 'score-tokens', context: [97, 58], continuation: [32, 98] },
    ])
    expect(inTokens({ kind: 'score', context: '', continuation: 'b' }, { tokenizer, maxLength: 100 })).toEqual([
      { kind: 'score-tokens', context: [256], continuation: [98] },
    ])
  })
})

describe('a request for a text', () => {
  it('sends the settings of the task by the names of the wire, and all others as they are', () => {
    const generation = { until: 'x', max_gen_toks: 7, do_sample: true, temperature: 0.5, top_p: 0.9 }
    expect(call({ kind: 'generate', prompt: 'Q', generation }).body).toEqual({
      prompt: 'Q',
      model: 'm',
      max_tokens: 7,
      temperature: 0.5,
      stop: ['x'],
      seed: 1234,
      top_p: 0.9,
    })
    expect(call({ kind: 'generate', prompt: 'Q', generation: {} }).body).toMatchObject({
      max_tokens: 256,
      temperature: 0,
      stop: [],
    })
  })

  it('sends a chat at most four stops', () => {
    const { body } = call(
      { kind: 'generate', prompt: [{ role: 'user', content: 'Q' }], generation: { until: ['a', 'b', 'c', 'd', 'e'] } },
      'chat',
    )
    expect(body).toMatchObject({ messages: [{ role: 'user', content: 'Q' }], stop: ['a', 'b', 'c', 'd'] })
  })

  it('has another key when it is asked again, and the same key in another run', () => {
    const request: ModelRequest = { kind: 'generate', prompt: 'Q', generation: {} }
    expect(call(request).key).toBe(call(request).key)
    expect(call(request).key).not.toBe(call(request, 'completions', 1).key)
  })
})
