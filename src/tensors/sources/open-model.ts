import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { unpackedExperts } from '../packed-experts/unpacked-experts.ts'
import { unquantised } from '../quantised/unquantised.ts'
import type { TensorSource } from '../source.ts'
import { fileRefusal } from './file-refusal.ts'
import { openGguf } from './gguf-file.ts'
import { openHttpModel } from './http-model.ts'
import { type HubSettings, openHubModel } from './hub-model.ts'
import { openNpz } from './numpy-model.ts'
import { openOnnx } from './onnx-model.ts'
import { openSafetensors } from './safetensors-model.ts'
import { openTorch } from './torch-model.ts'
import { formatOf } from './weight-format.ts'
import { weightsIn } from './weights-in.ts'

/**
 * Opens a model: a file of weights or an index of shards in any format that is read, a folder that holds one of them
 * and, perhaps, `config.json`, an address (`https://…`), or a model on a hub (`hf://ORG/NAME`, `hf://ORG/NAME@REVISION`).
 * Headers are read, data are not; links are followed, as caches of models are made of them.
 *
 * Whatever it holds, the source has plain matrices under the names of unpacked Hugging Face checkpoints: quantised
 * layers are de-quantised and packed experts taken apart as their rows are asked for.
 *
 * @throws AssayError `tensors/…`: whatever is missing, ambiguous, malformed or of another format
 */
export const openModel = async (place: string, hub: HubSettings = {}): Promise<TensorSource> => {
  const stored = await openStored(place, hub)
  try {
    return unpackedExperts(await unquantised(stored))
  } catch (error) {
    await stored.close()
    throw error
  }
}

const openStored = async (place: string, hub: HubSettings): Promise<TensorSource> => {
  if (place.startsWith(HUB)) return openHubModel(place.slice(HUB.length), hub)
  if (/^https?:\/\//.test(place)) return openHttpModel(place)
  const label = basename(resolve(place))
  if (!(await isFolder(place))) return openFile(place, label)
  return { ...(await openFile(await weightsIn(place), label)), label }
}

const HUB = 'hf://'

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory()
  } catch (cause) {
    throw fileRefusal(cause, path)
  }
}

const openFile = async (weights: string, label: string): Promise<TensorSource> => {
  switch (await formatOf(weights)) {
    case 'safetensors':
    case 'safetensors-index':
      return openSafetensors(weights, label)
    case 'torch':
      return openTorch(weights)
    case 'gguf':
      return openGguf(weights)
    case 'numpy':
      return openNpz(weights)
    case 'onnx':
      return openOnnx(weights)
  }
}
