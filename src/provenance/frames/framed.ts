import type { FrameName } from '../comparison.ts'
import type { Prepared } from '../prepared.ts'

/** Two models whose rows were made comparable: row i of one and row j of the other have features that mean the same. */
export type Framed = {
  readonly frame: FrameName
  readonly subject: Prepared
  readonly reference: Prepared
  /** units or channels of the subject whose rows are the features of this frame */
  readonly anchors?: { readonly part: string; readonly units: Int32Array } | undefined
}

/** Width of the residual stream. */
export const widthOf = ({ units, channels, hidden }: Prepared): number | undefined =>
  units[0]?.gate.width ?? channels[0]?.v.width ?? hidden?.label.length
