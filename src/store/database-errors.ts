import { AssayError, type ErrorCode } from '#base'
import { errnoOf } from './file-errors.ts'

/** SQLSTATE of the server, or errno of the way to it, and what it means for a person. */
const MEANINGS: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: 'store/database-unreachable',
  ENOENT: 'store/database-unreachable',
  ENOTFOUND: 'store/database-unreachable',
  EAI_AGAIN: 'store/database-unreachable',
  ETIMEDOUT: 'store/database-unreachable',
  EHOSTUNREACH: 'store/database-unreachable',
  ENETUNREACH: 'store/database-unreachable',
  EACCES: 'store/database-unreachable',
  ECONNRESET: 'store/database-lost',
  EPIPE: 'store/database-lost',
  '57P01': 'store/database-lost', // shut down by somebody
  '57P02': 'store/database-lost', // crashed
  '57P03': 'store/database-unreachable', // starting or stopping
  '28P01': 'store/database-refuses-login',
  '28000': 'store/database-refuses-login',
  '3D000': 'store/no-such-database',
  '42501': 'store/database-permission',
  '53100': 'store/database-disk-full',
  '53200': 'store/database-overloaded',
  '53300': 'store/database-overloaded',
  '25006': 'store/database-read-only',
}

/** Starting, stopping, or just gone: worth another try while a server of ours comes up. */
export const isComingOrGoing = (error: unknown): boolean =>
  error instanceof AssayError && (error.code === 'store/database-unreachable' || error.code === 'store/database-lost')

/**
 * The house's error for what a question to the database came back with; anything that is not the database's state stays
 * as it is.
 *
 * @param shown the database as people may see it, without password
 */
export const databaseError = (cause: unknown, shown: string): unknown => {
  if (!(cause instanceof Error) || cause instanceof AssayError) return cause
  const code = MEANINGS[codeOf(cause)]
  return code === undefined ? cause : new AssayError(code, { database: shown, reason: reasonOf(cause) }, { cause })
}

// The driver gives plain errors without a code for a connection that ended or never came.
const codeOf = (error: Error): string => {
  if (error instanceof AggregateError) return errnoOf(error.errors[0]) ?? errnoOf(error) ?? ''
  if (/timeout (?:exceeded|expired)|Connection terminated due to connection timeout/i.test(error.message))
    return 'ETIMEDOUT'
  if (/Connection terminated|Client (?:has encountered|was closed)|not queryable/i.test(error.message))
    return 'ECONNRESET'
  return errnoOf(error) ?? ''
}

const reasonOf = (error: Error): string => {
  const told = error instanceof AggregateError ? (error.errors[0] as Error | undefined)?.message : error.message
  return told === undefined || told === '' ? codeOf(error) : told
}
