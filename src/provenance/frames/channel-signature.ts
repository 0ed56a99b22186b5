import type { ChannelBlock } from '../prepared.ts'
import { matrixViews } from './matrix-views.ts'
import { rawDots, rawLength } from '../raw-products.ts'
import { addForms, attentionMatrices, type Signatures, standardised } from './unit-signature.ts'

/**
 * Signatures of the value channels of one layer, as of units: value row and output column turn round together, so their
 * products with each other are blind to the sign. The matrices of the attention alone are asked, since the rest of the
 * layer may be another model's.
 */
export const channelSignatures = (block: ChannelBlock): Signatures => {
  const known = made.get(block) ?? signaturesOf(block)
  made.set(block, known)
  return known
}

const made = new WeakMap<ChannelBlock, Signatures>()

const signaturesOf = (block: ChannelBlock): Signatures => {
  const { v, o } = block
  const columns = new Map<string, Float64Array>()
  const lengths = Float64Array.from({ length: v.n }, (_, c) => Math.log(rawLength(v, c) * rawLength(o, c) + 1e-30))
  columns.set('length of value and output', lengths)
  const matrices = attentionMatrices(block)
  const [values, outputs] = [matrixViews(v, matrices), matrixViews(o, matrices)]
  addForms(columns, 'value', values)
  addForms(columns, 'output', outputs)
  columns.set('value to output', rawDots(v, o))
  for (const name of outputs.names) columns.set(`value to output by ${name}`, values.across(name, outputs))
  return { columns: [...columns.keys()], values: standardised([...columns.values()], block.excluded) }
}
