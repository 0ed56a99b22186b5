import { useEffect, useMemo, useState } from 'react'
import { type BundleFiles, type Check, type Verification, verifyBundle, type VerifyOptions } from '#verify'

/** What is checked: the bundle in the page, or a folder. */
export type Subject = {
  readonly files: BundleFiles
  /** Only of the bundle in the page: the key that its manifest names. */
  readonly withoutManifest?: NonNullable<VerifyOptions['withoutManifest']>
}

/** `done`: of the check that is being made, files or entries or signatures. */
export type Run =
  | { readonly kind: 'running'; readonly checks: readonly Check[]; readonly done: number }
  | { readonly kind: 'done'; readonly checks: readonly Check[]; readonly verification: Verification }

const BEGUN = { kind: 'running', checks: [], done: 0 } as const satisfies Run

/** Each check stays in sight this long before the next, so that the order can be seen; none where motion is unwanted. */
const PACE_MS = 120
/** Between two files that often the page may draw and hear its reader. */
const BREATH_MS = 60

/**
 * Verifies the subject from the start whenever subject, key or attempt is another one, and tells each check as it is
 * made. What an earlier run still finds is dropped.
 *
 * @param key a verifier key of the right form
 */
export const useVerification = (subject: Subject | undefined, key: string | undefined, attempt: number): Run => {
  const asked = useMemo(() => ({ subject, key, attempt }), [subject, key, attempt])
  const [told, setTold] = useState<{ readonly of: object; readonly run: Run }>()
  useEffect(() => {
    if (asked.subject === undefined) return undefined
    const stopped = new AbortController()
    const { signal } = stopped
    const tell = (run: Run): void => {
      if (!signal.aborted) setTold({ of: asked, run })
    }
    void verify(asked.subject, asked.key, { signal, tell })
    return () => stopped.abort()
  }, [asked])
  // Not for one frame does an earlier verdict stand beside another subject or key.
  return told !== undefined && told.of === asked ? told.run : BEGUN
}

type Listener = { readonly signal: AbortSignal; readonly tell: (run: Run) => void }

const verify = async (subject: Subject, key: string | undefined, { signal, tell }: Listener): Promise<void> => {
  await pause(0) // what is about to be checked is drawn before it is
  const checks: Check[] = []
  let breathed = performance.now()
  const { files, withoutManifest } = subject
  const verification = await verifyBundle(
    watched(files, signal, (done) => tell({ ...BEGUN, done })),
    {
      key,
      ...(withoutManifest === undefined ? {} : { withoutManifest }),
      // A long ledger takes seconds: between two tiles the page may draw, and be left.
      onProgress: async ({ done }) => {
        signal.throwIfAborted()
        if (performance.now() - breathed < BREATH_MS) return
        tell({ kind: 'running', checks: [...checks], done })
        await pause(0)
        breathed = performance.now()
      },
      onCheck: async (check) => {
        checks.push(check)
        tell({ kind: 'running', checks: [...checks], done: 0 })
        await pause(prefersStillness() ? 0 : PACE_MS)
      },
    },
  )
  tell({ kind: 'done', checks, verification })
}

const watched = (files: BundleFiles, signal: AbortSignal, tell: (filesRead: number) => void): BundleFiles => {
  let filesRead = 0
  let breathed = performance.now()
  return {
    paths: files.paths,
    read: async (path) => {
      signal.throwIfAborted()
      filesRead += 1
      if (performance.now() - breathed > BREATH_MS) {
        tell(filesRead)
        await pause(0)
        breathed = performance.now()
      }
      return files.read(path)
    },
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const prefersStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches
