export { ArchitectureRules, architectureRules, ComponentName } from './architectures.ts'
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
