import { type Json, parseJson } from '#base'
import type { Tools } from './tools.ts'

/** The largest published have about 35 MB. */
const MAX_TOKENIZER_BYTES = 128 * 2 ** 20

/** `tokenizer.json` in a model's folder; undefined where there is none, or the model is no local folder. */
export const tokenizerOf = async (
  tools: Pick<Tools, 'list' | 'readText'>,
  place: string,
): Promise<Json | undefined> => {
  if (/^[a-z]+:\/\//.test(place) || (await tools.list(place))?.includes('tokenizer.json') !== true) return undefined
  const path = `${place}/tokenizer.json`
  return parseJson(await tools.readText(path, MAX_TOKENIZER_BYTES), path)
}
