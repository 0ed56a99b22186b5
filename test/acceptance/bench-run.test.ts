import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assayJson, root, scratch } from '../support/assay.ts'
import { startBenchEndpoint } from '../support/bench-endpoint.ts'

type Results = { readonly results: Readonly<Record<string, Readonly<Record<string, number | string>>>> }

const golden = async (run: string): Promise<Results> =>
  JSON.parse(await readFile(join(root, `test/golden/benchmark/runs/${run}.json`), 'utf8')) as Results

describe('assay bench run', () => {
  it.each(['kobest_copa_mc', 'kobest_sentineg_gen', 'lastword_ko'])(
    'gives lm-evaluation-harness’s figures under its own keys: %s',
    async (task) => {
      await using folder = await scratch()
      const endpoint = await startBenchEndpoint()
      try {
        const args = [
          'bench',
          'run',
          `test/golden/benchmark/tasks/${task}.yaml`,
          '--endpoint',
          endpoint.url('/v1/completions'),
          '--model',
          'ngram5-cache',
          '--num-fewshot',
          '0',
          '--journal',
          join(folder.path, 'journal.jsonl'),
        ]
        const { code, json } = await assayJson<Results>(args)
        expect(code).toBe(0)
        const wanted = (await golden(`${task}.0shot`)).results[task] ?? {}
        const figures = Object.entries(wanted).filter(([key]) => key.includes(','))
        expect(figures.length).toBeGreaterThan(1)
        for (const [key, value] of figures) {
          if (typeof value === 'number') expect(json.results[task]?.[key]).toBeCloseTo(value, 9)
          else expect(json.results[task]?.[key]).toBe(value)
        }
      } finally {
        await endpoint.close()
      }
    },
  )
})
