/** Rows of floats in a dense memory: the first stands at `at`, each next one `stride` floats further. */
export type Rows = { readonly at: number; readonly stride: number }

/** A matrix of outputs × depth in panels of eight outputs, `depth × 8` floats each; see {@link packPanels}. */
export type Panels = { readonly at: number; readonly panelStride: number; readonly panels: number }

/**
 * Float32 memory and what is computed in it. Offsets, strides and counts are floats; every `at` and `stride` is a
 * multiple of four, a `panelStride` of eight.
 *
 * Every result is one sum in one order, so a row's bits depend neither on the rows given beside it nor on which of the
 * two implementations computed it.
 */
export type Dense = {
  /** the memory as it now is; `reserve` may replace the view */
  readonly floats: () => Float32Array<ArrayBuffer>
  /** room for `count` floats, zeros, on a boundary of 16 floats; it is never given back */
  readonly reserve: (count: number) => number
  /** y = x Wᵀ, or y + x Wᵀ with `add`: `rows` rows of `depth` against all panels; writes 8 × panels floats a row */
  readonly product: (p: {
    readonly x: Rows
    readonly rows: number
    readonly depth: number
    readonly w: Panels
    readonly y: Rows
    readonly add: boolean
  }) => void
  /** y = x / √(mean of squares + epsilon) · gain; the padding beyond `width` is zero in x and gain, and stays so */
  readonly normaliseRows: (p: {
    readonly x: number
    readonly y: number
    readonly stride: number
    readonly rows: number
    readonly width: number
    readonly gain: number
    readonly epsilon: number
  }) => void
  /** softmax of scale · x, in place; row r holds `length + r` values, what follows up to `width` becomes zero */
  readonly softmaxRows: (p: {
    readonly x: Rows
    readonly rows: number
    readonly length: number
    readonly width: number
    readonly scale: number
  }) => void
  /** gate = gate / (1 + e^−gate) · up, over `count` floats, a multiple of four */
  readonly gatedSilu: (gate: number, up: number, count: number) => void
}

/** Outputs of one panel. */
export const PANEL = 8

export const panelsFor = (outputs: number): number => Math.ceil(outputs / PANEL)

/** `count` rounded up to whole panels: the width of rows that a product writes. */
export const padded = (count: number): number => panelsFor(count) * PANEL

/**
 * Lays a matrix out in panels: element [output, k] goes to panel ⌊output / 8⌋, place k · 8 + output mod 8. Outputs that
 * fill up the last panel are zero.
 *
 * @param matrix outputs × depth, row-major
 * @param into padded(outputs) × depth floats, zeros before
 */
export const packPanels = (matrix: Float32Array, depth: number, into: Float32Array): void => {
  const outputs = matrix.length / depth
  for (let output = 0; output < outputs; output++) {
    const first = Math.floor(output / PANEL) * PANEL * depth + (output % PANEL)
    const row = output * depth
    for (let k = 0; k < depth; k++) into[first + k * PANEL] = matrix[row + k] as number
  }
}
