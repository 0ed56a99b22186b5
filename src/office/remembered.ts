import { digestOfJson, evidenceDigest, type Digest, type Evidence, type Json } from '#base'
import type { Office } from './office.ts'

/**
 * Does a piece of work unless it was done before: the same method on the same inputs with the same parameters gives the
 * same evidence, so a run that was killed goes on without measuring anything twice.
 *
 * @param key all that the result depends on: method, version, parameters, digests of the inputs
 */
export const remembered = async (
  office: Office,
  key: Json,
  work: () => Promise<readonly Evidence[]>,
): Promise<readonly Evidence[]> => {
  const name = digestOfJson(key)
  const known = await office.store.evidence.madeFor(name)
  if (known !== undefined) return Promise.all(known.map((digest: Digest) => office.store.evidence.get(digest)))
  const made = await work()
  for (const evidence of made) await office.store.evidence.put(evidence)
  await office.store.evidence.remember(name, made.map(evidenceDigest))
  return made
}
