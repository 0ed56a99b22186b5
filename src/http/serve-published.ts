import { parseJson } from '#base'
import { createReadStream } from 'node:fs'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Readable } from 'node:stream'
import { Hono, type Context } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { indexPage, type PublishedRound } from './index-page.ts'
import { ledgerRoutes, type ServedLedger } from './ledger-routes.ts'
import type { Reception } from '#office'
import { listen, type Listening } from './listen.ts'
import { submissionRoutes } from './submissions.ts'

/**
 * Serves what the office has published: a page that lists the rounds, each bundle as static files, and its ledger.
 * Nothing but bundles can be reached in the file system: a path is looked up in the bundle's own manifest.
 *
 * @param bundles the folder that holds one bundle folder per round
 * @param ledger the live ledger; without it only those in bundles are served
 * @param reception where teams hand in; without it nobody can
 * @throws AssayError `http/port-taken`, `http/cannot-listen`
 */
export const servePublished = async (
  bundles: string,
  {
    host,
    port,
    ledger,
    reception,
  }: { host: string; port: number; ledger?: ServedLedger | undefined; reception?: Reception | undefined },
): Promise<Listening> => {
  const app = new Hono()
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'unsafe-inline'"],
        styleSrc: ["'unsafe-inline'"],
        imgSrc: ['data:'],
        fontSrc: ['data:'],
      },
    }),
  )
  app.get('/', async (c) =>
    c.html(indexPage(await publishedRounds(bundles), c.req.query('lang') === 'ko' ? 'ko' : 'en')),
  )
  app.get('/api/rounds', async (c) => c.json({ rounds: await publishedRounds(bundles) }))
  app.get('/rounds/:bundle/', async (c) => sendFile(c, bundles, c.req.param('bundle'), 'report.html'))
  app.get('/rounds/:bundle/:path{.+}', async (c) => sendFile(c, bundles, c.req.param('bundle'), c.req.param('path')))
  if (ledger !== undefined) app.route('/ledger', ledgerRoutes(ledger))
  if (reception !== undefined) app.route('/submissions', submissionRoutes(reception))
  app.notFound((c) => c.json({ error: { code: 'http/not-found', path: c.req.path } }, 404))
  app.onError((_error, c) => c.json({ error: { code: 'http/failed' } }, 500))
  return listen(app, host, port)
}

const BUNDLE_NAME = /^[a-z0-9][a-z0-9._-]{0,200}$/

const publishedRounds = async (bundles: string): Promise<PublishedRound[]> => {
  const names = await readdir(bundles).catch(() => [])
  const rounds = await Promise.all(
    names
      .filter((name) => BUNDLE_NAME.test(name))
      .toSorted()
      .map((name) => publishedRound(bundles, name)),
  )
  return rounds.filter((round) => round !== undefined)
}

const publishedRound = async (bundles: string, name: string): Promise<PublishedRound | undefined> => {
  try {
    const rules = parseJson(await readFile(join(bundles, name, 'rules.json'), 'utf8'), name) as {
      programme: string
      name?: { ko: string; en: string }
    }
    const decision = parseJson(await readFile(join(bundles, name, 'decision.json'), 'utf8'), name) as {
      round: string
      status: string
    }
    return {
      bundle: name,
      programme: rules.name ?? { ko: rules.programme, en: rules.programme },
      round: decision.round,
      status: decision.status,
    }
  } catch {
    return undefined // a folder that is no bundle, or one that is being written: not listed
  }
}

const sendFile = async (c: Context, bundles: string, bundle: string, path: string): Promise<Response> => {
  if (!BUNDLE_NAME.test(bundle) || !(await listed(join(bundles, bundle), path))) return c.notFound()
  const file = join(bundles, bundle, path)
  const found = await lstat(file).catch(() => undefined)
  if (found === undefined || !found.isFile()) return c.notFound()
  c.header('content-type', TYPES[extname(path)] ?? 'application/octet-stream')
  c.header('content-length', String(found.size))
  return c.body(Readable.toWeb(createReadStream(file)) as ReadableStream)
}

const listed = async (folder: string, path: string): Promise<boolean> => {
  if (path === 'manifest.json' || path === 'manifest.sig') return true
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return false
  const manifest = parseJson(text, 'manifest.json') as { files?: readonly { path: string }[] }
  return manifest.files?.some((file) => file.path === path) ?? false
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.yaml': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.sig': 'text/plain; charset=utf-8',
}
