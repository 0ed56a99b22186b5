import { AssayError } from '#base'

/** Exit codes of every command; `docs/formats/commands.md` lists them. */
export const EXIT = { done: 0, no: 1, wrongCall: 2, officeFailed: 3, interrupted: 130 } as const

// Codes that blame the office's own machine, disk or database, and not what it was given.
const OFFICE_FAILED = [/^store\//, /^office\/(?:internal|report-not-built)/, /^tensors\/read-failed/]

export const exitCodeOf = (error: unknown): number => {
  if (isInterruption(error)) return EXIT.interrupted
  if (!(error instanceof AssayError)) return EXIT.officeFailed
  return OFFICE_FAILED.some((form) => form.test(error.code)) ? EXIT.officeFailed : EXIT.wrongCall
}

/** Ctrl-C, however deep it was noticed. */
export const isInterruption = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'AbortError' ||
    (error instanceof AssayError && error.code === 'benchmark/interrupted') ||
    (error.cause !== undefined && isInterruption(error.cause)))
