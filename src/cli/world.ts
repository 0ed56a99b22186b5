import type { Clock } from '#base'
import type { Office, Tools } from '#office'
import type { Terminal } from './terminal.ts'

/** What `bin` hands to the command line: a terminal, a clock, the adapters, and a way to open the office. */
export type World = {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly tools: Tools
  /** Opens the office in a folder (its database starts if need be); the caller closes it. */
  readonly openOffice: (home: string) => Promise<Office>
}
