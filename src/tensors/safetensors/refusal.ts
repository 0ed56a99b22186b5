import { AssayError } from '#base'
import { LENGTH_BYTES } from './header.ts'
import { looksLike } from './looks-like.ts'

const OPENING_BRACE = 0x7b

/**
 * The refusal of a file whose header could not be read: says what the file is, if it is of another kind altogether
 * (a pickle, a GGUF file, a Git LFS pointer), and otherwise what is wrong with the header.
 *
 * @param first the file's first 64 bytes, or all if there are fewer
 */
export const refusalOf = (error: unknown, first: Uint8Array, file: string): unknown => {
  if (!(error instanceof AssayError) || first[LENGTH_BYTES] === OPENING_BRACE) return error
  const kind = looksLike(first)
  if (kind === undefined) return error
  if (kind === 'empty') return new AssayError('tensors/empty-file', { file }, { cause: error })
  return new AssayError('tensors/not-safetensors', { file, looksLike: kind }, { cause: error })
}
