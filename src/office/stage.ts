import type { Bilingual } from '#base'
import type { OpenRound } from './open-round.ts'
import type { Stage } from './progress.ts'

/** What a stage gives, and the few words that a person reads beside its name. */
export type Staged<T> = { readonly value: T; readonly note: Bilingual }

/** Runs one stage of a round: refused once the round is to stop, told to whoever watches, kept in the run's record. */
export const stage = async <T>(round: OpenRound, name: Stage, work: () => Promise<Staged<T>>): Promise<T> => {
  round.signal.throwIfAborted()
  round.onProgress({ kind: 'stage', stage: name })
  await round.run.stage(name, { state: 'running', done: 0, of: 1 })
  const { value, note } = await work()
  await round.run.stage(name, { state: 'done', done: 1, of: 1, note: note.en })
  round.onProgress({ kind: 'stage-done', stage: name, note })
  return value
}
