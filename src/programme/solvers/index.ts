export { highsSolver } from './highs.ts'
