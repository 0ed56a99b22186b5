/**
 * Room for floats that are used and done with before the next use: it is kept and grows, for large arrays left to the
 * garbage collector pile up to far more than is in use.
 *
 * @returns the first `count` floats of the room, with whatever was left in them; valid until the next call
 */
export const heldFloats = (): ((count: number) => Float32Array) => {
  let held = new Float32Array()
  return (count) => {
    if (held.length < count) held = new Float32Array(count)
    return held.subarray(0, count)
  }
}
