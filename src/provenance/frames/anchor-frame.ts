import type { Prepared, UnitBlock } from '../prepared.ts'
import type { Framed } from './framed.ts'
import { inFeatures, type Probes } from './in-features.ts'
import { rawRowsAt } from '../raw-products.ts'
import type { UnitAnchors } from './unit-anchors.ts'

/** `anch`: every row of every block by its products with the anchors' gate rows. */
export const anchorFrame = (subject: Prepared, reference: Prepared, found: UnitAnchors): Framed => ({
  frame: 'anch',
  subject: inFeatures(subject, gateRows(found.subject, found.anchors.left)),
  reference: inFeatures(reference, gateRows(found.reference, found.anchors.right)),
  anchors: { part: found.subject.part, units: found.anchors.left },
})

const gateRows = ({ gate }: UnitBlock, units: Int32Array): Probes => ({
  count: units.length,
  width: gate.width,
  rows: rawRowsAt(gate, units),
})
