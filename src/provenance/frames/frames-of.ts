import type { Prepared } from '../prepared.ts'
import { anchorFrame } from './anchor-frame.ts'
import { channelAnchors } from './channel-anchors.ts'
import { channelFrame } from './channel-frame.ts'
import type { Framed } from './framed.ts'
import { gateRotationFrame, tokenRotationFrame } from './procrustes-frames.ts'
import { tokenFrame } from './token-frame.ts'
import { unitAnchors } from './unit-anchors.ts'

/** Every frame that sees through a rotation and applies to the pair; none looks at the signs and labels tested in it. */
export const framesOf = (subject: Prepared, reference: Prepared): readonly Framed[] => {
  const units = unitAnchors(subject, reference)
  const channels = channelAnchors(subject, reference)
  return [
    tokenFrame(subject, reference),
    tokenRotationFrame(subject, reference),
    units === undefined ? undefined : anchorFrame(subject, reference, units),
    units === undefined || units.score < RELATED ? undefined : gateRotationFrame(subject, reference, units),
    channels === undefined ? undefined : channelFrame(subject, reference, channels),
  ].filter((framed) => framed !== undefined)
}

/** Anchors of independent models score .1 at most; below this a rotation onto them adds nothing. */
const RELATED = 0.2
