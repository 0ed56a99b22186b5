export { AssayError, type ErrorCode, type Facts } from './errors.ts'
export { canonicalJson, MAX_DEPTH } from './canonical-json.ts'
export { type Clock, type Instant, instantOf } from './clock.ts'
export { Digest, digestFromHex, digestOf, digestOfJson, digestOfText, hexOf, isDigest } from './digest.ts'
export { readTable, type Row } from './csv-table.ts'
export { Evidence, evidenceDigest } from './evidence.ts'
export type { Json } from './json.ts'
export { parseJson } from './parse-json.ts'
export {
  add,
  compare,
  divide,
  fromDecimal,
  greatest,
  least,
  multiply,
  ONE,
  rational,
  type Rational,
  roundTo,
  type RoundingMode,
  subtract,
  sum,
  toNumber,
  ZERO,
} from './rational.ts'
export { Bilingual, Id } from './words.ts'
