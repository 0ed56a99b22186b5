export type { BundleFiles } from '#ledger'
export { Manifest, meaningOf } from './bundle-layout.ts'
export { verifyErrors } from './failure.ts'
export {
  type Check,
  type CheckId,
  checkIds,
  checkNames,
  type LeftOut,
  leftOutNames,
  unknownNames,
  type Verification,
  VerificationJson,
  verifyBundle,
  type VerifyOptions,
} from './verify-bundle.ts'
export type { Platform } from './platform.ts'
