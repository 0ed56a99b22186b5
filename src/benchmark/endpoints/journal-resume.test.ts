import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { digestOfText } from '#base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GOLDEN, goldenRun, replay, resultDifferences } from '../../../test/support/bench-endpoint-golden.ts'
import { startBenchEndpoint, type BenchEndpoint } from '../../../test/support/bench-endpoint.ts'
import { fileJournal } from './file-journal.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-journal-'))
const key = digestOfText('one')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a journal in a file', () => {
  it('finds in a later process what an earlier one kept', async () => {
    const path = join(folder, 'kept.jsonl')
    const first = await fileJournal(path)
    await Promise.all([
      first.keep(key, { kind: 'text', text: 'a\n😀' }),
      first.keep(digestOfText('two'), { kind: 'log-probabilities', values: [-0.1, -2], greedy: null }),
    ])
    await first.close()
    const second = await fileJournal(path)
    expect(second.find(key)).toEqual({ kind: 'text', text: 'a\n😀' })
    expect(second.find(digestOfText('two'))).toEqual({ kind: 'log-probabilities', values: [-0.1, -2], greedy: null })
    await second.close()
  })

  it('drops a last line that was torn, and goes on behind it', async () => {
    const path = join(folder, 'torn.jsonl')
    const line = `${JSON.stringify({ key, answer: { kind: 'text', text: 'whole' } })}\n`
    writeFileSync(path, line + line.slice(0, 40))
    const journal = await fileJournal(path)
    expect(journal.find(key)).toEqual({ kind: 'text', text: 'whole' })
    await journal.keep(digestOfText('two'), { kind: 'text', text: 'next' })
    await journal.close()
    const again = await fileJournal(path)
    expect(again.find(digestOfText('two'))).toEqual({ kind: 'text', text: 'next' })
    await again.close()
  })

  it('refuses a damaged line in the middle instead of asking again in silence', async () => {
    const path = join(folder, 'damaged.jsonl')
    writeFileSync(path, `{"key":"nonsense"}\n`)
    await expect(fileJournal(path)).rejects.toMatchObject({
      code: 'benchmark/journal-damaged',
      facts: { path, line: 1 },
    })
  })

  it.skipIf(!existsSync('/dev/full'))('says so when the disk is full', async () => {
    const journal = await fileJournal('/dev/full')
    const kept = journal.keep(key, { kind: 'text', text: 'x' })
    await expect(kept).rejects.toMatchObject({
      code: 'benchmark/journal-unwritable',
      facts: { what: 'ENOSPC' },
    })
    await journal.close()
  })
})

describe('a run that is killed', () => {
  let server: BenchEndpoint
  beforeAll(async () => {
    server = await startBenchEndpoint()
  })
  afterAll(() => server.close())

  it('goes on where it stood, asks nothing twice and gives the same figures', async () => {
    const run = goldenRun('kobest_copa_mc.0shot')
    const path = join(folder, 'killed.jsonl')
    const script = join(folder, 'run.ts')
    // A process of its own, so that kill -9 tears a real run: slow answers leave it time to be torn in the middle.
    writeFileSync(
      script,
      `import { loadTasks, runTasks } from '${join(process.cwd(), 'src/benchmark/index.ts')}'
       import { fileJournal, folderTasks, openaiEndpoint } from '${join(process.cwd(), 'src/benchmark/endpoints/index.ts')}'
       const endpoint = openaiEndpoint({ url: process.argv[2], model: 'ngram5-cache', concurrency: 4, identity: 'n-gram' })
       const suite = await loadTasks(folderTasks(['${join(GOLDEN, 'tasks/kobest_copa_mc.yaml')}']))
       await runTasks(suite, { endpoint, journal: await fileJournal(process.argv[3]) }, { fewshot: 0 })`,
    )
    await server.asked(0)
    const child = spawn(process.execPath, [script, server.url('/v1/completions?delay_ms=25'), path], {
      stdio: 'inherit',
    })
    const ended = new Promise((done) => child.once('exit', done))
    for (let i = 0; i < 400 && (linesOf(path) < 40 || linesOf(path) > 200); i++) await pause(10)
    child.kill('SIGKILL')
    await ended
    await pause(100) // requests that were on their way when it died
    const before = await server.asked(0)
    const kept = linesOf(path)
    expect(kept).toBeGreaterThanOrEqual(40)
    expect(kept).toBeLessThan(run.wire.requests.length)

    const journal = await fileJournal(path)
    const { results, asked } = await replay(run, server, { journal, expected: run.wire.requests.length - kept })
    await journal.close()
    expect(asked.length).toBe(run.wire.requests.length - kept)
    expect(before.length - kept).toBeLessThanOrEqual(4) // only what was in flight, one for each connection
    expect(resultDifferences(run, results)).toEqual([])
  })
})

const linesOf = (path: string): number => {
  try {
    return readFileSync(path, 'utf8').split('\n').length - 1
  } catch {
    return 0 // not begun yet
  }
}
