import { hash, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AssayError } from '#base'
import type { SigningKey } from '../signed-note.ts'
import { nodeSigningKey } from './node-crypto.ts'

const SEED_BYTES = 32

/**
 * The key of a witness, in a file that only its user can read: its name, and the seed in hex. Made the first time.
 *
 * @param name of a new key; a web address without scheme is the custom. By default made of the key itself
 * @throws AssayError `ledger/witness-key-exposed`, `ledger/witness-key-damaged`, `ledger/witness-key-named` when the key
 *   there has another name than the one asked for, and those of keys
 */
export const witnessKey = async (path: string, name: string | undefined): Promise<SigningKey> => {
  const standing = (await readKey(path)) ?? (await makeKey(path, name))
  if (name !== undefined && standing.name !== name) {
    throw new AssayError('ledger/witness-key-named', { path, got: standing.name, wanted: name })
  }
  return standing
}

const readKey = async (path: string): Promise<SigningKey | undefined> => {
  const status = await stat(path).catch(() => undefined)
  if (status === undefined) return undefined
  if ((status.mode & 0o077) !== 0) throw new AssayError('ledger/witness-key-exposed', { path })
  const [, name = '', seed = ''] = /^(\S{1,200}) ([0-9a-f]{64})\n$/.exec(await readFile(path, 'utf8')) ?? []
  if (name === '') throw new AssayError('ledger/witness-key-damaged', { path })
  return nodeSigningKey(name, Buffer.from(seed, 'hex'))
}

const makeKey = async (path: string, name: string | undefined): Promise<SigningKey> => {
  const seed = randomBytes(SEED_BYTES)
  const { publicKey } = nodeSigningKey('witness', seed)
  const key = nodeSigningKey(name ?? `witness-${hash('sha256', publicKey, 'hex').slice(0, 8)}`, seed)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(`${key.name} ${seed.toString('hex')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  return key
}
