import type { ErrorCode, Facts } from '#base'

/** Takes what happened beside the way and has no caller to be told: a worker's connection that broke and came back. */
export type Log = (event: ErrorCode, facts: Facts) => void
