import type { Digest } from '#base'

/** What is kept of one answer: the log-probabilities of the tokens asked about, or the text. */
export type Answer =
  | { readonly kind: 'log-probabilities'; readonly values: readonly number[]; readonly greedy: boolean | null }
  | { readonly kind: 'text'; readonly text: string }

/**
 * The answers of a run, so that a run that was killed goes on without asking anything twice.
 * - `find` gives what was kept under a key, by this run or an earlier one.
 * - `keep` resolves once the answer would survive the end of the process, however it ends; the same key again is
 *   harmless. Calls may overlap; the order of what is kept does not matter.
 * - `close` resolves once everything kept would survive a power cut as well.
 */
export interface Journal {
  readonly find: (key: Digest) => Answer | undefined
  readonly keep: (key: Digest, answer: Answer) => Promise<void>
  readonly close: () => Promise<void>
}

/** A journal that forgets with the process. */
export const memoryJournal = (): Journal => {
  const answers = new Map<Digest, Answer>()
  return {
    find: (key) => answers.get(key),
    keep: async (key, answer) => void answers.set(key, answer),
    close: async () => {},
  }
}
