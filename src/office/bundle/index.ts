export { type BundleParts, composeBundle } from './compose-bundle.ts'
export { bundleErrors } from './error-texts.ts'
export { writeBundle } from './write-bundle.ts'
