import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AssayError } from '#base'
import { newSigningKey, type SigningKey } from '#ledger'

/**
 * Reads a team's key: its name and its 32 secret bytes in hex, in a file that only its user can read.
 *
 * @throws AssayError `submission/key-missing`, `submission/key-exposed`, `submission/key-damaged`
 */
export const readTeamKey = async (path: string): Promise<SigningKey> => {
  const status = await stat(path).catch(() => undefined)
  if (status === undefined || !status.isFile()) throw new AssayError('submission/key-missing', { path })
  if ((status.mode & 0o077) !== 0) throw new AssayError('submission/key-exposed', { path })
  const text = status.size > 1000 ? '' : await readFile(path, 'utf8')
  const [, name, seed] = /^(\S{1,200}) ([0-9a-f]{64})\n$/.exec(text) ?? []
  if (name === undefined || seed === undefined) throw new AssayError('submission/key-damaged', { path })
  return newSigningKey(name, Buffer.from(seed, 'hex'))
}

/**
 * Makes a key in a new file of mode 0600; a file that is there is left alone.
 *
 * @throws AssayError `submission/key-exists`, `submission/key-not-written`, `ledger/key-name-malformed`
 */
export const makeTeamKey = async (path: string, name: string): Promise<SigningKey> => {
  const seed = randomBytes(32)
  const key = newSigningKey(name, seed)
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(`${name} ${seed.toString('hex')}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    return key
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new AssayError('submission/key-exists', { path }, { cause })
    throw new AssayError('submission/key-not-written', { path, reason: code }, { cause })
  }
}
