import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assay, assayJson, root, scratch, startAssay } from '../support/assay.ts'

type Outcome = {
  readonly decision: {
    readonly status: string
    readonly vacancies: number
    readonly teams: readonly {
      readonly id: string
      readonly standing: string
      readonly gates: readonly { readonly id: string; readonly state: string; readonly finding: string }[]
    }[]
  }
  readonly bundle: string
  readonly verification: { readonly ok: boolean; readonly checked: { readonly recomputed: number } }
}

describe('the sample round', () => {
  it('runs from weights to a verified decision, and a second run changes nothing', async () => {
    await using home = await scratch()
    const first = await assayJson<Outcome>(['run', 'programmes/sample', '--home', home.path])
    expect(first.code).toBe(0)
    const { decision, bundle, verification } = first.json
    expect(decision.status).toBe('decided')
    expect(Object.fromEntries(decision.teams.map(({ id, standing }) => [id, standing]))).toMatchObject({
      birch: 'removed: gate',
    })
    expect(decision.teams.find(({ id }) => id === 'birch')?.gates).toContainEqual(
      expect.objectContaining({ id: 'from-scratch', state: 'not-met', finding: 'partial' }),
    )
    expect(decision.teams.filter(({ standing }) => standing === 'advances')).toHaveLength(2)
    expect(decision.vacancies).toBe(1)
    expect(verification.ok).toBe(true)

    const again = await assayJson<Outcome>(['run', 'programmes/sample', '--home', home.path])
    expect(again.json.decision).toEqual(decision)
    const entries = JSON.parse(await readFile(join(bundle, 'manifest.json'), 'utf8')) as {
      files: { path: string; sha256: string }[]
    }
    expect(entries.files.some(({ path }) => path === 'report.html')).toBe(true)
    expect((await assay(['verify', bundle])).code).toBe(0)

    await writeFile(
      join(bundle, 'decision.json'),
      (await readFile(join(bundle, 'decision.json'), 'utf8')).replace('removed: gate', 'advances'),
    )
    const changed = await assayJson<{ ok: boolean; failure: { where: string } }>(['verify', bundle])
    expect(changed.code).toBe(1)
    expect(changed.json).toMatchObject({
      ok: false,
      failure: { where: expect.stringContaining('decision.json') as string },
    })
  })

  it('goes on after kill -9 in the middle of the benchmark', async () => {
    await using home = await scratch()
    const killed = startAssay(['run', 'programmes/sample', '--home', home.path])
    await killed.says(/Benchmark: \w+/)
    killed.child.kill('SIGKILL')
    await killed.ended
    const { code, json } = await assayJson<Outcome>(['run', 'programmes/sample', '--home', home.path])
    expect(code).toBe(0)
    expect(json.verification.ok).toBe(true)
  })

  it('lets one of two runs of a round on one folder go on, and tells the other', async () => {
    await using home = await scratch()
    const args = ['run', 'programmes/sample', '--home', home.path]
    const both = await Promise.all([assay(args), assay(args)])
    const [first, second] = both.toSorted((a, b) => (a.code ?? 0) - (b.code ?? 0))
    expect(first?.code).toBe(0)
    expect(second?.code).toBe(3)
    expect(second?.stderr.trimEnd().split('\n').at(-1)).toMatch(/^assay: .*(?:running|in progress|evaluat)/i)
  })

  it('refuses to change sealed rules during play', async () => {
    await using home = await scratch()
    await using copy = await scratch()
    await cp(join(root, 'programmes/sovereign-ai-2026'), copy.path, { recursive: true })
    expect((await assay(['run', copy.path, '--home', home.path])).code).toBe(0)
    const rules = join(copy.path, 'programme.yaml')
    await writeFile(rules, (await readFile(rules, 'utf8')).replace('seats: 4', 'seats: 3'))
    const { code, stderr } = await assay(['run', copy.path, '--home', home.path])
    expect(code).toBe(2)
    expect(stderr).toMatch(/has sealed other rules/)
  })

  it('names what is missing where a programme folder is empty', async () => {
    await using folder = await scratch()
    await mkdir(join(folder.path, 'nothing'))
    const { code, stderr } = await assay(['run', join(folder.path, 'nothing'), '--home', join(folder.path, 'home')])
    expect(code).toBe(2)
    expect(stderr).toMatch(/programme\.yaml/)
  })
})
