import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { loadTasks, memoryJournal, runTasks, type BenchmarkResults, type TaskSource } from '#benchmark'
import { openaiEndpoint, type OpenAiEndpointOptions } from './openai.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A server that answers each request as told. */
const serve = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1/completions`
}
const json =
  (value: unknown): RequestListener =>
  (_, response) =>
    void response.setHeader('content-type', 'application/json').end(JSON.stringify(value))

const task = (yaml: string, rows: string): TaskSource => ({
  files: async () => [{ path: '/t/here.yaml', text: yaml, asked: true }],
  include: async () => undefined,
  data: async (_, name) => ({ path: name, text: rows }),
  dataIn: async () => [],
})
const CHOICE = `
task: choice
dataset_path: json
dataset_kwargs: { data_files: { test: d.jsonl } }
test_split: test
output_type: multiple_choice
doc_to_text: q
doc_to_choice: ["a", "b"]
doc_to_target: 0
`
const run = async (
  url: string,
  options: Partial<OpenAiEndpointOptions> = {},
  yaml = CHOICE,
): Promise<BenchmarkResults> => {
  const endpoint = openaiEndpoint({ url, model: 'm', backoffMs: 1, concurrency: 2, ...options })
  try {
    return await runTasks(await loadTasks(task(yaml, '{"q": "Q:"}\n')), { endpoint, journal: memoryJournal() })
  } finally {
    await endpoint.close()
  }
}
const choice = (logprobs: unknown): unknown => ({ choices: [{ index: 0, text: 'Q: a!', logprobs }] })
const whole = {
  tokens: ['Q', ':', ' a', '!'],
  token_logprobs: [null, -1, -2, -3],
  text_offset: [0, 1, 2, 4],
  top_logprobs: [null, { x: -1 }, { ' a': -2 }, { '!': -3 }],
}

describe('an endpoint', () => {
  it('is refused by one clear error when it is down', async () => {
    const url = await serve(json({}))
    servers.splice(0).forEach((server) => server.close())
    await expect(run(url)).rejects.toMatchObject({
      code: 'benchmark/endpoint-unreachable',
      facts: { what: 'ECONNREFUSED', attempts: 4 },
    })
  })

  it('is refused when it is too slow', async () => {
    const url = await serve(() => {})
    await expect(run(url, { timeoutMs: 100, attempts: 2 })).rejects.toMatchObject({
      code: 'benchmark/endpoint-timed-out',
      facts: { timeoutMs: 100, attempts: 2 },
    })
  })

  it('is refused when it does not speak JSON', async () => {
    const url = await serve((_, response) => void response.end('<html>hello</html>'))
    await expect(run(url, { attempts: 2 })).rejects.toMatchObject({
      code: 'benchmark/endpoint-not-json',
      facts: { got: '<html>hello</html>' },
    })
  })

  it('is refused with its own words when it refuses', async () => {
    const url = await serve((_, response) => void response.writeHead(404).end('{"error":{"message":"no model m"}}'))
    await expect(run(url)).rejects.toMatchObject({
      code: 'benchmark/endpoint-refused',
      facts: { status: 404, got: 'no model m' },
    })
  })

  it.each([
    ['another shape', {}, 'benchmark/wrong-answer'],
    ['no choice', { choices: [] }, 'benchmark/wrong-answer'],
    ['no log-probabilities', choice(null), 'benchmark/no-log-probabilities'],
    [
      'log-probabilities that are null',
      choice({ ...whole, token_logprobs: [null, null, null, null] }),
      'benchmark/no-log-probabilities',
    ],
    ['a log-probability above 0', choice({ ...whole, token_logprobs: [null, -1, 2, -3] }), 'benchmark/wrong-answer'],
    [
      'only the generated token',
      choice({ tokens: ['!'], token_logprobs: [-3], text_offset: [0], top_logprobs: [{ '!': -3 }] }),
      'benchmark/echo-ignored',
    ],
    [
      'no offsets and tokens that do not spell the prompt',
      choice({ ...whole, tokens: ['_Q', ':', '_a', '!'], text_offset: undefined }),
      'benchmark/no-text-offsets',
    ],
    ['lists of different lengths', choice({ ...whole, token_logprobs: [null, -1] }), 'benchmark/wrong-answer'],
  ])('is refused, not scored at chance, when it gives %s', async (_, answer, code) => {
    await expect(run(await serve(json(answer)))).rejects.toMatchObject({ code })
  })

  it('is scored by the tokens behind the context, also without offsets', async () => {
    const url = await serve(
      json(
        choice({
          ...whole,
          text_offset: undefined,
          tokens: ['Q', ':', ' ', 'a', '!'],
          token_logprobs: [null, -1, -2, -2, -3],
          top_logprobs: undefined,
        }),
      ),
    )
    await expect(run(url, {}, CHOICE.replace('["a", "b"]', '["a", "a"]'))).resolves.toMatchObject({
      results: { choice: { 'acc,none': 1 } },
    })
  })

  it('that speaks chat is refused for tasks that need log-probabilities', async () => {
    const url = (await serve(json({}))).replace('/completions', '/chat/completions')
    await expect(run(url)).rejects.toMatchObject({ code: 'benchmark/chat-cannot-score', facts: { tasks: ['choice'] } })
  })

  it('is asked again when Retry-After has passed', async () => {
    let asked = 0
    const started = performance.now()
    const url = await serve((request, response) => {
      if (asked++ === 0) response.writeHead(429, { 'retry-after': '0.2' }).end('{}')
      else json(choice(whole))(request, response)
    })
    await run(url, { concurrency: 1 }, CHOICE.replace('["a", "b"]', '["a"]'))
    expect(performance.now() - started).toBeGreaterThanOrEqual(190)
    expect(asked).toBe(2)
  })

  it('never shows what is in the query or the password of its address', async () => {
    const url =
      (await serve((_, response) => void response.writeHead(401).end('{}'))).replace('http://', 'http://user:hidden@') +
      '?key=hidden'
    const error: unknown = await run(url).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'benchmark/endpoint-refused' })
    expect(String(error)).not.toContain('hidden')
  })

  it('whose address tells no API is refused before anything is asked', () => {
    expect(() => openaiEndpoint({ url: 'http://here/v1', model: 'm' })).toThrow(
      expect.objectContaining({ code: 'benchmark/unknown-api' }) as Error,
    )
    expect(() => openaiEndpoint({ url: 'here', model: 'm' })).toThrow(
      expect.objectContaining({ code: 'benchmark/bad-endpoint' }) as Error,
    )
  })

  it('is left at once when the run is interrupted', async () => {
    const url = await serve(() => {})
    const endpoint = openaiEndpoint({ url, model: 'm' })
    const signal = AbortSignal.timeout(50)
    await expect(
      runTasks(await loadTasks(task(CHOICE, '{"q": "Q:"}\n')), { endpoint, journal: memoryJournal() }, { signal }),
    ).rejects.toMatchObject({ code: 'benchmark/interrupted' })
    await endpoint.close()
  })
})
