const MARKS: readonly (readonly [start: string, kind: string])[] = [
  ['PK\u0003\u0004', 'zip'],
  ['\u0080\u0002', 'pickle'],
  ['\u0080\u0003', 'pickle'],
  ['\u0080\u0004', 'pickle'],
  ['\u0080\u0005', 'pickle'],
  ['GGUF', 'GGUF'],
  ['\u0089HDF', 'HDF5'],
  ['\u0093NUMPY', 'NumPy'],
  ['version https://git-lfs', 'Git LFS pointer'],
  ['<!doctype', 'HTML page'],
  ['<!DOCTYPE', 'HTML page'],
  ['<html', 'HTML page'],
]

/**
 * What a file that is no safetensors file seems to be, from its first bytes: for the refusal only. A file that reads
 * as safetensors is never asked, since a header's length may begin with any bytes.
 *
 * @param first the first 64 bytes, or all if there are fewer
 */
export const looksLike = (first: Uint8Array): string | undefined => {
  if (first.length === 0) return 'empty'
  const text = String.fromCharCode(...first.subarray(0, 64))
  return MARKS.find(([start]) => text.startsWith(start))?.[1]
}
