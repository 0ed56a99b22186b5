import { basename, dirname, join, resolve } from 'node:path'
import { assembleSource } from '../assemble-source.ts'
import { MAX_INDEX_BYTES, parseShardIndex } from '../safetensors/shard-index.ts'
import type { TensorSource } from '../source.ts'
import { boundedText, configBeside } from './config-beside.ts'
import { openShards } from './shards.ts'
import { openTorchFile, type TorchFile } from './torch-file.ts'

/**
 * Opens weights that PyTorch saved: a `.bin`, `.pt`, `.pth` or `.ckpt`, or the index of a model in shards
 * (`….index.json`). Nothing of the file is run: its pickle is read by a machine that knows a short list of names, and
 * whatever else it asks for is refused with its place. Data are read by range where they lie, whatever the strides.
 *
 * Complex numbers of 128 and 32 bits are presented as C64.
 *
 * @throws AssayError `tensors/…`
 */
export const openTorch = async (path: string): Promise<TensorSource> => {
  const files = path.endsWith('.index.json') ? await openIndexed(path) : [await openTorchFile(path)]
  const close = async (): Promise<void> => {
    await Promise.all(files.map((file) => file.close()))
  }
  try {
    const stored = files.flatMap(({ tensors }) => tensors)
    return assembleSource({ label: basename(resolve(path)), config: await configBeside(path), stored, close })
  } catch (error) {
    await close()
    throw error
  }
}

const openIndexed = async (path: string): Promise<readonly TorchFile[]> => {
  const index = parseShardIndex(await boundedText(path, MAX_INDEX_BYTES), path, '')
  return openShards(index, path, (shard) => openTorchFile(join(dirname(path), shard)))
}
