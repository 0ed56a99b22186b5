import { describe, expect, it } from 'vitest'
import { assay, assayJson } from '../support/assay.ts'

type Comparison = {
  readonly finding: string
  readonly components: readonly {
    readonly component: string
    readonly finding: string
    readonly reason: string | null
    readonly frames: readonly string[]
    readonly log10P: number
  }[]
}

const findings = (comparison: Comparison) =>
  Object.fromEntries(comparison.components.map(({ component, finding }) => [component, finding]))

describe('assay compare', () => {
  it('finds the tuned vision encoder, and the language model innocent', async () => {
    const { code, json } = await assayJson<Comparison>(['compare', 'test/zoo/vlm-suspect', 'test/zoo/vlm-foreign'])
    expect(code).toBe(0)
    expect(json.finding).toBe('partial')
    expect(findings(json)).toEqual({ language: 'independent', vision: 'derived' })
    expect(json.components.every(({ frames }) => frames.join() === 'ident')).toBe(true)
  })

  it('says no with --require, and why a pair cannot be compared', async () => {
    const { code, json } = await assayJson<Comparison>([
      'compare',
      'test/zoo/base-d',
      'test/zoo/base-a',
      '--require',
      'independent',
    ])
    expect(code).toBe(1)
    expect(json).toMatchObject({ finding: 'inconclusive', components: [{ component: 'language', reason: 'no-frame' }] })
  })

  it('prints the finding first, for people', async () => {
    const { code, stdout } = await assay(['compare', 'test/zoo/a-finetune', 'test/zoo/base-a'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Finding: derived/)
  })

  it.each([
    ['a folder that is not there', ['compare', 'nowhere', 'test/zoo/base-a'], /nowhere/],
    ['a file that is no safetensors', ['compare', 'README.md', 'test/zoo/base-a'], /README\.md/],
    [
      'a finding that does not exist',
      ['compare', 'test/zoo/base-b', 'test/zoo/base-a', '--require', 'guilty'],
      /guilty/,
    ],
    ['an option that does not exist', ['compare', 'test/zoo/base-b', 'test/zoo/base-a', '--fast'], /--fast/],
  ])('refuses %s in one line, exit 2', async (_what, args, line) => {
    const { code, stdout, stderr } = await assay(args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(line)
  })
})
