import { AssayError } from '#base'
import { parseTileKey, type TileKey, type VerifierKey } from '#ledger'
import type { Ledger } from '#office'
import { type Context, Hono } from 'hono'

/** What is served of the office's ledger, and whose cosignatures are taken. */
export type ServedLedger = Pick<Ledger, 'checkpoint' | 'tile' | 'cosign'> & {
  /** witnesses of the office's policy, as it stands when it is asked */
  readonly witnesses: () => Promise<readonly VerifierKey[]>
}

/** The largest note: sixteen signatures, of which some may be post-quantum. */
const MAX_NOTE_BYTES = 200_000

/**
 * The live ledger, as C2SP tlog-tiles says: `checkpoint` is never older than a second, a tile never changes. What a witness
 * says of a checkpoint is taken at `POST cosignatures`: the checkpoint with its line.
 */
export const ledgerRoutes = (ledger: ServedLedger): Hono => {
  const app = new Hono()
  app.get('/checkpoint', async (c) => {
    const note = await ledger.checkpoint()
    if (note === undefined) return c.notFound()
    c.header('cache-control', 'public, max-age=1')
    c.header('content-type', 'text/plain; charset=utf-8')
    return c.body(note)
  })
  app.get('/tile/*', async (c) => {
    const key = tileKeyOf(c.req.path.slice(c.req.path.indexOf('/tile/') + 1))
    const bytes = key === undefined ? undefined : await ledger.tile(key)
    if (bytes === undefined) return c.notFound()
    c.header('content-type', 'application/octet-stream')
    c.header('content-length', String(bytes.length))
    c.header('cache-control', 'public, max-age=31536000, immutable')
    return c.body(bytes.slice().buffer)
  })
  app.post('/cosignatures', async (c) => {
    const note = await textWithin(c, MAX_NOTE_BYTES)
    if (note === undefined) return c.json({ error: { code: 'http/body-too-large', limit: MAX_NOTE_BYTES } }, 413)
    try {
      const outcome = await ledger.cosign(note, await ledger.witnesses())
      if (outcome.kind === 'refused') return c.json({ error: { code: outcome.code } }, 422)
      return c.json({ cosignatures: outcome.cosignatures })
    } catch (error) {
      if (!(error instanceof AssayError) || !error.code.startsWith('ledger/')) throw error
      return c.json({ error: { code: error.code, facts: error.facts } }, 400)
    }
  })
  return app
}

const tileKeyOf = (path: string): TileKey | undefined => {
  try {
    return parseTileKey(path)
  } catch {
    return undefined // no path of a tile: it is not here
  }
}

/** The body as text, or `undefined` beyond the limit: no more of it is kept than that. */
export const textWithin = async (c: Context, limit: number): Promise<string | undefined> => {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of c.req.raw.body ?? []) {
    length += piece.length
    if (length > limit) return undefined
    pieces.push(piece)
  }
  return new TextDecoder().decode(Buffer.concat(pieces))
}
