import { AssayError, type Digest } from '#base'
import type { Manifest } from '#tensors'
import { MOST_PIECE_BYTES } from './reception.ts'
import type { Staging } from './staging.ts'

type Fetching = {
  readonly id: Digest
  readonly staging: Staging
  /** beginnings of addresses that the rules allow */
  readonly allowed: readonly string[]
}

/** A server may be silent for so long. */
const SILENCE_MS = 60_000
const MOST_REDIRECTS = 5

/**
 * Fetches what is missing of a submission that was handed in by reference, below addresses that the rules name and no
 * others, redirects included: who may choose what the office asks for could ask for its neighbours. A file that was
 * fetched in part is gone on with; no more is taken than the manifest says.
 *
 * @throws AssayError `submission/source-not-allowed`, `submission/source-refused`, `submission/source-unreachable`
 */
export const fetchFiles = async (source: string, manifest: Manifest, fetching: Fetching): Promise<void> => {
  refuseForeignSource(source, fetching.allowed)
  const lengths = await fetching.staging.lengths(fetching.id, manifest)
  for (const [i, { path, bytes }] of manifest.files.entries()) {
    const have = lengths[i] ?? 0
    if (have < bytes) await fetchFile(addressOf(source, path), { path, bytes, have }, fetching)
  }
}

/** @throws AssayError `submission/source-not-allowed` */
export const refuseForeignSource = (source: string, allowed: readonly string[]): void => {
  const url = URL.parse(addressOf(source, ''))
  if (url === null || !isAllowed(url, allowed)) {
    throw new AssayError('submission/source-not-allowed', {
      rule: 'submission.sources',
      source: shown(source),
      allowed,
    })
  }
}

/**
 * The address of a file: below an `https://` folder, in a model of the hub (`hf://ORG/NAME@REVISION`), or in a bucket
 * (`s3://BUCKET/PREFIX`, as its public address).
 */
export const addressOf = (source: string, path: string): string => {
  const below = path.split('/').map(encodeURIComponent).join('/')
  const hub = /^hf:\/\/([\w.-]+\/[\w.-]+?)(?:@([\w.-]+))?$/.exec(source)
  if (hub !== null) return `https://huggingface.co/${hub[1]}/resolve/${hub[2] ?? 'main'}/${below}`
  const bucket = /^s3:\/\/([a-z0-9.-]{3,63})(?:\/(.*?))?\/?$/.exec(source)
  if (bucket !== null) {
    const prefix = bucket[2] === undefined || bucket[2] === '' ? '' : `${encodeURI(bucket[2])}/`
    return `https://${bucket[1]}.s3.amazonaws.com/${prefix}${below}`
  }
  return `${source.replace(/\/+$/, '')}/${below}`
}

const isAllowed = (url: URL, allowed: readonly string[]): boolean =>
  url.username === '' &&
  allowed.some((begin) => {
    const at = URL.parse(begin)
    const folder = at?.pathname.endsWith('/') === true ? at.pathname : `${at?.pathname ?? ''}/`
    return at !== null && at.origin === url.origin && `${url.pathname}/`.startsWith(folder)
  })

type Missing = { readonly path: string; readonly bytes: number; readonly have: number }

const fetchFile = async (address: string, { path, bytes, have }: Missing, fetching: Fetching): Promise<void> => {
  const { body, from } = await answerOf(address, have, fetching.allowed)
  let offset = from
  let held: Uint8Array[] = []
  let heldBytes = 0
  const flush = async (): Promise<void> => {
    if (heldBytes === 0) return
    await fetching.staging.write(fetching.id, path, offset, Buffer.concat(held))
    offset += heldBytes
    held = []
    heldBytes = 0
  }
  try {
    for await (const piece of body) {
      if (offset + heldBytes + piece.length > bytes) {
        throw new AssayError('submission/size-lies', {
          where: path,
          offset,
          got: offset + heldBytes + piece.length,
          bytes,
        })
      }
      held.push(piece)
      heldBytes += piece.length
      if (heldBytes >= MOST_PIECE_BYTES) await flush()
    }
    await flush()
  } catch (cause) {
    if (cause instanceof AssayError) throw cause
    await flush() // what has come is kept; the next attempt goes on from there
    throw unreachable(address, cause)
  }
}

const answerOf = async (
  address: string,
  have: number,
  allowed: readonly string[],
): Promise<{ readonly body: AsyncIterable<Uint8Array>; readonly from: number }> => {
  let at = address
  for (let steps = 0; steps <= MOST_REDIRECTS; steps++) {
    const url = URL.parse(at)
    if (url === null || !isAllowed(url, allowed)) {
      const facts = { rule: 'submission.sources', source: shown(at), allowed }
      throw new AssayError('submission/source-not-allowed', facts)
    }
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { 'accept-encoding': 'identity', ...(have > 0 ? { range: `bytes=${have}-` } : {}) },
      signal: AbortSignal.timeout(SILENCE_MS * 60), // an hour for one file; a silent server is cut off by the client before
    }).catch((cause: unknown) => {
      throw unreachable(at, cause)
    })
    const moved = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null
    if (moved === null) {
      if (!answer.ok || answer.body === null) {
        throw new AssayError('submission/source-refused', { source: shown(at), status: answer.status })
      }
      return { body: answer.body, from: answer.status === 206 ? have : 0 }
    }
    await answer.body?.cancel()
    at = new URL(moved, url).href
  }
  throw new AssayError('submission/source-refused', { source: shown(address), status: 310 })
}

const unreachable = (address: string, cause: unknown): AssayError =>
  new AssayError('submission/source-unreachable', { source: shown(address), reason: reasonOf(cause) }, { cause })

const reasonOf = (cause: unknown): string => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return inner instanceof Error ? ((inner as NodeJS.ErrnoException).code ?? inner.name) : 'unknown'
}

// A query may hold a secret.
const shown = (address: string): string => (address.split('?')[0] ?? '').slice(0, 300)
