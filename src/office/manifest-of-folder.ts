import { canonicalJson, type Digest } from '#base'
import { type Manifest, manifestDigest } from '#tensors'
import type { JobContext } from './perform-job.ts'

export type NamedManifest = { readonly value: Manifest; readonly text: string; readonly digest: Digest }

/** The manifest of a folder of weights in the programme's folder; tells how many bytes are hashed. */
export const manifestOfFolder = async (
  { office, programme, signal, onProgress }: JobContext,
  weights: string,
): Promise<NamedManifest> => {
  const value = await office.tools.manifestOf(`${programme.folder}/${weights}`, {
    signal,
    onProgress: ({ bytesDone, bytesTotal }) => onProgress({ done: bytesDone, of: bytesTotal, unit: 'bytes' }),
  })
  return { value, text: canonicalJson(value), digest: manifestDigest(value) }
}
