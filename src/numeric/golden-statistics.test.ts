import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { intraclassCorrelation, kendallW, krippendorffAlpha, type MeasurementLevel } from './agreement.ts'
import { trimmedMean } from './mean-with-interval.ts'
import { logStudentTail, studentQuantile } from './student-t.ts'

type Cases<Input, Output> = {
  readonly cases: readonly { readonly name: string; readonly input: Input; readonly output: Output }[]
}
type Golden = {
  readonly trimmed_mean: Cases<{ marks: number[] }, { mean: number }>
  readonly t_sf: Cases<{ x: number; df: number }, { sf: number | null; log_sf: number }>
  readonly krippendorff_alpha: Cases<{ level: MeasurementLevel; ratings: (number | null)[][] }, { alpha: number }>
  readonly icc: Cases<
    { ratings: number[][] },
    {
      ms_targets: number
      ms_raters: number
      ms_error: number
      icc21: number
      icc2k: number
      icc21_ci95: [number, number]
      icc2k_ci95: [number, number]
    }
  >
  readonly kendall_w: Cases<{ scores: number[][] }, { w: number }>
}
const golden = JSON.parse(readFileSync('test/golden/numeric/golden.json', 'utf8')) as Golden

/** Relative to the wanted value, as the reference states its tolerances. */
const expectNear = (got: number | undefined, wanted: number, tolerance: number): void => {
  expect(Math.abs((got as number) - wanted), `${got} for ${wanted}`).toBeLessThanOrEqual(
    tolerance * Math.abs(wanted) + 1e-15,
  )
}

describe('held to independently computed values', () => {
  it.each(golden.trimmed_mean.cases)('trimmed mean: $name', ({ input, output }) => {
    expectNear(trimmedMean(input.marks, 1), output.mean, 1e-12)
  })

  it.each(golden.t_sf.cases)('tail of Student’s t: $name', ({ input: { x, df }, output }) => {
    expectNear(logStudentTail(x, df), output.log_sf, 1e-12)
    if (output.sf !== null) expect(Math.abs(Math.exp(logStudentTail(x, df)) / output.sf - 1)).toBeLessThan(1e-10)
  })

  it.each(golden.t_sf.cases.filter(({ input, output }) => input.x > 0 && output.sf !== null))(
    'quantile of Student’s t: $name',
    ({ input: { x, df }, output }) => expectNear(studentQuantile(output.sf as number, df), x, 1e-11),
  )

  it.each(golden.krippendorff_alpha.cases)('Krippendorff’s alpha: $name, $input.level', ({ input, output }) => {
    const ratings = input.ratings.map((row) => row.map((value) => value ?? undefined))
    expectNear(krippendorffAlpha(ratings, input.level), output.alpha, 1e-12)
  })

  it.each(golden.icc.cases)('intraclass correlation: $name', ({ input, output }) => {
    const icc = intraclassCorrelation(input.ratings)
    expectNear(icc?.single, output.icc21, 1e-11)
    expectNear(icc?.average, output.icc2k, 1e-11)
    expectNear(icc?.meanSquares.targets, output.ms_targets, 1e-12)
    expectNear(icc?.singleInterval.low, output.icc21_ci95[0], 1e-8)
    expectNear(icc?.singleInterval.high, output.icc21_ci95[1], 1e-8)
    expectNear(icc?.averageInterval.low, output.icc2k_ci95[0], 1e-8)
    expectNear(icc?.averageInterval.high, output.icc2k_ci95[1], 1e-8)
  })

  it.each(golden.kendall_w.cases)('Kendall’s W: $name', ({ input, output }) => {
    expectNear(kendallW(input.scores), output.w, 1e-12)
  })
})

it('has no agreement where nothing could disagree', () => {
  expect(
    krippendorffAlpha(
      [
        [3, 3],
        [3, 3],
      ],
      'interval',
    ),
  ).toBeUndefined()
  expect(
    intraclassCorrelation([
      [3, 3],
      [3, 3],
    ]),
  ).toBeUndefined()
  expect(
    kendallW([
      [1, 1],
      [2, 2],
    ]),
  ).toBeUndefined()
})
