import type { z } from 'zod'

/** What a schema found wrong, one line each: where in the file, and what. */
export const problemsOf = ({ issues }: z.ZodError): string[] =>
  issues.map(({ path, message }) => `${path.join('.') || '(top)'}: ${message}`)
