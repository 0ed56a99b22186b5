import { AssayError } from '#base'
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import type { Hono } from 'hono'

export type Listening = { readonly url: string; readonly close: () => Promise<void> }

/** @throws AssayError `http/port-taken`, `http/cannot-listen` */
export const listen = (app: Hono, host: string, port: number): Promise<Listening> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (address) => {
      const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address
      resolve({ url: `http://${shown}:${address.port}/`, close: () => closed(server as Server) })
    })
    server.on('error', (cause: NodeJS.ErrnoException) => {
      const code = cause.code === 'EADDRINUSE' ? 'http/port-taken' : 'http/cannot-listen'
      reject(new AssayError(code, { host, port, reason: cause.code ?? cause.message }, { cause }))
    })
  })

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
