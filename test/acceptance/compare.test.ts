import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assay, assayJson } from '../support/assay.ts'

type Comparison = {
  readonly finding: string
  readonly relation?: string
  readonly bytesRead: number
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
    // The language model was looked at through every disguise that a rotation or another order can give.
    expect(json.components[0]?.frames).toEqual(['ident', 'prof', 'anch', 'proc', 'chan'])
  })

  it('says no with --require where another finding comes out', async () => {
    const { code, json } = await assayJson<Comparison>([
      'compare',
      'test/zoo/a-rotated',
      'test/zoo/base-a',
      '--require',
      'independent',
    ])
    expect(code).toBe(1)
    expect(json).toMatchObject({ finding: 'derived', relation: 'rotated' })
  })

  it('compares models of two widths', async () => {
    const { code, json } = await assayJson<Comparison>(['compare', 'test/zoo/base-d', 'test/zoo/base-a'])
    expect(code).toBe(0)
    expect(findings(json)).toEqual({ language: 'independent' })
  })

  it('reads a quantised GGUF, and a model with an adapter merged into it', async () => {
    const quantised = ['compare', 'test/golden/gguf/base-a-q8_0.gguf', 'test/zoo/base-a']
    expect((await assayJson<Comparison>(quantised)).json).toMatchObject({ finding: 'derived', relation: 'rounded' })
    const adapted = [
      'compare',
      'test/zoo/base-a',
      'test/zoo/base-a',
      '--adapter',
      'test/golden/adapters/lora-r4-all-bf16',
    ]
    expect((await assayJson<Comparison>(adapted)).json).toMatchObject({
      finding: 'derived',
      relation: 'low-rank-update',
    })
  })

  it('writes a page that stands alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-page-'))
    try {
      const page = join(folder, 'finding.html')
      const { code, stderr } = await assay(['compare', 'test/zoo/a-finetune', 'test/zoo/base-a', '--page', page])
      expect(code).toBe(0)
      expect(stderr).toContain(page)
      const html = await readFile(page, 'utf8')
      expect(html).toContain('a-finetune')
      expect(html.replace(/<script.*?<\/script>/gs, '')).not.toMatch(/(?:src|href)="https?:/)
      expect(await readdir(folder)).toEqual(['finding.html'])
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('keeps a journal of what it read, bound to the two models', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-journal-'))
    try {
      const journal = join(folder, 'pair.jsonl')
      const words = ['compare', 'test/zoo/a-finetune', 'test/zoo/base-a', '--journal', journal]
      const first = await assayJson<Comparison>(words)
      const kept = await readFile(journal, 'utf8')
      expect(kept.split('\n').length).toBeGreaterThan(10)
      await writeFile(journal, kept.slice(0, -20)) // as a kill in the middle of a line leaves it
      const second = await assayJson<Comparison>(words)
      expect(second.json.components).toEqual(first.json.components)
      expect(second.json.bytesRead).toBeLessThan(first.json.bytesRead)
      expect(await readFile(journal, 'utf8')).toBe(kept)
      const other = await assay(['compare', 'test/zoo/a-lora', 'test/zoo/base-a', '--journal', journal])
      expect(other.code).toBe(2)
      expect(other.stderr).toContain('journal of another comparison')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('shows how much of one tokenizer is in the other, apart from the finding', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-tokenizers-'))
    try {
      for (const [name, vocab] of [
        ['base-b', { a: 0, b: 1, ab: 2, c: 3 }],
        ['base-a', { a: 0, b: 1, ab: 2, d: 3 }],
      ] as const) {
        await cp(`test/zoo/${name}`, join(folder, name), { recursive: true })
        await writeFile(join(folder, name, 'tokenizer.json'), JSON.stringify({ model: { vocab, merges: ['a b'] } }))
      }
      const { stdout } = await assay(['compare', join(folder, 'base-b'), join(folder, 'base-a')])
      expect(stdout).toMatch(/^Finding: independent/)
      expect(stdout).toContain('60 % of all tokens in common, 100 % of these under the same number')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('prints the finding first, for people', async () => {
    const { code, stdout } = await assay(['compare', 'test/zoo/a-finetune', 'test/zoo/base-a'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Finding: derived/)
  })

  it.each([
    ['a folder that is not there', ['compare', 'nowhere', 'test/zoo/base-a'], /nowhere/],
    ['a file that holds no weights', ['compare', 'README.md', 'test/zoo/base-a'], /README\.md/],
    [
      'a finding that does not exist',
      ['compare', 'test/zoo/base-b', 'test/zoo/base-a', '--require', 'guilty'],
      /guilty/,
    ],
    [
      'a page in a folder that is not there',
      ['compare', 'test/zoo/base-b', 'test/zoo/base-a', '--page', 'nowhere/page.html'],
      /nowhere\/page\.html/,
    ],
    ['an option that does not exist', ['compare', 'test/zoo/base-b', 'test/zoo/base-a', '--fast'], /--fast/],
  ])('refuses %s in one line, exit 2', async (_what, args, line) => {
    const { code, stdout, stderr } = await assay(args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(line)
  })
})
