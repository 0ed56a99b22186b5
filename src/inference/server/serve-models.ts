import { AssayError } from '#base'
import { serve, type ServerType } from '@hono/node-server'
import type { Server } from 'node:http'
import { availableParallelism } from 'node:os'
import { modelApi } from './model-api.ts'
import { openModelThreads } from './model-threads.ts'

export type ModelServer = {
  /** `http://host:port`; the protocol's addresses follow it: `/v1/completions` */
  readonly url: string
  readonly close: () => Promise<void>
}

export type ServeOptions = {
  /** the folder of each model, by the name under which it is asked for */
  readonly models: Readonly<Record<string, string>>
  readonly host?: string | undefined
  /** 0: any that is free */
  readonly port?: number | undefined
  /** threads that compute; each holds every model */
  readonly threads?: number | undefined
  /** closes the server when it aborts */
  readonly signal?: AbortSignal | undefined
}

/** Past four threads, copies of the models cost more than a benchmark of their size gains. */
const MOST_THREADS = 4

/**
 * Serves checkpoints over the OpenAI-compatible protocol, in this process. Every model is loaded before the address is
 * given, so a server that is there can answer.
 *
 * @throws AssayError `inference/no-models`, `inference/cannot-listen`, and what loading a model may be refused for
 */
export const serveModels = async (options: ServeOptions): Promise<ModelServer> => {
  const { models, host = '127.0.0.1', port = 0, signal } = options
  const names = Object.keys(models)
  if (names.length === 0) throw new AssayError('inference/no-models')
  signal?.throwIfAborted()

  const threads = await openModelThreads(models, options.threads ?? Math.min(MOST_THREADS, availableParallelism()))
  try {
    const { server, bound } = await listen(modelApi(names, threads).fetch, host, port)
    let closing: Promise<void> | undefined
    const close = (): Promise<void> => (closing ??= endAll(server, threads.close))
    signal?.addEventListener('abort', () => void close())
    const shownHost = host.includes(':') ? `[${host}]` : host
    return { url: `http://${shownHost}:${bound}`, close }
  } catch (error) {
    await threads.close()
    throw error
  }
}

const listen = (
  fetch: (request: Request) => Response | Promise<Response>,
  host: string,
  port: number,
): Promise<{ server: ServerType; bound: number }> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: host, port }, (info) => resolve({ server, bound: info.port }))
    server.on('error', (cause) =>
      reject(new AssayError('inference/cannot-listen', { host, port, what: cause.message }, { cause })),
    )
  })

const endAll = async (server: ServerType, closeThreads: () => Promise<void>): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  await closeThreads()
  ;(server as Server).closeAllConnections() // idle keep-alive connections would hold the port for seconds
  await closed
}
