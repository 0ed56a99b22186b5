import { answerAddCheckpoint, MAX_ADD_CHECKPOINT_BYTES } from '#ledger'
import { Hono } from 'hono'
import { textWithin } from './ledger-routes.ts'
import { listen, type Listening } from './listen.ts'

type Witness = Parameters<typeof answerAddCheckpoint>[1]

/**
 * A witness as a service (C2SP tlog-witness): `POST add-checkpoint`.
 *
 * @throws AssayError `http/port-taken`, `http/cannot-listen`
 */
export const serveWitness = async (
  witness: Witness,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> => {
  const app = new Hono()
  app.post('/add-checkpoint', async (c) => {
    const body = await textWithin(c, MAX_ADD_CHECKPOINT_BYTES)
    if (body === undefined) return c.text('too large\n', 413)
    const answer = await answerAddCheckpoint(body, witness)
    return new Response(answer.body, { status: answer.status, headers: { 'content-type': answer.contentType } })
  })
  app.notFound((c) => c.text('not found\n', 404))
  app.onError((_error, c) => c.text('failed\n', 500))
  return listen(app, host, port)
}
