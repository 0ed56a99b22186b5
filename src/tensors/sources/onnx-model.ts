import { basename, resolve } from 'node:path'
import { AssayError } from '#base'
import { assembleSource, type StoredTensor } from '../assemble-source.ts'
import { type FoundData, storedTensor } from '../onnx/stored-tensor.ts'
import type { TensorMessage } from '../onnx/tensor-message.ts'
import { tensorsOfModel } from '../onnx/tensors-of-model.ts'
import type { TensorSource } from '../source.ts'
import { configBeside } from './config-beside.ts'
import { type ExternalFiles, externalFiles } from './onnx-external.ts'
import { openRangedFile } from './ranged-file.ts'

/**
 * Opens the weights of an ONNX model: initialisers and `Constant` nodes, in the file or in files beside it. Messages
 * are walked where they lie, data are passed over and read by range when asked for.
 *
 * Elements of four bits are presented as I8, U8 or F32; complex numbers of 128 bits as C64.
 *
 * @throws AssayError `tensors/…`
 */
export const openOnnx = async (path: string): Promise<TensorSource> => {
  const file = await openRangedFile(path)
  const external = externalFiles(path)
  const close = async (): Promise<void> => {
    await external.close()
    await file.close()
  }
  try {
    if (file.bytes === 0) throw new AssayError('tensors/empty-file', { file: path })
    const stored: StoredTensor[] = []
    for (const message of await tensorsOfModel(file, path)) {
      stored.push(storedTensor(message, await dataOf(message, external), path))
    }
    return assembleSource({ label: basename(resolve(path)), config: await configBeside(path), stored, close })
  } catch (error) {
    await close()
    throw error
  }
}

const dataOf = async ({ name, data }: TensorMessage, external: ExternalFiles): Promise<FoundData | undefined> => {
  switch (data.kind) {
    case 'none':
      return undefined
    case 'inline':
      return data
    case 'external':
      return { field: 'raw_data', range: await external.range(name, data.external) }
  }
}
