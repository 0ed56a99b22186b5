import { dirname, join } from 'node:path'
import { AssayError } from '#base'
import type { ShardIndex } from '../safetensors/shard-index.ts'
import { shown } from '../shown.ts'
import { openSafetensorsFile, type SafetensorsFile } from './safetensors-file.ts'

/**
 * Opens every shard that an index names and holds them to the index: each tensor lies in the shard that the index
 * says, in no other, and no shard holds a tensor that the index does not know.
 *
 * @param indexPath the index file, a path or an address; shards lie beside it
 * @param open opens the shard of a name
 * @throws AssayError `tensors/missing-shard`, `tensors/index-disagrees`, and what a single file may be refused for
 */
export const openShards = async (
  index: ShardIndex,
  indexPath: string,
  open = (shard: string): Promise<SafetensorsFile> => openSafetensorsFile(join(dirname(indexPath), shard)),
): Promise<readonly SafetensorsFile[]> => {
  const files: SafetensorsFile[] = []
  try {
    for (const shard of new Set(index.values())) {
      const file = await openShard(shard, indexPath, open)
      files.push(file)
      holdToIndex(file, shard, index, indexPath)
    }
    refuseAbsent(files, index, indexPath)
    return files
  } catch (error) {
    await Promise.all(files.map((file) => file.close()))
    throw error
  }
}

const openShard = async (
  shard: string,
  indexPath: string,
  open: (shard: string) => Promise<SafetensorsFile>,
): Promise<SafetensorsFile> => {
  try {
    return await open(shard)
  } catch (cause) {
    if (!(cause instanceof AssayError) || cause.code !== 'tensors/not-found') throw cause
    throw new AssayError('tensors/missing-shard', { shard: shown(shard), index: indexPath }, { cause })
  }
}

const holdToIndex = (file: SafetensorsFile, shard: string, index: ShardIndex, indexPath: string): void => {
  for (const { info } of file.tensors) {
    const named = index.get(info.name)
    if (named !== shard) {
      const facts = {
        index: indexPath,
        tensor: shown(info.name),
        named: named === undefined ? '—' : shown(named),
        found: shard,
      }
      throw new AssayError('tensors/index-disagrees', facts)
    }
  }
}

const refuseAbsent = (files: readonly SafetensorsFile[], index: ShardIndex, indexPath: string): void => {
  const present = new Set(files.flatMap(({ tensors }) => tensors.map(({ info }) => info.name)))
  for (const [name, shard] of index) {
    if (present.has(name)) continue
    throw new AssayError('tensors/index-disagrees', { index: indexPath, tensor: shown(name), named: shard, found: '—' })
  }
}
