export {
  type IntraclassCorrelation,
  intraclassCorrelation,
  kendallW,
  krippendorffAlpha,
  type MeasurementLevel,
} from './agreement.ts'
export { type Dense, packPanels, padded, PANEL, type Panels, panelsFor, type Rows } from './dense.ts'
export { plainDense } from './dense-plain.ts'
export { wasmDense } from './dense-wasm.ts'
export { numericErrors } from './error-texts.ts'
export type { CodeShape, CodeTable, NearCode } from './hamming.ts'
export { plainCodeTable } from './hamming-plain.ts'
export { wasmCodeTable } from './hamming-wasm.ts'
export { heldFloats } from './held-floats.ts'
export { leadingDirections, type LeadingDirections, symmetricEigen } from './leading-directions.ts'
export {
  drawnIn,
  type Estimate,
  type Interval,
  mean,
  trimmedEstimate,
  trimmedMean,
  withInterval,
} from './mean-with-interval.ts'
export { type BestPartners, type Matching, mutualNearest, mutualOf, type Nearest } from './matching.ts'
export { type PythonRandom, pythonRandom } from './mersenne-twister.ts'
export { mutualRows, nearestRows, type NearestOptions, type RowPair } from './nearest-rows.ts'
export { correlation, ranksOf } from './ranks.ts'
export { innerProduct, plainRowProducts, rowProducts } from './row-products.ts'
export { type Seeded, seeded } from './seeded.ts'
export {
  addMoments,
  type FloatFormat,
  type Moments,
  needsWideSums,
  NO_MOMENTS,
  type Similarity,
  similarityOf,
} from './similarity.ts'
export { BLOCK, openLane, type SimilarityLane } from './similarity-kernel.ts'
export { plainMoments } from './similarity-plain.ts'
export { fisherQuantile, logStudentTail, studentQuantile } from './student-t.ts'
export {
  logFactorial,
  logFairCoinTwoSided,
  logHeadLabelBound,
  logHoeffdingTwoSided,
  logLabelBound,
  logNormalTwoSided,
  logSumExp,
} from './tails.ts'
export type { FileRange, MomentsRun, Threads } from './threads.ts'
