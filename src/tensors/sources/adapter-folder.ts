import { basename, join, resolve } from 'node:path'
import { type Json, parseJson } from '#base'
import { merged } from '../adapters/merged.ts'
import { assembleSource } from '../assemble-source.ts'
import type { TensorSource } from '../source.ts'
import { boundedText } from './config-beside.ts'
import { openSafetensorsFile } from './safetensors-file.ts'

/**
 * A base with the LoRA adapter of a folder, as PEFT writes it: `adapter_config.json`, `adapter_model.safetensors`.
 * Where it rejects, the base stays open.
 *
 * @throws AssayError as `merged`, and what the files may be refused for
 */
export const withAdapter = async (base: TensorSource, adapterFolder: string): Promise<TensorSource> => {
  const label = basename(resolve(adapterFolder))
  const config = await adapterConfigIn(adapterFolder)
  const { tensors: stored, close } = await openSafetensorsFile(join(adapterFolder, 'adapter_model.safetensors'))
  try {
    return merged(base, { config, source: assembleSource({ label, config: undefined, stored, close }) })
  } catch (error) {
    await close()
    throw error
  }
}

const MOST_CONFIG_BYTES = 1_000_000

const adapterConfigIn = async (folder: string): Promise<Json> => {
  const path = join(folder, 'adapter_config.json')
  return parseJson(await boundedText(path, MOST_CONFIG_BYTES), path)
}
