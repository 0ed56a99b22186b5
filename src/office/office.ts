import type { Clock } from '#base'
import type { Store } from './ports.ts'
import type { Tools } from './tools.ts'

/** An open office: its store, its adapters, its clock, its folder. */
export type Office = {
  readonly home: string
  readonly store: Store
  readonly tools: Tools
  readonly clock: Clock
  readonly close: () => Promise<void>
}
