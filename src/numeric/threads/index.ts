export { openThreads } from './node-threads.ts'
