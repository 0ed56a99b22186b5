import { AssayError, type Facts } from '#base'
import type { JobFailure } from '#office'

/** What a job that was refused keeps: the refusal as it is. */
export const refused = ({ code, facts }: AssayError): JobFailure => ({ code, facts })

/** A defect, or something of the machine's: no code of ours says what. */
export const crashed = (error: unknown): JobFailure => ({
  code: 'store/job-crashed',
  facts: { reason: error instanceof Error ? error.message : String(error) },
})

export const interrupted = (): AssayError => new AssayError('store/job-interrupted')

export const failureIn = (error: AssayError): JobFailure => refused(error)

/**
 * The failure of a job that ended for good, from what the queue kept: what its last worker left, or what the queue says
 * of one that left nothing.
 */
export const failureOf = (output: unknown, attempts: number): JobFailure => {
  const { failure, value, message } = (output ?? {}) as {
    readonly failure?: { readonly code: string; readonly facts: Facts }
    readonly value?: { readonly message?: string }
    readonly message?: string
  }
  if (failure !== undefined) return failure
  const told = value?.message ?? message ?? ''
  if (/heartbeat/.test(told)) return { code: 'store/job-lost', facts: { attempts } }
  if (/timed out|timeout/.test(told)) return { code: 'store/job-timed-out', facts: { attempts } }
  return { code: 'store/job-crashed', facts: { reason: told } }
}
