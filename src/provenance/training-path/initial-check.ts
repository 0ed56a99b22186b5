import { readRows, type TensorInfo, type TensorSource } from '#tensors'
import { trainedRatio } from '../slope.ts'
import { type DeclaredStart, lawOf } from './declared-start.ts'
import { fitOf } from './distribution-fit.ts'
import type { Anomaly, TensorFit } from './training-path-result.ts'

/** Values looked at of each tensor, in whole rows from its middle. */
const MOST_VALUES = 65_536
/** Corrected p below which a tensor does not fit what was declared of it. */
const UNFIT = Math.log(1e-3)
/** Greatest singular value over that of noise; initial weights have .97 to 1.02, trained ones 1.7 and more. */
const STRUCTURED = 1.15
/** By how much rounding to a stored type may move a distribution function: the greatest of x·density(x) over 2^bits. */
const ROUNDING: Readonly<Record<string, number>> = { BF16: 1 / 512, F16: 1 / 4096 }

/** Every tensor of the initial weights against the law declared for it, and against structure that no draw has. */
export const initialCheck = async (
  initial: TensorSource,
  declared: DeclaredStart,
): Promise<{ readonly tensors: readonly TensorFit[]; readonly anomalies: readonly Anomaly[] }> => {
  const fits: (Omit<TensorFit, 'log10P' | 'fits'> & { logP: number })[] = []
  const anomalies: Anomaly[] = []
  for (const info of initial.tensors.values()) {
    const law = lawOf(info.name, info.shape, declared)
    if (law === undefined) {
      anomalies.push({ code: 'undeclared-tensor', place: info.name, facts: {} })
      continue
    }
    const { values, rows, width } = await someRows(initial, info)
    const fit = fitOf(values, law, ROUNDING[info.dtype] ?? 0)
    const { mean, std, expected, distance, logP } = fit
    const structure =
      law.kind === 'constant' || rows < LEAST_SIDE || width < LEAST_SIDE ? null : trainedRatio(values, rows, width)
    fits.push({
      tensor: info.name,
      law: law.kind,
      values: fit.values,
      mean,
      std,
      expected,
      distance,
      structure,
      logP: Math.min(logP.mean, logP.std, logP.shape),
    })
  }
  const tests = 3 * fits.length
  const tensors = fits.map(({ logP, ...fit }): TensorFit => {
    const corrected = Math.min(0, logP + Math.log(tests))
    return { ...fit, log10P: corrected / Math.LN10, fits: corrected >= UNFIT }
  })
  for (const { tensor, fits: fit, log10P, structure } of tensors) {
    if (!fit) anomalies.push({ code: 'not-as-declared', place: tensor, facts: { log10P } })
    if (structure !== null && structure > STRUCTURED) {
      anomalies.push({ code: 'initial-has-structure', place: tensor, facts: { structure } })
    }
  }
  return { tensors, anomalies }
}

/** Smaller matrices let the greatest singular value stray by more than the margin. */
const LEAST_SIDE = 32

const someRows = async (
  source: TensorSource,
  { name, shape, count }: TensorInfo,
): Promise<{ values: Float32Array; rows: number; width: number }> => {
  const all = shape[0] ?? 1
  const width = count / Math.max(1, all)
  const rows = Math.min(all, Math.max(1, Math.floor(MOST_VALUES / Math.max(1, width))))
  const from = Math.floor((all - rows) / 2)
  return { values: await readRows(source, name, { from, to: from + rows }), rows, width }
}
