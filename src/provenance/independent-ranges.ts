/** What independent models gave for tensors of one role: the whole range, from the least to the greatest. */
export type IndependentRange = {
  readonly cosine: { readonly low: number; readonly high: number }
  readonly pearson: { readonly low: number; readonly high: number }
  /** trained models that entered, and pairs of tensors */
  readonly models: number
  readonly tensors: number
}

/**
 * Cosine and Pearson correlation of aligned tensors of independently trained models, by role: the zoo's independent
 * pairs, and twins that saw the same data in the same order from other seeds. Small models (0.1–1.3 M weights) scatter
 * more widely than large ones. Measured by scripts/measure-independent-ranges.ts; not to be edited by hand.
 */
export const independentRanges: { readonly roles: Readonly<Record<string, IndependentRange>> } = {
  roles: {
    bias: { cosine: { low: -0.184, high: 0.401 }, pearson: { low: -0.181, high: 0.181 }, models: 3, tensors: 52 },
    down: { cosine: { low: -0.026, high: 0.026 }, pearson: { low: -0.026, high: 0.026 }, models: 30, tensors: 466 },
    embedding: {
      cosine: { low: -0.057, high: 0.057 },
      pearson: { low: -0.057, high: 0.057 },
      models: 32,
      tensors: 161,
    },
    gate: { cosine: { low: -0.026, high: 0.026 }, pearson: { low: -0.026, high: 0.026 }, models: 30, tensors: 466 },
    head: { cosine: { low: -0.262, high: 0.262 }, pearson: { low: -0.261, high: 0.261 }, models: 32, tensors: 161 },
    k: { cosine: { low: -0.063, high: 0.063 }, pearson: { low: -0.063, high: 0.063 }, models: 32, tensors: 506 },
    norm: { cosine: { low: 0.987, high: 1.0 }, pearson: { low: -0.424, high: 0.424 }, models: 32, tensors: 1191 },
    o: { cosine: { low: -0.052, high: 0.052 }, pearson: { low: -0.052, high: 0.052 }, models: 32, tensors: 514 },
    patch: { cosine: { low: -0.021, high: 0.021 }, pearson: { low: -0.021, high: 0.021 }, models: 3, tensors: 2 },
    positions: { cosine: { low: -0.014, high: 0.014 }, pearson: { low: -0.014, high: 0.014 }, models: 3, tensors: 2 },
    q: { cosine: { low: -0.068, high: 0.068 }, pearson: { low: -0.068, high: 0.068 }, models: 32, tensors: 506 },
    qkv: { cosine: { low: -0.011, high: 0.011 }, pearson: { low: -0.011, high: 0.011 }, models: 3, tensors: 8 },
    up: { cosine: { low: -0.032, high: 0.032 }, pearson: { low: -0.032, high: 0.032 }, models: 30, tensors: 458 },
    v: { cosine: { low: -0.071, high: 0.071 }, pearson: { low: -0.071, high: 0.071 }, models: 32, tensors: 506 },
  },
}
