import { basename, resolve } from 'node:path'
import { assembleSource } from '../assemble-source.ts'
import { MAX_INDEX_BYTES, parseShardIndex } from '../safetensors/shard-index.ts'
import type { TensorSource } from '../source.ts'
import { boundedText, configBeside } from './config-beside.ts'
import { openSafetensorsFile, type SafetensorsFile } from './safetensors-file.ts'
import { openShards } from './shards.ts'

/**
 * Opens a safetensors file, or the index of shards (`….safetensors.index.json`), with the tensors as they are stored.
 *
 * @param label what a person calls the model; the file’s name by default
 * @throws AssayError `tensors/…`
 */
export const openSafetensors = async (path: string, label = basename(resolve(path))): Promise<TensorSource> => {
  const files = path.endsWith('.index.json') ? await openIndexed(path) : [await openSafetensorsFile(path)]
  const close = async (): Promise<void> => {
    await Promise.all(files.map((file) => file.close()))
  }
  try {
    const stored = files.flatMap(({ tensors }) => tensors)
    return assembleSource({ label, config: await configBeside(path), stored, close })
  } catch (error) {
    await close()
    throw error
  }
}

const openIndexed = async (path: string): Promise<readonly SafetensorsFile[]> =>
  openShards(parseShardIndex(await boundedText(path, MAX_INDEX_BYTES), path), path)
