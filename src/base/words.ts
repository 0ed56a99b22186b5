import { z } from 'zod'

/** A text in the two languages of the office. */
export const Bilingual = z.strictObject({ ko: z.string().min(1).max(20_000), en: z.string().min(1).max(20_000) })
export type Bilingual = z.infer<typeof Bilingual>

/** Names what can be named in rules: a team, a round, a part, a gate. */
export const Id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'an id is 1-64 of a-z 0-9 . _ -, and begins with a letter or digit')
