import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AssayError } from '#base'

/** Whom the database server runs as. `undefined`: as this process, which is the rule wherever it is not root's. */
export type ServerUser = { readonly name: string; readonly uid: number; readonly gid: number } | undefined

/** PostgreSQL refuses to run as root; of these the first that the machine knows takes over. */
const STAND_INS = ['postgres', 'nobody']

/** @throws AssayError `store/no-user-for-database` */
export const serverUser = async (standIns: readonly string[] = STAND_INS): Promise<ServerUser> => {
  if (process.getuid?.() !== 0) return undefined
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  for (const name of standIns) {
    const [, , uid, gid] = lines.find((fields) => fields[0] === name) ?? []
    if (uid !== undefined && gid !== undefined) return { name, uid: Number(uid), gid: Number(gid) }
  }
  throw new AssayError('store/no-user-for-database', { tried: standIns })
}

/** Whether the server's user may walk down to a folder that is there. Reads permissions; access lists are not seen. */
export const canReach = async (folder: string, user: ServerUser): Promise<boolean> => {
  if (user === undefined) return true
  for (let path = folder; ; path = dirname(path)) {
    const { mode, uid, gid } = await stat(path)
    const enter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if ((mode & enter) === 0) return false
    if (path === dirname(path)) return true
  }
}

export type Ended = { readonly code: number; readonly said: string }

/** Runs a program of PostgreSQL as the server's user, in an environment that no locale or PG* variable bends. */
export const runAs = (
  user: ServerUser,
  program: string,
  args: readonly string[],
  timeoutMs: number = 60_000,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid }
    const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
    execFile(
      program,
      [...args],
      { ...identity, env: environment, cwd: '/', timeout: timeoutMs, maxBuffer: 2 ** 20 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code
        if (typeof code === 'number') resolve({ code, said: `${stdout}${stderr}`.trim() })
        else if (error?.killed === true) resolve({ code: -1, said: `no answer within ${timeoutMs / 1000} s` })
        else reject(error) // it could not be started at all
      },
    )
  })
