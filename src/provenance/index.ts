export { ArchitectureRules, architectureRules, ComponentName } from './architectures.ts'
export type { SimilarityJournal } from './similarity-journal.ts'
export { type CompareOptions, type CompareProgress, compareModels, PROVENANCE_VERSION } from './compare-models.ts'
export {
  Comparison,
  Comparison as ComparisonJson,
  ComponentComparison,
  Direction,
  EffectSize,
  Finding,
  Precondition,
  Reason,
  Relation,
  Test,
} from './comparison.ts'
export type { SimilarityPass } from './effect-sizes.ts'
export { noteTexts, provenanceErrors, reasonTexts } from './error-texts.ts'
export { CalibratedScore } from './fingerprints/calibrated.ts'
export {
  type ComponentFingerprint,
  FINGERPRINT_VERSION,
  fingerprintModel,
  NoFingerprint,
} from './fingerprints/fingerprint-model.ts'
export type { IndexShelf, IndexSummary, NewModel } from './fingerprints/index-shelf.ts'
export { fingerprintDigest, KnownComponent } from './fingerprints/known-models.ts'
export { type Candidate, shortlist } from './fingerprints/shortlist.ts'
export { mergesAmong } from './merges/merges-among.ts'
export { Merge, MergeSearch } from './merges/merge-search.ts'
export { trainingPath } from './training-path/training-path.ts'
export { DeclaredStart } from './training-path/declared-start.ts'
export { TrainingPath } from './training-path/training-path-result.ts'
export { componentName, findingTerms, relationName, testName } from './pictures-terms.ts'
export { gravestFirst, headlineOf, paragraphsOf } from './pictures-words.ts'
