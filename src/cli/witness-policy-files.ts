import { join } from 'node:path'
import { parseWitnessPolicy, type WitnessPolicy } from '#ledger'
import type { Files } from '#office'

const MAX_POLICY_BYTES = 100_000

/** The policies that a path names: a file, or all `.txt` files of a folder, such as one for each term of witnesses. */
export const witnessPolicies = async (
  tools: Files,
  path: string,
): Promise<readonly [WitnessPolicy, ...WitnessPolicy[]] | readonly []> => {
  const names = await tools.list(path)
  const paths =
    names === undefined ? [path] : names.filter((name) => name.endsWith('.txt')).map((name) => join(path, name))
  const [first, ...more] = await Promise.all(
    paths.toSorted().map(async (one) => parseWitnessPolicy(await tools.readText(one, MAX_POLICY_BYTES), one)),
  )
  return first === undefined ? [] : [first, ...more]
}
