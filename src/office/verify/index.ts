export type { BundleFiles } from '#ledger'
export { Manifest } from './bundle-layout.ts'
export { verifyErrors } from './failure.ts'
export {
  type Check,
  type CheckId,
  checkIds,
  checkNames,
  type Verification,
  VerificationJson,
  verifyBundle,
} from './verify-bundle.ts'
