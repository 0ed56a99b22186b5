import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AssayError, type Json, parseJson } from '#base'
import { fileRefusal } from './file-refusal.ts'
import { openPlainFile } from './safetensors-file.ts'

// The largest published configurations are some hundred kilobytes (label lists).
const MAX_CONFIG_BYTES = 16_000_000

/** `config.json` beside a file of weights, if there is one. */
export const configBeside = async (weights: string): Promise<Json | undefined> => {
  const path = join(dirname(weights), 'config.json')
  try {
    return parseJson(await boundedText(path, MAX_CONFIG_BYTES), path)
  } catch (error) {
    if (error instanceof AssayError && error.code === 'tensors/not-found') return undefined
    throw error
  }
}

/** @throws AssayError `tensors/file-too-large`, `tensors/not-utf8`, and what reading may be refused for */
export const boundedText = async (path: string, limit: number): Promise<string> => {
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
