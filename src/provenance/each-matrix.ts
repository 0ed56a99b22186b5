import type { ChannelBlock, Prepared, UnitBlock } from './prepared.ts'
import type { UnitRows } from './unit-rows.ts'

type Gain = Float32Array | undefined

/**
 * The blocks of a model with all of their matrices changed in one way, block by block: gate, up, down; v, o, q, k.
 *
 * @param gain what the rows were multiplied by afterwards; it is left as it was by default
 */
export const eachMatrix = (
  { units, channels }: Pick<Prepared, 'units' | 'channels'>,
  change: (rows: UnitRows) => UnitRows,
  gain: (before: Gain) => Gain = (before) => before,
): Pick<Prepared, 'units' | 'channels'> => {
  const some = (rows: UnitRows | undefined): UnitRows | undefined => (rows === undefined ? undefined : change(rows))
  return {
    units: units.map((block): UnitBlock => ({
      ...block,
      gate: change(block.gate),
      up: some(block.up),
      down: change(block.down),
      gain: gain(block.gain),
    })),
    channels: channels.map((block): ChannelBlock => ({
      ...block,
      v: change(block.v),
      o: change(block.o),
      q: some(block.q),
      k: some(block.k),
      gain: gain(block.gain),
    })),
  }
}

/** Rows on other axes were multiplied by nothing that could be taken off again. */
export const withoutGain = (): undefined => undefined
