// Kills appending processes at random moments and verifies the ledger as an outsider would:
//   node scripts/kill-appenders.ts [KILLS=100] [SEED=1]
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killAppenders } from '../test/support/kill-appenders.ts'

const [kills = '100', seed = '1'] = process.argv.slice(2)

// Mulberry32: the moments can be played again.
let state = Number(seed)
const draw = (): number => {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

const folder = await mkdtemp(join(tmpdir(), 'assay-kills-'))
await chmod(folder, 0o755)
try {
  const { kills: killed, acknowledged, entries } = await killAppenders(join(folder, 'office'), Number(kills), draw)
  process.stdout.write(
    `${killed} kills, ${acknowledged} entries acknowledged, all of them among ${entries}; the ledger holds\n`,
  )
} finally {
  await rm(folder, { recursive: true, force: true })
}
