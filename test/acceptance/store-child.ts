// A process of an office in the tests of the store: `node store-child.ts WORD HOME …`. It prints one line for each event.
import { setTimeout as delay } from 'node:timers/promises'
import { AssayError, type Clock, digestOfText, instantOf } from '#base'
import type { Store } from '#office'
import { openStore } from '#store'

const [word = '', home = '', ...rest] = process.argv.slice(2)
const clock: Clock = () => instantOf(new Date())
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const words: Readonly<Record<string, (store: Store) => Promise<void>>> = {
  /** opens, and stays until it is killed */
  stay: async () => {
    await delay(60_000)
  },
  /** opens and leaves */
  visit: async (store) => {
    say(`size ${await store.ledger.size()}`)
  },
  /** appends N entries one after another; `acknowledged INDEX` after each */
  append: async (store) => {
    const [count = '1', name = 'test'] = rest
    for (let i = 0; i < Number(count); i++) {
      const { first } = await store.ledger.append([
        {
          at: clock(),
          act: 'evidence-admitted',
          programme: name,
          digests: { evidence: digestOfText(`${name} ${i}`) },
          by: 'office',
        },
      ])
      say(`acknowledged ${first}`)
    }
  },
  /** works on the queue `slow`: `started ATTEMPT`, and never ends a job */
  hang: async (store) => {
    await store.jobs.queue('slow')
    await store.jobs.work(
      'slow',
      async ({ attempt }) => {
        say(`started ${attempt}`)
        await delay(60_000)
        return null
      },
      { concurrency: 1 },
    )
    await delay(60_000)
  },
  /** begins the run of round one and stays */
  run: async (store) => {
    const start = await store.runs.begin({ programme: 'test', round: 'one', rules: digestOfText('rules') })
    say(`run ${start.kind}`)
    await delay(60_000)
  },
  /** puts more than it is allowed to write */
  fill: async (store) => {
    const piece = new Uint8Array(64 * 1024).fill(7)
    await store.blobs.put(
      (async function* () {
        for (let i = 0; i < 2048; i++) yield piece
      })(),
    )
  },
}

try {
  const store = await openStore({ home, clock })
  process.on('SIGINT', () => process.exit(130)) // as abrupt as Ctrl-C can be: nothing is closed
  say(`open ${process.getuid?.()}`) // last: whoever hears it may press Ctrl-C at once
  await words[word]?.(store)
  await store.close()
  say('closed')
} catch (error) {
  if (!(error instanceof AssayError)) throw error
  say(`error ${error.code} ${JSON.stringify(error.facts)}`)
  process.exit(3)
}
