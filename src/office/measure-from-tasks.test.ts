import { evidenceDigest, type Evidence } from '#base'
import { describe, expect, it } from 'vitest'
import { measureFromTasks } from './measure-from-tasks.ts'

const task = (name: string, metrics: Record<string, number | string>): Evidence => ({
  kind: 'bench.task',
  subject: { round: 'first', team: 'alder', task: name },
  method: { name: 'harness', version: '1', parameters: {} },
  inputs: [],
  result: { metrics },
})

const reading = task('reading', { 'acc,none': 0.5, 'acc_stderr,none': 0.03 })
const sums = task('sums', { 'exact_match,strict': 0.8, 'exact_match_stderr,strict': 0.04 })

const method = (figures: { task: string; figure: string; weight?: number }[]) => ({
  method: 'mean-of-tasks' as const,
  parameters: { figures },
})

describe('a measure from tasks', () => {
  it('is the mean of the figures, with the error of a mean of independent figures', () => {
    const plan = method([
      { task: 'reading', figure: 'acc,none' },
      { task: 'sums', figure: 'exact_match,strict' },
    ])
    const measure = measureFromTasks('bench.all', plan, [reading, sums])
    expect(measure).toMatchObject({ kind: 'bench.all', subject: { round: 'first', team: 'alder' } })
    expect(measure.result).toMatchObject({ value: 0.65, stderr: expect.closeTo(0.025, 12) as number })
    expect(measure.inputs).toEqual([evidenceDigest(reading), evidenceDigest(sums)])
  })

  it('weighs where the rules give weights', () => {
    const plan = method([
      { task: 'reading', figure: 'acc,none', weight: 3 },
      { task: 'sums', figure: 'exact_match,strict' },
    ])
    expect(measureFromTasks('bench.all', plan, [reading, sums]).result).toMatchObject({
      value: expect.closeTo(0.575, 12) as number,
      stderr: expect.closeTo(Math.hypot(0.09, 0.04) / 4, 12) as number,
    })
  })

  it('has no error where a task has none: unknown is not zero', () => {
    const unsure = task('reading', { 'acc,none': 0.5, 'acc_stderr,none': 'N/A' })
    const plan = method([{ task: 'reading', figure: 'acc,none' }])
    expect(measureFromTasks('bench.all', plan, [unsure]).result).toEqual({ value: 0.5 })
  })

  it('names the figures that a task has when the rules ask for another', () => {
    const plan = method([{ task: 'reading', figure: 'acc_norm,none' }])
    expect(() => measureFromTasks('bench.all', plan, [reading])).toThrow(
      expect.objectContaining({
        code: 'office/no-such-figure',
        facts: { task: 'reading', figure: 'acc_norm,none', known: ['acc,none', 'acc_stderr,none'] },
      }),
    )
  })
})
