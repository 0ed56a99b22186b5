import { AssayError, type Json, parseJson } from '#base'
import { assembleSource } from '../assemble-source.ts'
import { headerIn } from '../safetensors/header-in.ts'
import { MAX_INDEX_BYTES, parseShardIndex } from '../safetensors/shard-index.ts'
import { shown } from '../shown.ts'
import type { TensorSource } from '../source.ts'
import { httpClient, type HttpClient, type HttpSettings, shownUrl } from './http-client.ts'
import { httpText, openHttpFile } from './http-file.ts'
import type { SafetensorsFile } from './safetensors-file.ts'
import { openShards } from './shards.ts'

const SINGLE = 'model.safetensors'
const INDEX = 'model.safetensors.index.json'
const INDEX_ENDING = '.safetensors.index.json'
/** As for a folder: the largest published configurations are some hundred kilobytes. */
const MAX_CONFIG_BYTES = 16_000_000

/**
 * Opens a model on a server: the address of a safetensors file or of an index, or one that ends in `/` and holds either
 * under its usual name. `config.json` is looked for beside it. Headers are read, data by range when asked for; a signed
 * address of an object store works, of a single file.
 *
 * What passes (statuses 408, 425, 429 and 5xx, broken connections, answers cut off) is tried again.
 *
 * @throws AssayError `tensors/http-…`, `tensors/changed-on-server`, and whatever a file may be refused for
 */
export const openHttpModel = async (address: string, settings: HttpSettings = {}): Promise<TensorSource> => {
  const url = URL.parse(address)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new AssayError('tensors/http-address', { got: shown(address) })
  const client = httpClient(settings)
  try {
    const [files, config] = await Promise.all([filesAt(client, url), configBeside(client, url)])
    return assembleSource({
      label: labelOf(url),
      config,
      stored: files.flatMap(({ tensors }) => tensors),
      close: client.close,
    })
  } catch (error) {
    await client.close()
    throw error
  }
}

const labelOf = ({ pathname, host }: URL): string => pathname.split('/').findLast((part) => part !== '') ?? host

const filesAt = async (client: HttpClient, url: URL): Promise<readonly SafetensorsFile[]> => {
  if (url.pathname.endsWith('/')) return filesIn(client, url)
  if (!url.pathname.endsWith(INDEX_ENDING)) return [await openRemote(client, url)]
  const text = await httpText(client, url, MAX_INDEX_BYTES)
  if (text === undefined) throw new AssayError('tensors/not-found', { path: shownUrl(url) })
  return openIndexed(client, url, text)
}

/** From a folder with both a single file and an index two programs would read two models. */
const filesIn = async (client: HttpClient, folder: URL): Promise<readonly SafetensorsFile[]> => {
  const indexUrl = new URL(INDEX, folder)
  const [text, single] = await Promise.all([
    httpText(client, indexUrl, MAX_INDEX_BYTES),
    openRemote(client, new URL(SINGLE, folder)).catch((error: unknown) => {
      if (error instanceof AssayError && error.code === 'tensors/not-found') return undefined
      throw error
    }),
  ])
  if (text !== undefined && single !== undefined) {
    throw new AssayError('tensors/ambiguous-weights', { folder: shownUrl(folder), files: [SINGLE, INDEX] })
  }
  if (single !== undefined) return [single]
  if (text !== undefined) return openIndexed(client, indexUrl, text)
  throw new AssayError('tensors/no-weights', { folder: shownUrl(folder), files: ['—'] })
}

const openIndexed = (client: HttpClient, url: URL, text: string): Promise<readonly SafetensorsFile[]> =>
  openShards(parseShardIndex(text, shownUrl(url)), shownUrl(url), (shard) =>
    openRemote(client, new URL(encodeURIComponent(shard), url)),
  )

const openRemote = async (client: HttpClient, url: URL): Promise<SafetensorsFile> => {
  const path = shownUrl(url)
  const file = await openHttpFile(client, url)
  const { tensors, dataStart } = await headerIn(file, path)
  return {
    path,
    tensors: tensors.map(({ begin, ...info }) => ({
      info,
      read: (offset, into) => file.read(dataStart + begin + offset, into),
    })),
    close: async () => {}, // connections belong to the model
  }
}

const configBeside = async (client: HttpClient, weights: URL): Promise<Json | undefined> => {
  if (weights.search !== '' && !weights.pathname.endsWith('/')) return undefined // a signature holds for one file
  const url = new URL('config.json', weights)
  const text = await httpText(client, url, MAX_CONFIG_BYTES)
  return text === undefined ? undefined : parseJson(text, shownUrl(url))
}
