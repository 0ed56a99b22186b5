// The words and figures of the provenance room that pages show, without what only an office runs.
export { AXIS, decimal, probability, whole } from '../../src/provenance/pictures-figures.ts'
export type { Pictures } from '../../src/provenance/pictures.ts'
export {
  coinTests,
  countedIn,
  countsUnderIndependence,
  labelTests,
  median,
  strongest,
  type ToldComparison,
  type ToldComponent,
} from '../../src/provenance/pictures-telling.ts'
export {
  carrierName,
  componentName,
  familyName,
  findingTerms,
  frameText,
  partKind,
  tensorRole,
  testName,
} from '../../src/provenance/pictures-terms.ts'
export {
  type ComparedNames,
  type ComponentWords,
  componentWords,
  gravestFirst,
  headlineOf,
  paragraphOf,
  paragraphsOf,
} from '../../src/provenance/pictures-words.ts'
