import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AssayError } from '#base'
import type { JobState, Store } from '#office'
import { openStore } from '#store'
import { clock, startChild, temporaryFolder } from './store-offices.ts'

let office: Awaited<ReturnType<typeof temporaryFolder>>
let home: string
let store: Store
beforeAll(async () => {
  office = await temporaryFolder()
  home = join(office.folder, 'office')
  store = await openStore({ home, clock })
})
afterAll(async () => {
  await store.close()
  await office.end()
})

describe('jobs', () => {
  it('of a worker that was killed are done once, by another, within 15 seconds', async () => {
    await store.jobs.queue('slow')
    const id = await store.jobs.send('slow', { team: 'a' }, { key: 'team a' })
    const hanging = startChild(['hang', home])
    expect(await hanging.line('started')).toBe('started 1')
    hanging.process.kill('SIGKILL')
    await hanging.ended
    const killedAt = performance.now()

    const done: unknown[] = []
    const worker = await store.jobs.work('slow', async ({ data, attempt }) => done.push({ data, attempt }), {
      concurrency: 2,
    })
    const others = await Promise.all(
      ['b', 'c', 'd'].map((team) => store.jobs.send('slow', { team }, { key: `team ${team}` })),
    )
    expect(await store.jobs.wait([id, ...others])).toMatchObject(Array.from({ length: 4 }, () => ({ state: 'done' })))
    expect(performance.now() - killedAt).toBeLessThan(20_000) // 15 s and what a busy machine adds
    expect(done).toHaveLength(4)
    expect(done).toContainEqual({ data: { team: 'a' }, attempt: 2 })
    await worker.stop()
  })

  it('begin within a moment when a worker waits, all of them', async () => {
    await store.jobs.queue('quick')
    const begun: number[] = []
    const worker = await store.jobs.work('quick', async () => begun.push(performance.now()), { concurrency: 2 })
    await delay(1_300) // it has found nothing, and waits
    const sent = performance.now()
    const ids = await Promise.all(Array.from({ length: 8 }, (_, i) => store.jobs.send('quick', i, { key: String(i) })))
    await store.jobs.wait(ids)
    expect(Math.min(...begun) - sent).toBeLessThan(500) // 30 ms on an idle machine
    expect(Math.max(...begun) - sent).toBeLessThan(900) // no job waits for a poll
    await worker.stop()
  })

  it('of one key stand in the queue once, and can be sent again when they have ended', async () => {
    await store.jobs.queue('keyed')
    const first = await store.jobs.send('keyed', 1, { key: 'same' })
    expect(await store.jobs.send('keyed', 2, { key: 'same' })).toBe(first)
    expect(await store.jobs.send('keyed', 3, { key: 'other' })).not.toBe(first)
    const worker = await store.jobs.work('keyed', async ({ data }) => data, { concurrency: 1 })
    expect(await store.jobs.wait([first])).toEqual([{ id: first, state: 'done', result: 1 }])
    const again = await store.jobs.send('keyed', 4, { key: 'same' })
    expect(await store.jobs.wait([again])).toEqual([{ id: again, state: 'done', result: 4 }])
    await worker.stop()
  })

  it('that are refused fail at once with code and facts; that crash are tried again, and not for ever', async () => {
    await store.jobs.queue('failing', { retries: 2 })
    const attempts: string[] = []
    const worker = await store.jobs.work(
      'failing',
      async ({ data, attempt }) => {
        attempts.push(`${JSON.stringify(data)} ${attempt}`)
        if (data === 'refused') throw new AssayError('tensors/missing-shard', { shard: 'model-2' })
        if (data === 'crashes' || attempt < 3) throw new Error('out of luck')
        return 'at last'
      },
      { concurrency: 1 },
    )
    const ids = []
    for (const data of ['refused', 'crashes', 'recovers'])
      ids.push(await store.jobs.send('failing', data, { key: data }))
    expect(await store.jobs.wait(ids)).toMatchObject([
      { state: 'failed', failure: { code: 'tensors/missing-shard', facts: { shard: 'model-2' } } },
      { state: 'failed', failure: { code: 'store/job-crashed', facts: { reason: 'out of luck' } } },
      { state: 'done', result: 'at last' },
    ])
    expect(attempts.toSorted()).toEqual([
      '"crashes" 1',
      '"crashes" 2',
      '"crashes" 3',
      '"recovers" 1',
      '"recovers" 2',
      '"recovers" 3',
      '"refused" 1',
    ])
    await worker.stop()
  })

  it('tell how far they are, to whoever waits', async () => {
    await store.jobs.queue('telling')
    const worker = await store.jobs.work(
      'telling',
      async ({ progress }) => {
        for (let done = 1; done <= 5; done++) {
          progress({ done, of: 5, unit: 'items' })
          await delay(200)
        }
        return null
      },
      { concurrency: 1 },
    )
    const id = await store.jobs.send('telling', null, { key: 'x' })
    const seen: JobState[] = []
    await store.jobs.wait([id], { onChange: (state) => seen.push(state) })
    expect(seen).toContainEqual({ id, state: 'running', progress: { done: 3, of: 5, unit: 'items' } })
    expect(seen.at(-1)).toEqual({ id, state: 'done', result: null })
    await worker.stop()
  })

  it('are handed back when their worker closes, and taken up at once', async () => {
    await store.jobs.queue('handed')
    const other = await openStore({ home, clock })
    const begun = Promise.withResolvers<void>()
    await other.jobs.queue('handed')
    await other.jobs.work(
      'handed',
      async ({ signal }) => {
        begun.resolve()
        await delay(60_000, undefined, { signal }).catch(() => undefined)
        throw new AssayError('benchmark/interrupted') // its worker is closing: no refusal of the input
      },
      { concurrency: 1 },
    )
    const id = await store.jobs.send('handed', null, { key: 'x' })
    await begun.promise
    await other.close()
    const worker = await store.jobs.work('handed', async ({ attempt }) => attempt, { concurrency: 1 })
    const since = performance.now()
    expect(await store.jobs.wait([id])).toEqual([{ id, state: 'done', result: 2 }])
    expect(performance.now() - since).toBeLessThan(3_000)
    await worker.stop()
  })

  it('can be left by who waits, and go on', async () => {
    await store.jobs.queue('left')
    const id = await store.jobs.send('left', null, { key: 'x' })
    await expect(store.jobs.wait([id], { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/i)
    const worker = await store.jobs.work('left', async () => 'done anyway', { concurrency: 1 })
    expect(await store.jobs.wait([id])).toMatchObject([{ state: 'done' }])
    await worker.stop()
  })
})
