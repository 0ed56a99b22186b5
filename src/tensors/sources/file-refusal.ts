import { AssayError } from '#base'

/** What the operating system said of a path, as an error of the house. */
export const fileRefusal = (cause: unknown, path: string): AssayError => {
  if (cause instanceof AssayError) return cause
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause)
  if (code === 'ENOENT' || code === 'ENOTDIR') return new AssayError('tensors/not-found', { path }, { cause })
  if (code === 'EACCES' || code === 'EPERM') return new AssayError('tensors/not-permitted', { path }, { cause })
  return new AssayError('tensors/read-failed', { path, reason: code }, { cause })
}
