// One process of an office that appends: `node child.ts HOME IN_FLIGHT FOR_MS`. It says `ready`, waits for a line, appends for
// that long, and says how many entries were acknowledged to it.
import { once } from 'node:events'
import { digestOfText, instantOf } from '#base'
import type { LedgerEntry } from '#ledger'
import { openStore } from '#store'

const [home = '', inFlight = '1', forMs = '1000'] = process.argv.slice(2)
const AT = instantOf(new Date(0))

const entry = (i: number): LedgerEntry => ({
  at: AT,
  act: 'evidence-admitted',
  programme: 'bench',
  round: 'one',
  subject: { round: 'one', team: `team-${i}` },
  digests: { evidence: digestOfText(String(i)) },
  by: 'office',
  facts: { kind: 'bench.nia', process: process.pid },
})

const store = await openStore({ home, clock: () => instantOf(new Date()) })
await store.ledger.append([entry(0)])
process.stdout.write('ready\n')
await once(process.stdin, 'data')
const began = performance.now()
let done = 0
await Promise.all(
  Array.from({ length: Number(inFlight) }, async () => {
    for (; performance.now() - began < Number(forMs); done++) await store.ledger.append([entry(done)])
  }),
)
process.stdout.write(`done ${done} ${performance.now() - began}\n`)
await store.close()
process.exit(0)
