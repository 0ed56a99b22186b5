import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { AssayError, type Json, parseJson } from '#base'
import { assembleSource } from '../assemble-source.ts'
import { unpackedExperts } from '../packed-experts/unpacked-experts.ts'
import { MAX_INDEX_BYTES, parseShardIndex } from '../safetensors/shard-index.ts'
import type { TensorSource } from '../source.ts'
import { fileRefusal } from './file-refusal.ts'
import { openPlainFile, openSafetensorsFile } from './safetensors-file.ts'
import { openShards } from './shards.ts'
import { weightsIn } from './weights-in.ts'

/**
 * Opens a model: a safetensors file, an index (`….safetensors.index.json`), or a folder that holds one of them and,
 * perhaps, `config.json`. Headers are read, data are not; links are followed, as caches of models are made of them.
 *
 * A folder with both a single file and an index is refused: two programs would read two models from it.
 *
 * @throws AssayError `tensors/…`: whatever is missing, ambiguous, malformed or of another format
 */
export const openModel = async (path: string): Promise<TensorSource> => {
  const weights = (await isFolder(path)) ? await weightsIn(path) : path
  const folder = dirname(weights)
  const files = weights.endsWith('.index.json') ? await openIndexed(weights) : [await openSafetensorsFile(weights)]
  const close = async (): Promise<void> => {
    await Promise.all(files.map((file) => file.close()))
  }
  try {
    return unpackedExperts(
      assembleSource({
        label: basename(resolve(path)),
        config: await configIn(folder),
        stored: files.flatMap(({ tensors }) => tensors),
        close,
      }),
    )
  } catch (error) {
    await close()
    throw error
  }
}

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory()
  } catch (cause) {
    throw fileRefusal(cause, path)
  }
}

const openIndexed = async (path: string) =>
  openShards(parseShardIndex(await boundedText(path, MAX_INDEX_BYTES), path), path)

// The largest published configurations are some hundred kilobytes (label lists).
const MAX_CONFIG_BYTES = 16_000_000

const configIn = async (folder: string): Promise<Json | undefined> => {
  const path = join(folder, 'config.json')
  try {
    return parseJson(await boundedText(path, MAX_CONFIG_BYTES), path)
  } catch (error) {
    if (error instanceof AssayError && error.code === 'tensors/not-found') return undefined
    throw error
  }
}

const boundedText = async (path: string, limit: number): Promise<string> => {
  const handle = await openPlainFile(path)
  try {
    const { size } = await handle.stat()
    if (size > limit) throw new AssayError('tensors/file-too-large', { path, bytes: size, limit })
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(handle))
  } catch (cause) {
    if (cause instanceof TypeError) throw new AssayError('tensors/not-utf8', { path }, { cause })
    throw fileRefusal(cause, path)
  } finally {
    await handle.close()
  }
}
