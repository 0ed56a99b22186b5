/** `area/what`: stable, listed in docs/formats/error-codes.md. */
export type ErrorCode = `${Lowercase<string>}/${Lowercase<string>}`

/** What a person needs to act. Never a secret, never personal data. */
export type Facts = Readonly<Record<string, string | number | boolean | readonly string[] | readonly number[] | null>>

/**
 * The one error class of the house: a code for programs, facts for people.
 * Sentences are made at the rim (`cli`, `http`) from both.
 */
export class AssayError extends Error {
  readonly code: ErrorCode
  readonly facts: Facts

  constructor(code: ErrorCode, facts: Facts = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(facts)}`, options)
    this.name = 'AssayError'
    this.code = code
    this.facts = facts
  }
}
