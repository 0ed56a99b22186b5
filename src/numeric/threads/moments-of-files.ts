import { readSync } from 'node:fs'
import type { Facts } from '#base'
import { addMoments, type FloatFormat, type Moments, NO_MOMENTS } from '../similarity.ts'
import { BLOCK, type SimilarityLane } from '../similarity-kernel.ts'
import type { FileRange, MomentsRun } from '../threads.ts'

/** A file that can't be read is an answer, not a defect of the thread: only types are imported from other rooms here. */
export type Outcome = { readonly moments: Moments } | { readonly refused: Facts }

const BYTES_OF_ELEMENT: Readonly<Record<FloatFormat, number>> = { bf16: 2, f16: 2, f32: 4 }

/** Moments of one run, block after block, read straight into the kernel's memory. */
export const momentsOfFiles = (lane: SimilarityLane, { x, y, count, wide }: MomentsRun): Outcome => {
  let moments = NO_MOMENTS
  for (let from = 0; from < count; from += BLOCK) {
    const elements = Math.min(BLOCK, count - from)
    const failed = fill(lane.x, x, from, elements)
    if (failed !== undefined) return { refused: { side: 'x', reason: failed } }
    const alsoFailed = fill(lane.y, y, from, elements)
    if (alsoFailed !== undefined) return { refused: { side: 'y', reason: alsoFailed } }
    moments = addMoments(moments, lane.moments(x.format, y.format, elements, wide))
  }
  return { moments }
}

type Stream = FileRange & { readonly format: FloatFormat }

/** @returns why the block could not be read, if it could not */
const fill = (
  into: Uint8Array,
  { file, offset, format }: Stream,
  from: number,
  elements: number,
): string | undefined => {
  const size = BYTES_OF_ELEMENT[format]
  const start = offset + from * size
  try {
    for (let done = 0; done < elements * size;) {
      const got = readSync(file, into, done, elements * size - done, start + done)
      if (got === 0) return `the file ends at ${start + done}`
      done += got
    }
    return undefined
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code ?? String(cause)
  }
}
