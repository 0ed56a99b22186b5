import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { root } from '../support/assay.ts'

const run = promisify(execFile)

// Some commands have the names of package.json's scripts: what a user calls must be the command.
it.each(['check', 'bench', 'compare', 'run'])('the launcher hands `assay %s` on to the command line', async (word) => {
  const { stdout } = await run(process.execPath, [join(root, 'bin/begin.mjs'), word, '--help'])
  expect(stdout).toContain(`Usage: assay ${word}`)
})
