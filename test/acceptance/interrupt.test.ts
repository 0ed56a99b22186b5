import { describe, expect, it } from 'vitest'
import { assay, scratch, startAssay } from '../support/assay.ts'

/** What stderr has said when Ctrl-C is pressed, stage after stage of one round in one office. */
const MOMENTS = [
  /Open the office/,
  /Seal the rules/,
  /Receive submissions: 4/,
  /Benchmark: \w+ /,
  /Benchmark: 4/,
  /Compare weights: \w+ /,
  /Compare weights: 4/,
  /Experts and users/,
  /Replies and determinations/,
  /Decide/,
]

describe('Ctrl-C', () => {
  it('ends a run at every stage with 130, and the next goes on where it stood', async () => {
    await using home = await scratch()
    for (const moment of MOMENTS) {
      const run = startAssay(['run', 'programmes/sample', '--home', home.path])
      await run.says(moment)
      run.child.kill('SIGINT')
      expect({ moment, code: (await run.ended).code }).toEqual({ moment, code: 130 })
    }
    const { code, stdout } = await assay(['run', 'programmes/sample', '--home', home.path])
    expect(code).toBe(0)
    expect(stdout).toMatch(/Verified/)
  })
})
