import { AssayError } from '#base'
import { openRangedFile } from './ranged-file.ts'

/** The kinds of file that weights come in. */
export type WeightFormat = 'safetensors' | 'safetensors-index' | 'torch' | 'gguf' | 'numpy' | 'onnx'

/** By its name where that says it, else by how the file begins. */
export const formatOf = async (path: string): Promise<WeightFormat> => formatByName(path) ?? (await formatByBytes(path))

export const formatByName = (path: string): WeightFormat | undefined => {
  if (path.endsWith('.safetensors.index.json')) return 'safetensors-index'
  if (/\.(bin|pth?|ckpt)\.index\.json$/.test(path)) return 'torch'
  const [, ending = ''] = /\.([a-z]+)$/.exec(path) ?? []
  return BY_ENDING.get(ending)
}

const BY_ENDING: ReadonlyMap<string, WeightFormat> = new Map([
  ['safetensors', 'safetensors'],
  ['gguf', 'gguf'],
  ['bin', 'torch'],
  ['pt', 'torch'],
  ['pth', 'torch'],
  ['ckpt', 'torch'],
  ['npz', 'numpy'],
  ['npy', 'numpy'],
  ['onnx', 'onnx'],
])

// A file without a telling name, as caches keep them. What begins like none of these is read as safetensors, and refused
// there with what it begins with.
const formatByBytes = async (path: string): Promise<WeightFormat> => {
  const file = await openRangedFile(path)
  try {
    const begin = new Uint8Array(Math.min(file.bytes, 6))
    if (begin.length > 0) await file.read(0, begin)
    const text = String.fromCharCode(...begin)
    if (text.startsWith('GGUF')) return 'gguf'
    if (text.startsWith('\x93NUMPY')) return 'numpy'
    if (text.startsWith('PK\x03\x04')) return 'torch'
    if (/^\x80[\x01-\x05]/.test(text)) return 'torch' // oxlint-disable-line no-control-regex
    if (path.endsWith('.json')) throw new AssayError('tensors/unknown-format', { path })
    return 'safetensors'
  } finally {
    await file.close()
  }
}
