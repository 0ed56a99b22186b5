import { lstat, open } from 'node:fs/promises'
import { join } from 'node:path'
import { AssayError } from '#base'
import { MAX_BUNDLE_FILE_BYTES } from '../bundle-files.ts'
import type { LogCopy } from '../tile-tree.ts'
import { parseTileKey } from '../tiles.ts'

const MAX_CHECKPOINT_BYTES = 200_000
/** An entry bundle holds 256 entries of at most 65,535 bytes. */
const MAX_TILE_BYTES = 256 * (2 + 65_535)
const WITHIN_MS = 30_000

/**
 * A log by its address (`https://office.example/ledger`), a folder of static files, or a published bundle.
 *
 * @throws AssayError `ledger/no-such-copy` for a folder that holds no log
 */
export const openLogCopy = async (where: string): Promise<LogCopy> => {
  if (/^https?:\/\//.test(where)) return httpLogCopy(where.replace(/\/+$/, ''))
  for (const folder of [join(where, 'ledger'), where]) {
    if ((await lstat(join(folder, 'checkpoint')).catch(() => undefined))?.isFile() === true) {
      return folderLogCopy(folder, folder === where ? undefined : where)
    }
  }
  throw new AssayError('ledger/no-such-copy', { where })
}

const folderLogCopy = (folder: string, bundle: string | undefined): LogCopy => ({
  where: folder,
  content: async (hex) => {
    if (bundle === undefined || !/^[0-9a-f]{64}$/.test(hex)) return undefined
    return (
      (await readBounded(join(bundle, 'evidence', `${hex}.json`), MAX_BUNDLE_FILE_BYTES)) ??
      (await readBounded(join(bundle, 'blobs', hex), MAX_BUNDLE_FILE_BYTES))
    )
  },
  checkpoint: async () =>
    textOf((await readBounded(join(folder, 'checkpoint'), MAX_CHECKPOINT_BYTES)) ?? new Uint8Array()),
  tile: (key) => readBounded(join(folder, parseTileKey(key)), MAX_TILE_BYTES),
})

const readBounded = async (path: string, limit: number): Promise<Uint8Array | undefined> => {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined
    throw new AssayError('ledger/copy-unreachable', { where: path, reason: cause.code ?? cause.message }, { cause })
  })
  if (file === undefined) return undefined
  try {
    const { size } = await file.stat()
    if (size > limit) throw new AssayError('ledger/file-too-large', { path, bytes: size, limit })
    return new Uint8Array(await file.readFile())
  } finally {
    await file.close()
  }
}

const httpLogCopy = (url: string): LogCopy => {
  const get = async (path: string, limit: number): Promise<Uint8Array | undefined> => {
    const where = `${url}/${path}`
    try {
      const answer = await fetch(where, { signal: AbortSignal.timeout(WITHIN_MS), redirect: 'error' })
      if (answer.status === 404) return undefined
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
      return await bytesWithin(answer, limit)
    } catch (cause) {
      throw new AssayError('ledger/copy-unreachable', { where, reason: reasonOf(cause) }, { cause })
    }
  }
  return {
    where: url,
    content: async () => undefined,
    checkpoint: async () => {
      const bytes = await get('checkpoint', MAX_CHECKPOINT_BYTES)
      if (bytes === undefined) throw new AssayError('ledger/no-such-copy', { where: url })
      return textOf(bytes)
    },
    tile: (key) => get(parseTileKey(key), MAX_TILE_BYTES),
  }
}

const bytesWithin = async (answer: Response, limit: number): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of answer.body ?? []) {
    length += piece.length
    if (length > limit) throw new Error(`more than ${limit} bytes`)
    pieces.push(piece)
  }
  return new Uint8Array(Buffer.concat(pieces))
}

const reasonOf = (cause: unknown): string => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return inner instanceof Error ? ((inner as NodeJS.ErrnoException).code ?? inner.message) : String(inner)
}

const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
