import { AssayError, type Facts } from '#base'
import type { programmeErrors } from '../error-texts.ts'

/** Why an act cannot be entered: the code of the sentence, the rule that says so, and what a person needs to act. */
export type Refusal = { readonly code: keyof typeof programmeErrors; readonly rule: string; readonly facts: Facts }

export const refusal = (code: Refusal['code'], rule: string, facts: Facts = {}): Refusal => ({ code, rule, facts })

/** The refusal as an error, for a rim that enters one act at a time. */
export const errorOf = ({ code, rule, facts }: Refusal): AssayError => new AssayError(code, { rule, ...facts })
