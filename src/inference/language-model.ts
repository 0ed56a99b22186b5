import { AssayError } from '#base'
import { type Dense, wasmDense } from '#numeric'
import type { TensorSource } from '#tensors'
import { parseDecoderConfig, VOCABULARY } from './config.ts'
import { CHUNK, type ForwardPass, openForwardPass } from './forward-pass.ts'
import { loadWeights } from './load-weights.ts'

/**
 * Longest text, in tokens: attention costs its square (8192 tokens of a zoo model take seconds). Positions beyond those
 * that a model was trained on are computed as its formula continues, not refused.
 */
export const MAX_TOKENS = 8192

/** A causal model over bytes: a token is one byte of UTF-8, and there is no token before the first. */
export type LanguageModel = {
  readonly label: string
  readonly layout: 'llama' | 'mixtral'
  readonly parameters: number
  /**
   * Natural log-probabilities of what follows: row i, of 256, is over the token after `tokens[0 … from + i]`.
   *
   * A pure function in all but time: the model keeps what it computed for the last text, and computes only what follows
   * the part that both share. The bits are the same either way.
   *
   * @param from position of the first row, in [0, tokens.length)
   * @returns (tokens.length − from) × 256, row-major
   * @throws AssayError `inference/empty-prompt`, `inference/text-too-long`, `inference/result-not-finite`
   */
  readonly logProbs: (tokens: Uint8Array, from: number) => Float32Array
}

/**
 * Reads a checkpoint whole and makes it answer.
 *
 * @param dense where to compute; by default WASM
 * @throws AssayError as `parseDecoderConfig` and `loadWeights` say
 */
export const loadModel = async (source: TensorSource, dense: Dense = wasmDense()): Promise<LanguageModel> => {
  const config = parseDecoderConfig(source.config, source.label)
  const weights = await loadWeights(source, config, dense)

  let pass: ForwardPass | undefined
  let text = new Uint8Array(0) // what the pass has read
  let known = new Float32Array(0) // its log-probabilities, capacity × 256

  const roomFor = (length: number): ForwardPass => {
    if (pass !== undefined && pass.capacity >= length) return pass
    const capacity = Math.min(MAX_TOKENS, Math.max(FIRST_CAPACITY, 2 ** Math.ceil(Math.log2(length))))
    pass = openForwardPass(config, weights, dense, capacity)
    known = new Float32Array(capacity * VOCABULARY)
    text = new Uint8Array(0)
    return pass
  }

  return {
    label: source.label,
    layout: config.layout,
    parameters: weights.parameters,
    logProbs: (tokens, from) => {
      if (tokens.length === 0) throw new AssayError('inference/empty-prompt', { model: source.label })
      if (tokens.length > MAX_TOKENS) {
        throw new AssayError('inference/text-too-long', { tokens: tokens.length, limit: MAX_TOKENS })
      }
      const room = roomFor(tokens.length)
      const shared = sharedLength(text, tokens)
      if (shared < tokens.length) {
        text = text.slice(0, shared) // what follows is overwritten from here on
        for (let at = shared; at < tokens.length; at += CHUNK) {
          const chunk = tokens.subarray(at, at + CHUNK)
          const logits = room.read(chunk, at)
          for (let r = 0; r < chunk.length; r++) {
            const row = logits.at + r * logits.stride
            const finite = logSoftmax(dense.floats().subarray(row, row + VOCABULARY), known, (at + r) * VOCABULARY)
            if (!finite) throw new AssayError('inference/result-not-finite', { model: source.label, position: at + r })
          }
        }
        text = tokens.slice()
      }
      return known.slice(from * VOCABULARY, tokens.length * VOCABULARY)
    },
  }
}

const FIRST_CAPACITY = 1024

const sharedLength = (a: Uint8Array, b: Uint8Array): number => {
  const most = Math.min(a.length, b.length)
  let n = 0
  while (n < most && a[n] === b[n]) n++
  return n
}

// In doubles: the sum over the vocabulary then loses nothing that float32 could show.
const logSoftmax = (logits: Float32Array, into: Float32Array, at: number): boolean => {
  let greatest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < logits.length; i++) greatest = Math.max(greatest, logits[i] as number)
  let sum = 0
  for (let i = 0; i < logits.length; i++) sum += Math.exp((logits[i] as number) - greatest)
  const offset = greatest + Math.log(sum)
  for (let i = 0; i < logits.length; i++) into[at + i] = (logits[i] as number) - offset
  return Number.isFinite(offset)
}
