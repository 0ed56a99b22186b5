import type { Dispatcher } from 'undici'
import { AssayError } from '#base'
import type { ByteRange } from '../strided/byte-range.ts'
import { CUT_OFF, type HttpClient, shownUrl } from './http-client.ts'

type Response = Dispatcher.ResponseData

/**
 * A file on a server, read by HTTP ranges (RFC 9110, section 14). The first request learns its size and its mark (ETag,
 * or else Last-Modified); an answer with another size or another mark is refused, since it is of another file.
 *
 * @throws AssayError `tensors/http-no-ranges`, `tensors/http-malformed`, and as `HttpClient`
 */
export const openHttpFile = async (client: HttpClient, url: URL): Promise<ByteRange> => {
  const where = shownUrl(url)
  const probe = new Uint8Array(PROBE_BYTES)
  const first = await client
    .get(url, { range: `bytes=0-${PROBE_BYTES - 1}` }, (response) =>
      readRange(response, { from: 0, into: probe, where, atMost: true }),
    )
    .catch((error: unknown) => {
      if (isBeyond(error)) return { size: 0, mark: '' } // of nothing there is no first byte
      throw error
    })
  const read = async (offset: number, into: Uint8Array): Promise<void> => {
    const pieces = Array.from({ length: Math.ceil(into.byteLength / PIECE_BYTES) }, (_, i) => i * PIECE_BYTES)
    await Promise.all(
      pieces.map(async (at) => {
        const piece = into.subarray(at, at + PIECE_BYTES)
        const from = offset + at
        const range = `bytes=${from}-${from + piece.byteLength - 1}`
        const answer = await client
          .get(url, { range }, (response) => readRange(response, { from, into: piece, where, atMost: false }))
          .catch((error: unknown) => {
            if (isBeyond(error)) return undefined
            throw error
          })
        if (answer?.size !== first.size || answer.mark !== first.mark) {
          throw new AssayError('tensors/changed-on-server', { where })
        }
      }),
    )
  }
  return { bytes: first.size, read }
}

const isBeyond = (error: unknown): boolean =>
  error instanceof AssayError && error.code === 'tensors/http-refused' && error.facts['status'] === 416

const PROBE_BYTES = 64
/** Small enough that a connection that breaks loses little. */
const PIECE_BYTES = 8 * 2 ** 20

type Answer = { readonly size: number; readonly mark: string }

const readRange = async (
  response: Response,
  { from, into, where, atMost }: { from: number; into: Uint8Array; where: string; atMost: boolean },
): Promise<Answer | typeof CUT_OFF> => {
  const refuse = (error: AssayError): AssayError => {
    response.body.on('error', () => {}).destroy() // it may be the whole of a large file
    return error
  }
  const malformed = (why: string): AssayError => refuse(new AssayError('tensors/http-malformed', { where, why }))
  if (response.statusCode !== 206) throw refuse(new AssayError('tensors/http-no-ranges', { where }))
  const encoding = response.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') throw malformed('it compresses the file, so that ranges are not ranges of the file')
  const header = response.headers['content-range']
  const range = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(typeof header === 'string' ? header : '')
  if (range === null) throw malformed('its Content-Range is missing or unreadable')
  const [begin = 0, end = 0, size = 0] = range.slice(1).map(Number)
  const wanted = atMost ? Math.min(into.byteLength, size) : into.byteLength
  // A file that has shrunk is answered by what is left of it.
  if (begin === from && end - begin + 1 < wanted && end + 1 === size) {
    throw refuse(new AssayError('tensors/changed-on-server', { where }))
  }
  if (begin !== from || end - begin + 1 !== wanted || end >= size) throw malformed('it sends another range than asked')
  const whole = await readBody(response, into.subarray(0, wanted), malformed)
  return whole ? { size, mark: markOf(response.headers) } : CUT_OFF
}

/** @returns whether all came */
const readBody = async (
  response: Response,
  into: Uint8Array,
  malformed: (why: string) => AssayError,
): Promise<boolean> => {
  let done = 0
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    if (done + chunk.byteLength > into.byteLength) throw malformed('it sends more than it announced')
    into.set(chunk, done)
    done += chunk.byteLength
  }
  return done === into.byteLength
}

const markOf = (headers: Response['headers']): string => {
  const mark = headers['etag'] ?? headers['last-modified'] ?? ''
  return Array.isArray(mark) ? mark.join() : mark
}

/**
 * A text on a server; undefined if there is none.
 *
 * @throws AssayError `tensors/file-too-large`, `tensors/not-utf8`, and as `HttpClient`
 */
export const httpText = async (client: HttpClient, url: URL, limit: number): Promise<string | undefined> => {
  const path = shownUrl(url)
  try {
    return await client.get(url, {}, async (response) => {
      const chunks: Uint8Array[] = []
      let bytes = 0
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        bytes += chunk.byteLength
        if (bytes > limit) throw new AssayError('tensors/file-too-large', { path, bytes, limit })
        chunks.push(chunk)
      }
      return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
    })
  } catch (error) {
    if (error instanceof AssayError && error.code === 'tensors/not-found') return undefined
    throw error
  }
}
