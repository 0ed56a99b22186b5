import { AssayError, type Facts } from '#base'

/** Something that a submission lacks: what, where, and (in its sentence) how to mend it. */
export type Lack = { readonly code: string; readonly where: string; readonly facts: Facts }

export const lack = (code: `submission/${string}`, where: string, facts: Facts = {}): Lack => ({
  code,
  where,
  facts: { where, ...facts },
})

/** A refusal of another room as a lack; whatever else went wrong is thrown on: it is no fault of the submission. */
export const lackOf = (error: unknown, where: string): Lack => {
  if (!(error instanceof AssayError) || error.code.startsWith('store/')) throw error
  return { code: error.code, where, facts: error.facts }
}
