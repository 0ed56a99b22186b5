import { AssayError } from '#base'

// ENOSPC: the disk; EDQUOT: the user's share of it; EFBIG: the largest file that is allowed.
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
// ENOENT: a file system that takes no new files, such as /proc.
const FORBIDDEN: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT'])
const NO_FOLDER: ReadonlySet<string> = new Set(['ENOTDIR', 'EEXIST', 'ELOOP', 'ENAMETOOLONG'])

export const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** What a failed write in the office's folder means for a person; anything unknown stays as it is. */
export const fileError = (cause: unknown, path: string): unknown => {
  const errno = errnoOf(cause)
  if (cause instanceof AssayError || errno === undefined) return cause
  if (FULL.has(errno)) return new AssayError('store/disk-full', { path, reason: errno }, { cause })
  if (FORBIDDEN.has(errno)) return new AssayError('store/folder-not-writable', { path, reason: errno }, { cause })
  if (NO_FOLDER.has(errno)) return new AssayError('store/not-a-folder', { path, reason: errno }, { cause })
  return cause
}
