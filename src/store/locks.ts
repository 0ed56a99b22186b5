/**
 * Advisory locks of the office in its database: a pair of numbers each. The first is ours among whatever else uses the
 * database.
 */
const OFFICE = 0x4153_5341

export const PRESENCE: LockKey = [OFFICE, 0]
export const MIGRATION: LockKey = [OFFICE, 1]
/** One per run: the second number is the run's own. */
export const RUNS = OFFICE + 1

export type LockKey = readonly [number, number]
