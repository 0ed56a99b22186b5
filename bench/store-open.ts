import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { instantOf } from '#base'
import { openStore } from '#store'
import { binariesFor } from '../src/store/cluster/binaries.ts'
import { makeCluster } from '../src/store/cluster/make-cluster.ts'
import { runAs, serverUser } from '../src/store/cluster/server-user.ts'
import type { Measure } from './main.ts'

const REOPENINGS = 5

/**
 * From nothing to the first answered question of a fresh office, and of one that was closed before. Beside each, what
 * PostgreSQL's own programs take for their share of it: making a cluster and starting it; starting it.
 */
export const measures = async (): Promise<readonly Measure[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'))
  await chmod(folder, 0o755)
  try {
    const own = await ownPrograms(folder)
    const home = join(folder, 'office')
    const fresh = await firstAnswer(home)
    const again: number[] = []
    for (let i = 0; i < REOPENINGS; i++) again.push(await firstAnswer(home))
    return [
      measure('store-open-fresh', fresh, '≤ 2 s', 'initdb and pg_ctl start', own.fresh),
      measure('store-open-again', median(again), '≤ 0.5 s', 'pg_ctl start', own.again),
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const measure = (name: string, seconds: number, goal: string, peer: string, peerSeconds: number): Measure => ({
  name,
  value: seconds,
  unit: 's',
  goal,
  against: `${peer}: ${peerSeconds.toFixed(3)}`,
  ratio: seconds / peerSeconds,
})

const firstAnswer = async (home: string): Promise<number> => {
  const began = performance.now()
  const store = await openStore({ home, clock: () => instantOf(new Date()) })
  await store.ledger.size()
  const seconds = (performance.now() - began) / 1000
  await store.close()
  return seconds
}

const ownPrograms = async (folder: string): Promise<{ readonly fresh: number; readonly again: number }> => {
  const user = await serverUser()
  const binaries = await binariesFor(user, folder)
  const cluster = join(await realpath(folder), 'alone')
  const options = `-c listen_addresses= -c unix_socket_directories=${join(cluster, 'run')}`
  const pgCtl = (...words: string[]) =>
    runAs(user, binaries.pgCtl, ['-D', join(cluster, 'data'), '-w', '-l', join(cluster, 'log'), ...words])
  const began = performance.now()
  await makeCluster(cluster, binaries, user)
  await pgCtl('-o', options, 'start')
  const fresh = (performance.now() - began) / 1000
  await pgCtl('stop')
  const again: number[] = []
  for (let i = 0; i < REOPENINGS; i++) {
    const started = performance.now()
    await pgCtl('-o', options, 'start')
    again.push((performance.now() - started) / 1000)
    await pgCtl('stop')
  }
  return { fresh, again: median(again) }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
