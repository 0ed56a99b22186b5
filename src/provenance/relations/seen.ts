import type { EffectSize, PartOrigin } from '../comparison.ts'
import type { PartTest } from '../family-tests.ts'
import type { HiddenMap } from '../frames/hidden-map.ts'
import type { Prepared } from '../prepared.ts'
import type { StoredForm } from './stored-form.ts'

/** What is known of one component of two models that share trained weights. */
export type Seen = {
  readonly subject: Prepared
  readonly reference: Prepared
  /** tests of parts that carry the common origin */
  readonly carried: readonly PartTest[]
  readonly origins: readonly PartOrigin[]
  readonly effects: readonly EffectSize[]
  /** how the hidden axes lie over each other; undefined where they stand in place */
  readonly hiddenMap?: HiddenMap | undefined
  /** whether only some parts are shared */
  readonly partial: boolean
  /** the weights as they are stored, before gains were folded or dimensions re-ordered */
  readonly stored?:
    | {
        readonly subject: StoredForm
        readonly reference: StoredForm
        /** whether the two hold the same values, as far as they were read */
        readonly same: boolean
      }
    | undefined
}

export type Side = 'subject' | 'reference'

export const otherSide = (side: Side): Side => (side === 'subject' ? 'reference' : 'subject')
