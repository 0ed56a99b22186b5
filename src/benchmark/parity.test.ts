import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goldenRun, replay, resultDifferences, wireDifferences } from '../../test/support/bench-endpoint-golden.ts'
import { startBenchEndpoint, type BenchEndpoint } from '../../test/support/bench-endpoint.ts'

// One run for each thing that a task can ask for; `bench/lm-eval-parity.ts` replays all.
const RUNS = [
  'aliases_en.4shot',
  'bbh_boolean.3shot',
  'bbh_boolean.chat.2shot',
  'bbh_date_mc.0shot',
  'gsm8k_mini.3shot.seed7',
  'gsm8k_mini.chat.3shot.single',
  'gsm8k_repeats.2shot',
  'kobest_copa_inverse.2shot',
  'kobest_copa_mc.5shot.seed42',
  'kobest_copa_mc.samples',
  'kobest_copa_mc.truncated',
  'kobest_copa_mutual.1shot',
  'kobest_sentineg_gen.genkwargs',
  'kobest_wic_mc.system',
  'lastword_en.0shot',
  'mgsm_en_default.0shot',
  'mgsm_en_selfshot.2shot',
  'mgsm_ja_inline.3shot',
  'mmlu_mini.0shot',
  'rolling_ko.full',
  'rolling_ko.window256',
  'truthfulqa_mc1_like.ask5',
  'truthfulqa_valshot.3shot',
  'writing_bypass.0shot',
  'writing_ending_ko.2shot',
  'writing_prompts.0shot',
]

describe('a run on the n-gram server', () => {
  let server: BenchEndpoint
  beforeAll(async () => {
    server = await startBenchEndpoint()
  })
  afterAll(() => server.close())

  it.each(RUNS)('asks and computes what lm-evaluation-harness 0.4.13 does: %s', async (id) => {
    const run = goldenRun(id)
    const { results, asked } = await replay(run, server)
    expect(wireDifferences(run, asked)).toEqual([])
    expect(resultDifferences(run, results)).toEqual([])
    expect(results['n-shot']).toEqual(run['n-shot'])
    expect(results.versions).toEqual(run.versions)
    expect(results['n-samples']).toEqual(run['n-samples'])
    expect(results.higher_is_better).toEqual(run.higher_is_better)
    expect(results.group_subtasks).toEqual(run.group_subtasks)
  })

  it('gives the same figures through rate limits, errors, cut bodies and resets', async () => {
    const run = goldenRun('kobest_copa_mc.5shot.seed42')
    const { results, asked } = await replay(run, server, {
      faults: 'fault_rate=0.4&fault_kinds=429,500,truncate,reset&retry_after=0',
    })
    expect(asked.filter(({ fault }) => fault !== null).length).toBeGreaterThan(20)
    expect(wireDifferences(run, asked)).toEqual([])
    expect(resultDifferences(run, results)).toEqual([])
  })
})
