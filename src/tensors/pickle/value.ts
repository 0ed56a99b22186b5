/**
 * What a pickle can stand for here. `Made` is what the dialect makes of persistent ids and calls: plain data, as all
 * else. Lists and dictionaries may hold themselves; whoever walks them keeps count.
 */
export type PickleValue<Made> =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleBytes
  | PickleList<Made>
  | PickleTuple<Made>
  | PickleDict<Made>
  | PickleGlobal
  | PickleMade<Made>

export type PickleBytes = { readonly kind: 'bytes'; readonly bytes: Uint8Array }
export type PickleList<Made> = { readonly kind: 'list'; readonly items: PickleValue<Made>[] }
export type PickleTuple<Made> = { readonly kind: 'tuple'; readonly items: readonly PickleValue<Made>[] }
/** Keys and values in turn, in the order in which they were set; a key may stand twice. */
export type PickleDict<Made> = { readonly kind: 'dict'; readonly entries: PickleValue<Made>[] }
/** A name that the dialect allows. It stands for itself; nothing is looked up. */
export type PickleGlobal = { readonly kind: 'global'; readonly module: string; readonly name: string }
export type PickleMade<Made> = { readonly kind: 'made'; readonly made: Made }

/**
 * What one family of pickles means: which names it may use, and what a call or a persistent id stands for. All three
 * only describe; a text that comes back is the reason of a refusal.
 */
export type Dialect<Made> = {
  readonly allows: (module: string, name: string) => boolean
  readonly call: (callee: PickleGlobal, args: readonly PickleValue<Made>[]) => Exclude<PickleValue<Made>, string> | Why
  readonly persistent: (id: PickleValue<Made>) => PickleMade<Made> | Why
}
export type Why = { readonly kind: 'refused'; readonly why: string }

export const refused = (why: string): Why => ({ kind: 'refused', why })

type Kinds<Made> = Exclude<PickleValue<Made>, null | boolean | number | bigint | string>

/** The kind of a value; `undefined` for what is plain. */
export const kindOf = <Made>(value: PickleValue<Made> | undefined): Kinds<Made>['kind'] | undefined =>
  typeof value === 'object' && value !== null ? value.kind : undefined

export const itemsOf = <Made>(
  value: PickleValue<Made> | undefined,
  kind: 'list' | 'tuple',
): readonly PickleValue<Made>[] | undefined =>
  typeof value === 'object' && value !== null && value.kind === kind ? value.items : undefined
