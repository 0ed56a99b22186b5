import type { ComputedMatrix } from './matrix-view.ts'

/** Stored tensors that vanish, whether they are there or not, and the matrices that stand for them. */
export type Replacement = {
  readonly replaces: readonly string[]
  readonly matrices: readonly ComputedMatrix[]
}
