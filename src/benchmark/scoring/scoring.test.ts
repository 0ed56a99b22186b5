import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { maybeDelimit } from '../prompts/context.ts'
import { countWords } from '../python/text.ts'
import { codePoints } from '../python/value.ts'
import { rollingWindows } from '../tokenizer.ts'
import { AGGREGATIONS, type Item } from './aggregations.ts'
import { exactMatch } from './exact-match.ts'
import { groupScores, pooledError, unweightedError } from './group-scores.ts'
import { standardError } from './standard-error.ts'

type Golden = {
  exact_match: {
    prediction: string
    reference: string
    kwargs: {
      ignore_case?: boolean
      ignore_punctuation?: boolean
      ignore_numbers?: boolean
      regexes_to_ignore?: string[]
    }
    score: number
  }[]
  aggregations: { aggregation: string; items: Item[]; value: number }[]
  stderr: { aggregation: string; items: Item[]; bootstrap_iters: number; stderr: number | 'N/A' }[]
  delimit: { prefix: string; suffix: string; maybe_delimit: string }[]
  words_bytes: { text: string; words: number; bytes: number; chars: number }[]
  rolling_windows: {
    n_tokens: number
    max_seq_len: number
    context_len: number
    prefix_token: number
    windows: [number[], number[]][]
  }[]
  group: { stderrs: number[]; sizes: number[]; pooled_sample_stderr: number; unweighted_mean_stderr: number }
}
const golden = JSON.parse(readFileSync('test/golden/benchmark/unit/metrics.json', 'utf8')) as Golden
const close = (value: number | undefined, wanted: number): void =>
  expect(Math.abs((value ?? Number.NaN) - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)))

describe('metrics', () => {
  it.each(golden.exact_match)(
    'matches exactly as numpy compares: $prediction and $reference with $kwargs',
    ({ prediction, reference, kwargs, score }) => {
      const options = {
        ignoreCase: kwargs.ignore_case ?? false,
        ignorePunctuation: kwargs.ignore_punctuation ?? false,
        ignoreNumbers: kwargs.ignore_numbers ?? false,
        regexesToIgnore: kwargs.regexes_to_ignore,
      }
      expect(exactMatch([prediction], [reference], options)).toBe(score)
    },
  )

  it.each(golden.aggregations)('aggregates by $aggregation as the harness does', ({ aggregation, items, value }) => {
    close(AGGREGATIONS[aggregation]?.(items), value)
  })

  it.each(golden.stderr)(
    'gives the standard error of $aggregation after $bootstrap_iters resamples',
    ({ aggregation, items, bootstrap_iters, stderr }) => {
      const error = standardError(aggregation, items, bootstrap_iters)
      if (stderr === 'N/A') expect(error).toBeUndefined()
      else close(error, stderr)
    },
  )

  it('gives no standard error of one document', () => {
    expect(standardError('mean', [1], 1000)).toBeUndefined()
  })

  it('pools standard errors of a group', () => {
    close(pooledError(golden.group.stderrs, golden.group.sizes), golden.group.pooled_sample_stderr)
    close(unweightedError(golden.group.stderrs), golden.group.unweighted_mean_stderr)
  })

  it('takes into a group every filter that its tasks have, over nested groups, and skips tasks without the metric', () => {
    const inner = { name: 'inner', alias: 'inner', children: ['two', 'three'], metrics: [], version: 'N/A' }
    const outer = {
      name: 'outer',
      alias: 'all',
      children: ['one', 'inner'],
      metrics: [{ metric: 'acc', weightBySize: false, filters: undefined }],
      version: 'N/A',
    }
    const results = new Map([
      ['one', { sample_len: 10, 'acc,none': 0.5, 'acc_stderr,none': 0.3 }],
      [
        'two',
        { sample_len: 30, 'acc,none': 1, 'acc_stderr,none': 0.4, 'acc,strict': 0.25, 'acc_stderr,strict': 'N/A' },
      ],
      ['three', { sample_len: 5, 'f1,none': 1 }],
    ])
    expect(groupScores(outer, [inner, outer], results)).toEqual({
      name: 'outer',
      alias: 'all',
      sample_len: 45,
      'acc,none': 0.75,
      'acc_stderr,none': 0.25,
      'acc,strict': 0.25,
      'acc_stderr,strict': 'N/A',
      sample_count: { 'acc,none': 40, 'acc,strict': 30 },
    })
  })

  it.each(golden.delimit)(
    'joins $prefix and $suffix with a delimiter only where there is no blank',
    ({ prefix, suffix, maybe_delimit }) => {
      expect(maybeDelimit(prefix, suffix, ' ')).toBe(maybe_delimit)
    },
  )

  it.each(golden.rolling_windows)('cuts $n_tokens tokens into windows of $max_seq_len', (vector) => {
    const tokens = Array.from({ length: vector.n_tokens }, (_, i) => i)
    const windows = rollingWindows(tokens, {
      prefixToken: vector.prefix_token,
      maxLength: vector.max_seq_len,
      contextLength: vector.context_len,
    })
    expect(windows.map(({ context, continuation }) => [context, continuation])).toEqual(vector.windows)
  })

  it.each(golden.words_bytes)('counts words and characters of $text as Python does', ({ text, words, chars }) => {
    expect([countWords(text), codePoints(text)]).toEqual([words, chars])
  })
})
