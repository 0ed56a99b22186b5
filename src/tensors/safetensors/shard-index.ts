import { AssayError, type Json, parseJson } from '#base'
import { shown } from '../shown.ts'

/** Which shard holds each tensor, by name; the names of shards are plain file names. */
export type ShardIndex = ReadonlyMap<string, string>

/** As for a header; the index of a model with 100,000 tensors takes about 10 MB. */
export const MAX_INDEX_BYTES = 100_000_000

/** Published checkpoints have hundreds at most; each is held open while a model is read. */
const MAX_SHARDS = 2000

/**
 * Reads `model.safetensors.index.json`. `metadata.total_size` is not believed and not needed.
 *
 * A shard must be a plain name that ends in `.safetensors`: a path, an address, a drive or another format is refused
 * before anything is opened. Nothing is decoded: `%2e` is three characters of a name.
 *
 * @param ending of every shard; empty for an index of files of another format, of the same form
 * @throws AssayError `tensors/malformed-index`, `tensors/shard-outside-folder`, `tensors/shard-not-safetensors`,
 * `tensors/too-many-shards`
 */
export const parseShardIndex = (text: string, file: string, ending = '.safetensors'): ShardIndex => {
  const weightMap = objectOf(objectOf(jsonOf(text, file), file, 'the index').get('weight_map'), file, 'weight_map')
  const index = new Map<string, string>()
  for (const [tensor, shard] of weightMap) {
    if (typeof shard !== 'string') throw malformed(file, `weight_map names no file for ${shown(tensor)}`)
    refuseForeignShard(shard, file, ending)
    index.set(tensor, shard)
  }
  const shards = new Set(index.values()).size
  if (shards === 0) throw malformed(file, 'weight_map is empty')
  if (shards > MAX_SHARDS) throw new AssayError('tensors/too-many-shards', { file, got: shards, limit: MAX_SHARDS })
  return index
}

const refuseForeignShard = (shard: string, file: string, ending: string): void => {
  if (shard === '' || shard.startsWith('.') || /[/\\:\0]/.test(shard)) {
    throw new AssayError('tensors/shard-outside-folder', { file, shard: shown(shard) })
  }
  if (!shard.endsWith(ending)) {
    throw new AssayError('tensors/shard-not-safetensors', { file, shard: shown(shard) })
  }
}

const DEEPEST = 16

const jsonOf = (text: string, file: string): Json => {
  try {
    return parseJson(text, file, DEEPEST)
  } catch (cause) {
    if (!(cause instanceof AssayError)) throw cause
    if (cause.code === 'base/json-duplicate-name') {
      throw new AssayError('tensors/duplicate-name', { file, name: shown(cause.facts['name']) }, { cause })
    }
    throw malformed(file, shown(cause.facts['what'] ?? `nested deeper than ${DEEPEST}`), cause)
  }
}

const objectOf = (value: Json | undefined, file: string, what: string): Map<string, Json> => {
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw malformed(file, `${what} is not an object`)
  }
  return new Map(Object.entries(value))
}

const malformed = (file: string, why: string, cause?: unknown): AssayError =>
  new AssayError('tensors/malformed-index', { file, why }, { cause })
