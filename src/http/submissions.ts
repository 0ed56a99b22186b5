import { AssayError, type Digest, isDigest, parseJson } from '#base'
import { MOST_MANIFEST_BYTES, MOST_PIECE_BYTES, parseManifest, type Reception, CheckRules } from '#office'
import { type Context, Hono } from 'hono'
import { z } from 'zod'

/** A signed text, and the manifest beside it. */
const MOST_BEGIN_BYTES = MOST_MANIFEST_BYTES + 2 ** 20
/** After so long a call for completion is answered though verification goes on: no proxy waits for ever. */
const ANSWER_AFTER_MS = 15_000

const BeginBody = z.strictObject({ note: z.string().max(200_000), manifest: z.unknown() })

/**
 * Where teams hand in over HTTP: `GET terms`, `POST .` with a signed note and its manifest, `PUT ID/files/N?offset=` for
 * each piece, `POST ID/complete`. Every act carries the team's signature, so there is no session to steal.
 */
export const submissionRoutes = (reception: Reception): Hono => {
  const app = new Hono()
  app.get('/terms', async (c) => c.json(await reception.terms(c.req.query('round') ?? '', c.req.query('team') ?? '')))
  app.post('/', async (c) => {
    const text = new TextDecoder().decode(await bytesWithin(c, MOST_BEGIN_BYTES))
    const body = BeginBody.safeParse(parseJson(text, 'the request'))
    if (!body.success)
      throw new AssayError('submission/request-malformed', { what: body.error.issues[0]?.message ?? '' })
    // The reception reads it under the round's rules; here only its form is made sure of.
    const manifest = parseManifest(JSON.stringify(body.data.manifest), WIDEST)
    return c.json(await reception.begin(body.data.note, manifest))
  })
  app.put('/:id/files/:file', async (c) => {
    const bytes = await bytesWithin(c, MOST_PIECE_BYTES)
    const note = Buffer.from(c.req.header('assay-piece') ?? '', 'base64').toString('utf8')
    const [file, offset] = [wholeIn(c.req.param('file')), wholeIn(c.req.query('offset'))]
    return c.json({ received: await reception.put(idIn(c), { file, offset, bytes, note }) })
  })
  app.post('/:id/complete', async (c) => {
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, ANSWER_AFTER_MS, 'late').unref())
    const completion = await Promise.race([reception.complete(idIn(c)), late])
    return completion === 'late' ? c.json({ kind: 'verifying' }, 202) : c.json(completion)
  })
  app.onError((error, c) => {
    if (!(error instanceof AssayError)) return c.json({ error: { code: 'http/failed' } }, 500)
    const { code, facts } = error
    return c.json({ error: { code, facts } }, STATUS[code] ?? (code.startsWith('store/') ? 500 : 400))
  })
  return app
}

const WIDEST = CheckRules.parse({ 'max-files': 100_000, 'max-bytes': 1e15, 'max-file-bytes': 1e15 })

const STATUS: Readonly<Record<string, 403 | 404 | 409 | 413>> = {
  'submission/wrong-key': 403,
  'submission/no-key': 403,
  'submission/unknown': 404,
  'submission/unknown-round': 404,
  'submission/unknown-file': 404,
  'submission/too-early': 409,
  'submission/too-late': 409,
  'submission/wrong-offset': 409,
  'submission/incomplete': 409,
  'submission/replaces-other': 409,
  'submission/no-replacement': 409,
  'submission/piece-too-large': 413,
}

const idIn = (c: Context): Digest => {
  const id = `sha256:${c.req.param('id') ?? ''}`
  if (!isDigest(id)) throw new AssayError('submission/unknown', { id: id.slice(0, 100) })
  return id
}

const wholeIn = (text: string | undefined): number => {
  if (text === undefined || !/^\d{1,15}$/.test(text))
    throw new AssayError('submission/request-malformed', { what: 'a number' })
  return Number(text)
}

const bytesWithin = async (c: Context, limit: number): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of c.req.raw.body ?? []) {
    length += piece.length
    if (length > limit) throw new AssayError('submission/piece-too-large', { limit })
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
