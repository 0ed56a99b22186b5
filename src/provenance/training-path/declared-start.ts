import { z } from 'zod'

const Positive = z.number().positive()

/** The standard deviation, or the rule that gives it from a matrix's shape: rows are outputs, columns inputs. */
const Spread = z.union([
  Positive,
  z.strictObject({ rule: z.literal('xavier'), gain: Positive.default(1) }),
  z.strictObject({
    rule: z.literal('kaiming'),
    mode: z.enum(['fan-in', 'fan-out']).default('fan-in'),
    gain: Positive.default(Math.SQRT2),
  }),
])

const Distribution = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('normal'), mean: z.number().default(0), std: Spread }),
  z.strictObject({ kind: z.literal('uniform'), std: Spread }),
  /** a normal of deviation `std`, drawn again beyond `cut` deviations */
  z.strictObject({ kind: z.literal('truncated-normal'), std: Spread, cut: Positive.default(2) }),
  z.strictObject({ kind: z.literal('zeros') }),
  z.strictObject({ kind: z.literal('ones') }),
  z.strictObject({ kind: z.literal('constant'), value: z.number() }),
])

/** What a team declares of its random start; the first pattern that fits a tensor's name holds for it. */
export const DeclaredStart = z.strictObject({
  /** as declared; a framework's generator is not run again here */
  seed: z.string().max(200).optional(),
  tensors: z
    .array(
      z.strictObject({
        /** `*` stands for anything */ pattern: z.string().min(1).max(200),
        distribution: Distribution,
      }),
    )
    .min(1)
    .max(200),
})
export type DeclaredStart = z.infer<typeof DeclaredStart>

/** A distribution with its figures filled in for one tensor. */
export type Law =
  | { readonly kind: 'normal'; readonly mean: number; readonly std: number }
  | { readonly kind: 'uniform'; readonly std: number }
  | { readonly kind: 'truncated-normal'; readonly std: number; readonly cut: number }
  | { readonly kind: 'constant'; readonly value: number }

/** @returns undefined where no pattern fits the name */
export const lawOf = (name: string, shape: readonly number[], declared: DeclaredStart): Law | undefined => {
  const entry = declared.tensors.find(({ pattern }) => fits(pattern, name))
  if (entry === undefined) return undefined
  const { distribution } = entry
  switch (distribution.kind) {
    case 'zeros':
      return { kind: 'constant', value: 0 }
    case 'ones':
      return { kind: 'constant', value: 1 }
    case 'constant':
      return { kind: 'constant', value: distribution.value }
    case 'normal':
      return { kind: 'normal', mean: distribution.mean, std: stdOf(distribution.std, shape) }
    case 'uniform':
      return { kind: 'uniform', std: stdOf(distribution.std, shape) }
    case 'truncated-normal':
      return { kind: 'truncated-normal', std: stdOf(distribution.std, shape), cut: distribution.cut }
  }
}

// Pieces between stars are sought one after the other: no pattern can make this slow.
const fits = (pattern: string, name: string): boolean => {
  const pieces = pattern.split('*')
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)]
  if (pieces.length === 1) return name === pattern
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at)
    if (found < 0 || found + piece.length > name.length - last.length) return false
    at = found + piece.length
  }
  return true
}

const stdOf = (spread: z.infer<typeof Spread>, shape: readonly number[]): number => {
  if (typeof spread === 'number') return spread
  const [out = 1, into = 1, ...kernel] = shape
  const taps = kernel.reduce((product, size) => product * size, 1)
  const [fanOut, fanIn] = [out * taps, into * taps]
  if (spread.rule === 'xavier') return spread.gain * Math.sqrt(2 / (fanIn + fanOut))
  return spread.gain / Math.sqrt(spread.mode === 'fan-in' ? fanIn : fanOut)
}
