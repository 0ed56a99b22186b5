/**
 * How the hidden axes of the subject lie over those of the reference, fitted on matched rows: a permutation moves each
 * axis whole, a rotation mixes them.
 */
export type HiddenMap = {
  readonly kind: 'permutation' | 'rotation'
  /** the greatest |entry| of each row of the fitted map; the median over rows: 1 for a permutation, small for a rotation */
  readonly medianGreatest: number
}
