import { AssayError, type ErrorCode, parseJson } from '#base'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { z } from 'zod'
import { inferenceErrors } from '../error-texts.ts'
import type { ModelThreads } from './model-threads.ts'
import {
  ChatBody,
  chatAnswer,
  chatRequest,
  checkRequests,
  completionRequests,
  completionsAnswer,
  CompletionsBody,
} from './wire.ts'

/** Thousands of prompts of a benchmark's size; below what would make one answer hold the server's thread for long. */
const MAX_BODY_BYTES = 4 * 1024 * 1024

/** The protocol over HTTP: errors are `{error: {message, type, code}}`, 400 unless another status says more. */
export const modelApi = (names: readonly string[], threads: ModelThreads): Hono => {
  const app = new Hono()
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (c) => refusal(c, new AssayError('inference/request-too-large', { limit: MAX_BODY_BYTES })),
    }),
  )
  app.onError((error, c) => refusal(c, error))
  app.notFound((c) =>
    refusal(c, new AssayError('inference/unknown-address', { method: c.req.method, path: c.req.path.slice(0, 200) })),
  )

  const modelOf = (asked: string | undefined): string => {
    const name = asked ?? (names.length === 1 ? names[0] : undefined)
    if (name !== undefined && names.includes(name)) return name
    throw new AssayError('inference/unknown-model', { model: asked ?? '', models: names })
  }

  app.post('/v1/completions', async (c) => {
    const body = await bodyOf(c, CompletionsBody)
    const model = modelOf(body.model)
    const requests = completionRequests(body)
    checkRequests(requests, model)
    const completions = await Promise.all(requests.map((request) => threads.complete(model, request, c.req.raw.signal)))
    return c.json(completionsAnswer(model, completions))
  })
  app.post('/v1/chat/completions', async (c) => {
    const body = await bodyOf(c, ChatBody)
    const model = modelOf(body.model)
    const request = chatRequest(body)
    checkRequests([request], model)
    return c.json(chatAnswer(model, await threads.complete(model, request, c.req.raw.signal)))
  })
  app.get('/v1/models', (c) =>
    c.json({ object: 'list', data: names.map((id) => ({ id, object: 'model', created: 0, owned_by: 'assay' })) }),
  )
  app.get('/health', (c) => c.json({ ok: true }))
  return app
}

const MAX_PROBLEMS = 5
const MAX_DEPTH = 20

const bodyOf = async <T>(c: Context, schema: z.ZodType<T>): Promise<T> => {
  const text = await c.req.text()
  const parsed = schema.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues
    .slice(0, MAX_PROBLEMS)
    .map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)
  throw new AssayError('inference/request-malformed', { problems })
}

const jsonOf = (text: string): unknown => {
  try {
    return parseJson(text, 'body', MAX_DEPTH)
  } catch (cause) {
    const { code, facts } = cause as AssayError
    const problem =
      code === 'base/json-duplicate-name'
        ? `"${String(facts['name']).slice(0, 100)}" stands twice in one object`
        : code === 'base/json-too-deep'
          ? `nested deeper than ${MAX_DEPTH}`
          : `not JSON, ${String(facts['what'])}`
    throw new AssayError('inference/request-malformed', { problems: [`body: ${problem}`] }, { cause })
  }
}

const STATUS: Partial<Record<ErrorCode, 404 | 413 | 503>> = {
  'inference/unknown-model': 404,
  'inference/unknown-address': 404,
  'inference/request-too-large': 413,
  'inference/server-ended': 503,
}

const refusal = (c: Context, error: Error): Response => {
  if (!(error instanceof AssayError)) {
    return c.json({ error: { message: 'The server failed.', type: 'server_error', code: 'inference/failed' } }, 500)
  }
  const { code, facts } = error
  const text = code in inferenceErrors ? inferenceErrors[code as keyof typeof inferenceErrors].en : code
  const message = text.replace(/\{(\w+)\}/g, (_, fact: string) => [facts[fact] ?? ''].flat().join(', '))
  return c.json({ error: { message, type: 'invalid_request_error', code } }, STATUS[code] ?? 400)
}
