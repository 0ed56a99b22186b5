export { manifestOf, type ManifestProgress } from './manifest-of.ts'
export { openModel } from './open-model.ts'
