import type { Prepared } from '../prepared.ts'
import type { UnitRows } from '../unit-rows.ts'
import type { ChannelAnchors } from './channel-anchors.ts'
import type { Framed } from './framed.ts'
import { inFeatures, type Probes } from './in-features.ts'
import { rawRowsAt } from '../raw-products.ts'

/**
 * `chan`: value, output, query and key rows by their products with the anchors' value rows and output columns. Units
 * stay out: one sign of all features is unknown here, and units are matched by the sign of theirs.
 */
export const channelFrame = (subject: Prepared, reference: Prepared, found: ChannelAnchors): Framed => {
  const even = new Float32Array(found.sign.length).fill(1)
  const own = channelRows(found.subject, found.anchors.left, even)
  const other = channelRows(found.reference, found.anchors.right, found.sign)
  return {
    frame: 'chan',
    subject: inFeatures({ ...subject, units: [] }, own),
    reference: inFeatures({ ...reference, units: [] }, other),
    anchors: { part: found.subject.part, units: found.anchors.left },
  }
}

const channelRows = (
  { v, o }: { readonly v: UnitRows; readonly o: UnitRows },
  channels: Int32Array,
  sign: Float32Array,
): Probes => {
  const { width } = v
  const rows = new Float32Array(2 * channels.length * width)
  for (const [side, matrix] of [v, o].entries()) {
    const raw = rawRowsAt(matrix, channels)
    for (let place = 0; place < channels.length; place++) {
      const at = (side * channels.length + place) * width
      for (let k = 0; k < width; k++) {
        rows[at + k] = (raw[place * width + k] as number) * (sign[place] as number)
      }
    }
  }
  return { count: 2 * channels.length, width, rows, signed: true }
}
