import type { Architecture, ComponentName } from './architectures.ts'
import type { UnitRows } from './unit-rows.ts'

/** Units of one MLP or expert, norm gains folded in. Row i of each matrix belongs to unit `label[i]`. */
export type UnitBlock = {
  /** `mlp LAYER` or `mlp LAYER.EXPERT` */
  readonly part: string
  readonly layer: number
  readonly label: Int32Array
  readonly gate: UnitRows
  readonly up: UnitRows | undefined
  /** columns of the down projection */
  readonly down: UnitRows
  /** what the gate rows were multiplied by, column by column */
  readonly gain: Float32Array | undefined
  /** 1 for units that enter no test: dead, constant, or near copies of another unit */
  readonly excluded: Uint8Array
  /** for each unit the strongest of those that share its gate direction, itself where it stands alone; see `gateLeaders` */
  readonly leaders?: Int32Array | undefined
}

/** Value channels, and query-key channels, of one attention layer. */
export type ChannelBlock = {
  /** `attention LAYER` */
  readonly part: string
  readonly layer: number
  readonly headWidth: number
  readonly label: Int32Array
  readonly v: UnitRows
  /** column of the output projection, summed over the query heads that read the channel */
  readonly o: UnitRows
  /** query rows summed over the group, and key rows; absent in large models whose positions forbid a test of them */
  readonly q: UnitRows | undefined
  readonly k: UnitRows | undefined
  readonly gain: Float32Array | undefined
  readonly excluded: Uint8Array
}

/** Hidden dimensions: row i of each table describes dimension `label[i]`. */
export type HiddenBlock = {
  readonly part: 'embedding'
  readonly label: Int32Array
  readonly tables: readonly { readonly name: string; readonly rows: UnitRows }[]
  readonly excluded: Uint8Array
}

/** What the tests see of one component of one model. */
export type Prepared = {
  readonly component: ComponentName
  readonly architecture: Architecture
  readonly units: readonly UnitBlock[]
  readonly channels: readonly ChannelBlock[]
  readonly hidden: HiddenBlock | undefined
  /** digests of the values of each row in no order, by part */
  readonly rowDigests: ReadonlyMap<string, Float64Array>
}
