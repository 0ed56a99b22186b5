import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { instantOf } from '#base'
import { appendLeaf, emptyRange, leafHash, openCheckpoint, rootOf } from '#ledger'
import { openStore } from '#store'

export type Killed = { readonly kills: number; readonly acknowledged: number; readonly entries: number }

const PROCESSES = 3

/**
 * Kills appending processes of one office at random moments (SIGKILL), as often as asked, starting another for each, and
 * then looks as an outsider would: every entry that any of them was told is there stands at its index, indices have no gap,
 * and every signed head is the root of the entries before it.
 *
 * @param draw a number from 0 up to 1, for the moments
 * @throws Error with the first thing that does not hold
 */
export const killAppenders = async (home: string, kills: number, draw: () => number): Promise<Killed> => {
  const store = await openStore({ home, clock: () => instantOf(new Date()) })
  const acknowledged = new Map<number, string>()
  const startOne = (name: string) => {
    const child = spawn(
      process.execPath,
      ['--no-warnings', join(import.meta.dirname, '../acceptance/store-child.ts'), 'append', home, '1000000', name],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let said = ''
    const ready = new Promise<void>((resolve) =>
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const lines = (said + text).split('\n')
        said = lines.pop() ?? ''
        for (const line of lines) {
          const [word, index] = line.split(' ')
          if (word === 'acknowledged') acknowledged.set(Number(index), name)
        }
        resolve()
      }),
    )
    const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
    return { ready, ended, kill: () => child.kill('SIGKILL') }
  }
  try {
    let started = 0
    const next = () => startOne(`appender-${started++}`)
    const running = Array.from({ length: PROCESSES }, next)
    for (let killed = 0; killed < kills; killed++) {
      const at = killed % PROCESSES
      const victim = running[at] as ReturnType<typeof startOne>
      await victim.ready
      await delay(draw() * 250)
      victim.kill()
      await victim.ended
      running[at] = next()
    }
    for (const one of running) {
      one.kill()
      await one.ended
    }
    await refuseLoss(store.ledger, acknowledged)
    return { kills: kills + PROCESSES, acknowledged: acknowledged.size, entries: await store.ledger.size() }
  } finally {
    await store.close()
  }
}

type Ledger = Awaited<ReturnType<typeof openStore>>['ledger']

const refuseLoss = async (ledger: Ledger, acknowledged: ReadonlyMap<number, string>): Promise<void> => {
  await ledger.append([
    { at: instantOf(new Date()), act: 'evidence-admitted', programme: 'after', digests: {}, by: 'office' },
  ])
  const bytes = await ledger.entryBytes(0)
  const entries = await ledger.entries(0)
  for (const [index, name] of acknowledged) {
    if (entries[index]?.programme !== name)
      throw new Error(`entry ${index} of ${name} was acknowledged and is not there`)
  }
  const roots = new Map<number, Uint8Array>()
  let range = emptyRange
  for (const entry of bytes) {
    range = appendLeaf(range, leafHash(entry))
    roots.set(range.size, rootOf(range))
  }
  for (const note of await ledger.checkpoints()) {
    const { size, root } = openCheckpoint(note, ledger.verifierKey)
    const computed = roots.get(size)
    if (computed === undefined || Buffer.compare(computed, root) !== 0)
      throw new Error(`checkpoint ${size} does not hold`)
  }
}
