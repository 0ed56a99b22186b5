import { describe, expect, it } from 'vitest'
import { assayJson, scratch, startAssay } from '../support/assay.ts'

describe('assay work', () => {
  it('shares a round with the process that runs it, and its death by kill -9 loses nothing', async () => {
    await using home = await scratch()
    const worker = startAssay(['work', '--home', home.path, '--concurrency', '4'])
    await worker.says(/Waiting for jobs/)
    const round = assayJson<{ decision: { status: string }; verification: { ok: boolean } }>([
      'run',
      'programmes/sample',
      '--home',
      home.path,
      '--concurrency',
      '1',
    ])
    await worker.says(/benchmark \w+ …/) // it has a job at hand, and has not finished it
    worker.child.kill('SIGKILL')
    await worker.ended
    const { code, json } = await round
    expect(code).toBe(0)
    expect(json.decision.status).toBe('decided')
    expect(json.verification.ok).toBe(true)
  })

  it('ends on Ctrl-C with exit 0', async () => {
    await using home = await scratch()
    const worker = startAssay(['work', '--home', home.path])
    await worker.says(/Waiting for jobs/)
    worker.child.kill('SIGINT')
    expect((await worker.ended).code).toBe(0)
  })
})
