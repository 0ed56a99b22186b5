import { CARRIED, COMMON_ORIGIN } from './component-verdict.ts'
import { type Allowed, type Family, type PartTest, partTests } from './family-tests.ts'
import { type Framed, widthOf } from './frames/framed.ts'
import { framesOf } from './frames/frames-of.ts'
import { inWrittenSpan } from './frames/written-span.ts'
import { hiddenOrder, inCommonOrder } from './hidden-order.ts'
import { rawLogP } from './part-map.ts'
import type { Prepared } from './prepared.ts'

/** Two models and every test that was made of them, in all frames. */
export type Tested = {
  /** as they stand, or with the hidden dimensions laid over each other where only their order and signs differ */
  readonly subject: Prepared
  readonly reference: Prepared
  readonly tests: readonly PartTest[]
  /** the models as each frame but `ident` saw them */
  readonly frames: readonly Framed[]
  /** coin and label tests that p-values are corrected for: those made, and those that would have been made else */
  readonly corrected: number
  readonly hiddenMoved: boolean
}

type Choice = {
  readonly allowed: Allowed
  /** whether rows may be re-ordered where they stand */
  readonly overwrite: boolean
}

/**
 * Tests with the axes as they stand, where widths allow, and in every frame that sees through a rotation. Frames are
 * found without a look at the signs and labels that are tested in them. Where every block is found in place already, no
 * other frame is tried, but p-values are corrected as if all had been. Where nothing is found in place, dimensions that
 * nothing is written into are taken off first.
 */
export const testsInFrames = (subject: Prepared, reference: Prepared, { allowed, overwrite }: Choice): Tested => {
  const both = { subject, reference }
  const inPlace = widthOf(subject) === widthOf(reference)
  const turned = { ...allowed, hidden: NONE }
  const hidden = inPlace ? hiddenTest(both, allowed) : undefined
  const order = hiddenOrder(hidden, { ...both, significant: COMMON_ORIGIN })
  const seenThrough = (): readonly Framed[] => framesOf(subject, reference)

  // Rows that are re-ordered where they stand can be seen through no frame afterwards.
  const before = order !== undefined && overwrite ? seenThrough() : undefined
  const laid = order === undefined ? both : inCommonOrder(both, order, overwrite)
  const rest = inPlace ? partTests(laid.subject, laid.reference, turned) : []
  const plain = hidden === undefined ? rest : [hidden, ...rest]
  const rows = rest.reduce((count, test) => count + rowsOf(test), 0)
  const most = plain.reduce((count, test) => count + rowsOf(test), 0) + TURNED_FRAMES * rows
  const nothingInPlace =
    order === undefined && plain.every((test) => rawLogP(test) + Math.log(Math.max(1, most)) >= CARRIED)
  if (nothingInPlace) {
    const written = { subject: inWrittenSpan(subject), reference: inWrittenSpan(reference) }
    if (written.subject !== subject || written.reference !== reference) {
      const seen = testsInFrames(written.subject, written.reference, { allowed: turned, overwrite })
      return { ...seen, corrected: seen.corrected + most }
    }
  }
  const frames = before ?? (everyBlockFound(subject, rest, Math.log(Math.max(1, most))) ? [] : seenThrough())
  const tests = [...plain, ...frames.flatMap((framed) => testsIn(framed, turned))]
  const made = tests.reduce((count, test) => count + rowsOf(test), 0)
  return { ...laid, tests, frames, corrected: Math.max(made, most), hiddenMoved: order !== undefined }
}

/** `prof`, `anch`, `proc`, `seed` and `chan`. */
const TURNED_FRAMES = 5

const everyBlockFound = (subject: Prepared, tests: readonly PartTest[], logCorrection: number): boolean => {
  const blocks = subject.units.length > 0 ? subject.units : subject.channels
  return blocks.every(({ part }) =>
    tests.some((test) => test.part === part && rawLogP(test) + logCorrection < COMMON_ORIGIN),
  )
}

const NONE = { coin: false, label: false }

const testsIn = ({ frame, subject, reference }: Framed, allowed: Allowed): readonly PartTest[] =>
  partTests(subject, reference, allowed, frame)

// The order of the hidden dimensions rests on the embedding alone, so the other families' gauges stay random under it.
const hiddenTest = (
  { subject, reference }: { subject: Prepared; reference: Prepared },
  allowed: Allowed,
): PartTest | undefined =>
  partTests(
    { ...subject, units: [], channels: [] },
    { ...reference, units: [], channels: [] },
    only('hidden', allowed),
  )[0]

const only = (family: Family, allowed: Allowed): Allowed => ({
  hidden: NONE,
  unit: NONE,
  value: NONE,
  query: NONE,
  'query-pair': NONE,
  [family]: allowed[family],
})

/** Each coin and each label test is a row of the correction. */
export const rowsOf = ({ coin, label }: PartTest): number =>
  (coin === undefined ? 0 : 1) + (label === undefined ? 0 : 1)
