export { storeErrors } from './error-texts.ts'
export type { Log } from './log.ts'
export { openStore, type StoreOptions } from './open-store.ts'
