import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ModelServer, serveModels } from './serve-models.ts'
import { startModelServer } from './start-model-server.ts'

const MODELS = { oak: 'test/zoo/base-a', elm: 'test/zoo/a-moe' }

const ask = async (url: string, body: unknown): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}

describe('the model server', () => {
  let server: ModelServer
  beforeAll(async () => void (server = await serveModels({ models: MODELS, threads: 2 })))
  afterAll(() => server.close())
  const complete = (body: unknown): Promise<{ status: number; body: unknown }> =>
    ask(`${server.url}/v1/completions`, body)

  it('judges a prompt as the protocol has it', async () => {
    const { status, body } = await complete({ model: 'oak', prompt: 'The한', max_tokens: 0, echo: true, logprobs: 1 })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      object: 'text_completion',
      model: 'oak',
      choices: [
        {
          index: 0,
          text: 'The한',
          finish_reason: 'length',
          logprobs: {
            tokens: ['T', 'h', 'e', 'bytes:\\xed', 'bytes:\\x95', 'bytes:\\x9c'],
            token_logprobs: [
              null,
              expect.closeTo(-1.27039, 4),
              expect.closeTo(-0.39199, 4),
              expect.any(Number),
              expect.any(Number),
              expect.any(Number),
            ],
            top_logprobs: [
              null,
              { h: expect.closeTo(-1.27039, 4) },
              { e: expect.closeTo(-0.39199, 4) },
              expect.anything(),
              expect.anything(),
              expect.anything(),
            ],
            text_offset: [0, 1, 2, 3, 3, 3],
          },
        },
      ],
      usage: { prompt_tokens: 6, completion_tokens: 0, total_tokens: 6 },
    })
  })

  it('answers several prompts in their order, given as text or as tokens', async () => {
    const texts = ['The quick brown fox', 'Copyright (c) 2026 ', 'def main(argv):']
    const asked = { model: 'oak', max_tokens: 8, temperature: 0 }
    const asTexts = await complete({ ...asked, prompt: texts })
    const asTokens = await complete({ ...asked, prompt: texts.map((text) => [...new TextEncoder().encode(text)]) })
    const oneByOne = await Promise.all(texts.map((prompt) => complete({ ...asked, prompt })))
    expect(asTokens).toEqual(asTexts)
    const answers = (asTexts.body as { choices: { index: number; text: string }[] }).choices
    expect(answers.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(answers.map(({ text }) => text)).toEqual(
      oneByOne.map(({ body }) => (body as { choices: { text: string }[] }).choices[0]?.text),
    )
    expect(answers[0]?.text).toBe('e the se')
  })

  it('gives the same answer to the last digit when asked forty times at once', async () => {
    const body = { model: 'elm', prompt: 'Usage: tar [OPTION...]', max_tokens: 4, seed: 3, echo: true, logprobs: 2 }
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => complete(i % 2 === 0 ? body : { ...body, model: 'oak' })),
    )
    for (const answer of answers) expect(answer.status).toBe(200)
    const even = answers.filter((_, i) => i % 2 === 0)
    for (const answer of even) expect(answer).toEqual(even[0])
  })

  it('stays responsive while it computes', async () => {
    const long = { model: 'elm', prompt: 'word '.repeat(300), max_tokens: 1, echo: true, logprobs: 1 }
    const computing = { finished: false }
    const done = Promise.all([complete(long), complete({ ...long, model: 'oak' })]).finally(
      () => (computing.finished = true),
    )
    let answered = 0
    while (!computing.finished) {
      expect((await fetch(`${server.url}/health`)).status).toBe(200)
      answered++
    }
    await done
    expect(answered).toBeGreaterThan(5)
  })

  it('continues a conversation', async () => {
    const { status, body } = await ask(`${server.url}/v1/chat/completions`, {
      model: 'oak',
      messages: [
        { role: 'system', content: 'Answer.' },
        { role: 'user', content: [{ type: 'text', text: 'Which?' }] },
      ],
      max_tokens: 2,
      temperature: 0,
      logprobs: true,
      top_logprobs: 1,
    })
    expect(status).toBe(200)
    const same = await complete({
      model: 'oak',
      prompt: '<system>\nAnswer.\n<user>\nWhich?\n<assistant>\n',
      max_tokens: 2,
      temperature: 0,
      logprobs: 1,
    })
    const [chat] = (
      body as { choices: { message: object; logprobs: { content: { token: string; logprob: number }[] } }[] }
    ).choices
    const [plain] = (
      same.body as { choices: { text: string; logprobs: { tokens: string[]; token_logprobs: number[] } }[] }
    ).choices
    expect(chat?.message).toEqual({ role: 'assistant', content: plain?.text })
    expect(chat?.logprobs.content.map(({ token }) => token)).toEqual(plain?.logprobs.tokens)
    expect(chat?.logprobs.content.map(({ logprob }) => logprob)).toEqual(plain?.logprobs.token_logprobs)
  })

  it('lists its models', async () => {
    const { data } = (await (await fetch(`${server.url}/v1/models`)).json()) as { data: { id: string }[] }
    expect(data.map(({ id }) => id)).toEqual(['oak', 'elm'])
  })

  it.each([
    ['no JSON', '{"prompt":', 400, 'inference/request-malformed'],
    ['a name given twice', '{"prompt":"a","prompt":"b"}', 400, 'inference/request-malformed'],
    ['no prompt', { model: 'oak' }, 400, 'inference/request-malformed'],
    [
      'a field that would not be honoured',
      { model: 'oak', prompt: 'a', presence_penalty: 1 },
      400,
      'inference/request-malformed',
    ],
    ['a stream', { model: 'oak', prompt: 'a', stream: true }, 400, 'inference/request-malformed'],
    ['a token that is no byte', { model: 'oak', prompt: [256] }, 400, 'inference/request-malformed'],
    ['an empty prompt', { model: 'oak', prompt: '' }, 400, 'inference/empty-prompt'],
    ['an empty prompt among others', { model: 'oak', prompt: ['a', ''] }, 400, 'inference/empty-prompt'],
    ['too long a text', { model: 'oak', prompt: 'a'.repeat(8000), max_tokens: 200 }, 400, 'inference/text-too-long'],
    [
      'more figures than an answer holds',
      { model: 'oak', prompt: Array(8).fill('a'.repeat(1000)), max_tokens: 0, echo: true, logprobs: 200 },
      400,
      'inference/answer-too-large',
    ],
    ['a model that is not there', { model: 'ash', prompt: 'a' }, 404, 'inference/unknown-model'],
    ['no model where there are two', { prompt: 'a' }, 404, 'inference/unknown-model'],
    ['a body of five megabytes', { model: 'oak', prompt: 'a'.repeat(5_000_000) }, 413, 'inference/request-too-large'],
  ])('refuses %s with one sentence', async (_, body, status, code) => {
    const answer = await complete(body)
    expect(answer).toMatchObject({
      status,
      body: { error: { code, message: expect.stringMatching(/^[A-Z][^{}]*\.$/) } },
    })
  })

  it('refuses an address that it does not serve', async () => {
    expect(await ask(`${server.url}/v1/embeddings`, {})).toMatchObject({
      status: 404,
      body: { error: { code: 'inference/unknown-address' } },
    })
  })
})

it('does not begin without every model', async () => {
  await expect(
    serveModels({ models: { oak: 'test/zoo/base-a', gone: 'test/zoo/no-such' }, threads: 1 }),
  ).rejects.toMatchObject({
    code: 'tensors/not-found',
  })
  await expect(serveModels({ models: {} })).rejects.toMatchObject({ code: 'inference/no-models' })
})

it('says when its port is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  await expect(serveModels({ models: { oak: 'test/zoo/base-a' }, port, threads: 1 })).rejects.toMatchObject({
    code: 'inference/cannot-listen',
    facts: { port },
  })
  taken.close()
})

it('refuses what is under way when it closes', async () => {
  const ending = new AbortController()
  const { url } = await serveModels({ models: { oak: 'test/zoo/base-a' }, threads: 1, signal: ending.signal })
  const body = JSON.stringify({ prompt: 'word '.repeat(1000), max_tokens: 1000, logprobs: 1, echo: true })
  const asked = fetch(`${url}/v1/completions`, { method: 'POST', body }).then(
    (response) => response.status,
    () => 'cut',
  )
  await fetch(`${url}/health`)
  ending.abort()
  expect([503, 'cut']).toContain(await asked)
  await expect(fetch(`${url}/health`)).rejects.toThrow()
})

describe('the model server as a process', () => {
  it('answers, and is gone when closed', async () => {
    const server = await startModelServer({ models: { oak: 'test/zoo/base-a' }, threads: 1 })
    const { status, body } = await ask(`${server.url}/v1/completions`, {
      prompt: 'The quick brown fox',
      max_tokens: 5,
      temperature: 0,
    })
    expect([status, (body as { choices: { text: string }[] }).choices[0]?.text]).toEqual([200, 'e the'])
    await server.close()
    await expect(fetch(`${server.url}/health`)).rejects.toThrow()
  })

  it('hands over why it could not begin', async () => {
    await expect(startModelServer({ models: { gone: 'test/zoo/no-such' } })).rejects.toMatchObject({
      code: 'tensors/not-found',
    })
  })

  it.each([
    ['its standard input closes', (child: ReturnType<typeof spawn>): unknown => child.stdin?.end()],
    ['it is told to terminate', (child: ReturnType<typeof spawn>): unknown => child.kill('SIGTERM')],
  ])('ends when %s', async (_, endIt) => {
    const options = JSON.stringify({ models: { oak: 'test/zoo/base-a' }, threads: 1 })
    const child = spawn(process.execPath, ['src/inference/server/main.ts', options], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    expect(JSON.parse(line.toString())).toEqual({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) })
    endIt(child)
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  // At each of these moments the word to end falls on another step of the start: none may be deaf to it.
  it.each([0, 150, 300, 450, 600])('ends when it is told so %i ms after its start', async (afterMs) => {
    const options = JSON.stringify({ models: { oak: 'test/zoo/base-a' }, threads: 1 })
    const child = spawn(process.execPath, ['src/inference/server/main.ts', options], {
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    const ended = once(child, 'exit')
    await pause(afterMs)
    child.stdin.end()
    await ended
  })
})
