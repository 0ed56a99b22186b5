import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Says of one request what goes wrong with it; undefined: nothing does. */
export type Fault = (request: { path: string; place: number; headers: IncomingMessage['headers'] }) => Wrong | undefined

export type Wrong =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'reset' }
  /** answers with the right headers, then closes after so many bytes */
  | { readonly kind: 'cut'; readonly after: number }
  /** ends as if nothing were wrong after so many bytes, and had not said how many there are */
  | { readonly kind: 'short'; readonly after: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'whole-file' }
  /** other headers than the right ones, or another body */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }

export type FileServer = {
  readonly url: string
  readonly files: Map<string, Uint8Array>
  readonly asked: { path: string; range: string | undefined; authorization: string | undefined }[]
  readonly mostAtOnce: () => number
  readonly close: () => Promise<void>
}

/** A real server of files by ranges, on a port of its own. */
export const startFileServer = async (fault: Fault = () => undefined, answerAfterMs = 0): Promise<FileServer> => {
  const files = new Map<string, Uint8Array>()
  const asked: FileServer['asked'] = []
  let atOnce = 0
  let mostAtOnce = 0
  const server = createServer((request, response) => {
    mostAtOnce = Math.max(mostAtOnce, ++atOnce)
    response.on('close', () => atOnce--)
    const path = request.url ?? ''
    const { range, authorization } = request.headers
    asked.push({ path, range, authorization })
    const wrong = fault({ path, place: asked.length - 1, headers: request.headers })
    const act = (): void => answer(request, response, { bytes: files.get(path.split('?')[0] ?? ''), wrong })
    if (answerAfterMs === 0) act()
    else setTimeout(act, answerAfterMs)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    asked,
    mostAtOnce: () => mostAtOnce,
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

const answer = (
  request: IncomingMessage,
  response: ServerResponse,
  { bytes, wrong }: { bytes: Uint8Array | undefined; wrong: Wrong | undefined },
): void => {
  if (wrong?.kind === 'silent') return
  if (wrong?.kind === 'reset') return void request.socket.destroy()
  if (wrong?.kind === 'status') return void response.writeHead(wrong.status, wrong.headers).end()
  if (bytes === undefined) return void response.writeHead(404).end()
  const extra = { etag: `"${bytes.length}-${bytes[9] ?? 0}"`, ...(wrong?.kind === 'headers' ? wrong.headers : {}) }
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
  if (range === null || wrong?.kind === 'whole-file') {
    return void response.writeHead(200, { ...extra, 'content-length': bytes.length }).end(bytes)
  }
  const from = Number(range[1])
  const to = Math.min(Number(range[2]), bytes.length - 1)
  if (from >= bytes.length) return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
  const body = bytes.subarray(from, to + 1)
  const headers = { 'content-range': `bytes ${from}-${to}/${bytes.length}`, ...extra }
  if (wrong?.kind === 'short') return void response.writeHead(206, headers).end(body.subarray(0, wrong.after))
  response.writeHead(206, { ...headers, 'content-length': body.length })
  if (wrong?.kind !== 'cut') return void response.end(body)
  response.write(body.subarray(0, wrong.after), () => request.socket.destroy())
}
