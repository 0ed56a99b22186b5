import type { Family } from './families.ts'

/** Where a stored tensor belongs in the model as the hub names it; `<expert>` in the name is still to be filled. */
export type HubName = {
  readonly name: string
  /** name within the layer as stored, without its number and ending */
  readonly role: string
  readonly layer: number | undefined
}

/**
 * Name on the hub of a tensor as stored, or undefined where it is not known. `blk.0.ffn_gate.3.weight`, an expert of a
 * file made before experts were merged, gets the name that the third of `blk.0.ffn_gate_exps.weight` gets.
 */
export const hubNameOf = (stored: string, { outside, layers, inside }: Family): HubName | undefined => {
  const within = IN_LAYER.exec(stored)?.groups
  if (within !== undefined) {
    const { layer = '', role = '', expert, ending = '' } = within
    const known = own(inside, expert === undefined ? role : `${role}_exps`)
    if (known === undefined) return undefined
    const name = expert === undefined ? known : known.replace('<expert>', expert)
    return { name: `${layers}${layer}.${name}.${ending}`, role, layer: Number(layer) }
  }
  const { role = '', ending = '' } = OUTSIDE_LAYERS.exec(stored)?.groups ?? {}
  const known = own(outside, role)
  return known === undefined ? undefined : { name: `${known}.${ending}`, role, layer: undefined }
}

const IN_LAYER = /^blk\.(?<layer>\d{1,5})\.(?<role>[a-z_]+)(?:\.(?<expert>\d{1,4}))?\.(?<ending>weight|bias)$/
const OUTSIDE_LAYERS = /^(?<role>[a-z_]+)\.(?<ending>weight|bias)$/

const own = (names: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(names, key) ? names[key] : undefined
