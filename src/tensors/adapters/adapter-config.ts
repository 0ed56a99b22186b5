import { AssayError, type Json } from '#base'
import { shown } from '../shown.ts'

/** What `adapter_config.json` says of how a LoRA adapter was trained, as far as merging it needs. */
export type AdapterConfig = {
  readonly dora: boolean
  /** whether the base stores its weights [in, out], as GPT-2's Conv1D does */
  readonly transposed: boolean
  readonly rankOf: (module: string) => number
  /** factor of B·A: alpha / rank, of rsLoRA alpha / √rank */
  readonly scaleOf: (module: string) => number
}

/**
 * Reads PEFT's `adapter_config.json` of a LoRA adapter.
 *
 * @throws AssayError `tensors/adapter-kind` for an adapter that is not LoRA, or a kind of LoRA whose merge is another;
 * `tensors/adapter-setting` for a setting that makes no sense
 */
export const adapterConfig = (config: Json, adapter: string): AdapterConfig => {
  const settings = new Map(typeof config === 'object' && config !== null ? Object.entries(config) : [])
  const refuse = (setting: string, got: Json | undefined, wanted: string): AssayError =>
    new AssayError('tensors/adapter-setting', { adapter, setting, got: shown(got ?? 'nothing'), wanted })
  refuseOtherKinds(settings, adapter)

  const positive = (setting: string, value: Json | undefined): number => {
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value
    throw refuse(setting, value, 'a positive number')
  }
  const rank = (setting: string, value: Json | undefined): number => {
    if (Number.isSafeInteger(value) && (value as number) > 0) return value as number
    throw refuse(setting, value, 'a positive whole number')
  }
  const patterns = (setting: string, parse: typeof rank) =>
    patternsIn(
      settings.get(setting),
      (value) => parse(setting, value),
      (got, wanted) => refuse(setting, got, wanted),
    )
  const plain = { rank: rank('r', settings.get('r')), alpha: positive('lora_alpha', settings.get('lora_alpha')) }
  const ranks = patterns('rank_pattern', rank)
  const alphas = patterns('alpha_pattern', positive)
  const rankOf = (module: string): number => ranks(module) ?? plain.rank
  const rooted = settings.get('use_rslora') === true
  return {
    dora: settings.get('use_dora') === true,
    transposed: settings.get('fan_in_fan_out') === true,
    rankOf,
    scaleOf: (module) => (alphas(module) ?? plain.alpha) / (rooted ? Math.sqrt(rankOf(module)) : rankOf(module)),
  }
}

/** Settings of kinds of LoRA that are not W + s·B·A, or for certain inputs only. */
const OTHER_KINDS = [
  'use_qalora',
  'use_bdlora',
  'lora_bias',
  'layer_replication',
  'target_parameters',
  'trainable_token_indices',
  'alora_invocation_tokens',
  'arrow_config',
  'kasa_config',
  'velora_config',
  'monteclora_config',
]

const refuseOtherKinds = (settings: ReadonlyMap<string, Json>, adapter: string): void => {
  const kind = settings.get('peft_type')
  if (kind !== 'LORA') throw new AssayError('tensors/adapter-kind', { adapter, kind: shown(kind ?? 'nothing') })
  const other = OTHER_KINDS.find((setting) => !isUnset(settings.get(setting)))
  if (other !== undefined) throw new AssayError('tensors/adapter-kind', { adapter, kind: other })
}

const isUnset = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  (typeof value === 'object' && Object.keys(value).length === 0)

type Patterns = (module: string) => number | undefined

/** The first pattern that fits the end of a module's name, from a dot on, as in PEFT's `get_pattern_key`. */
const patternsIn = (
  value: Json | undefined,
  parse: (value: Json) => number,
  refuse: (got: Json, wanted: string) => AssayError,
): Patterns => {
  if (value === undefined || value === null) return () => undefined
  if (typeof value !== 'object' || Array.isArray(value)) throw refuse(value, 'an object')
  const rules = Object.entries(value).map(([pattern, number]) => {
    // Patterns are regular expressions. Without repetition none can take long, and none in use repeats.
    if (/[*+{?\\]/.test(pattern)) throw refuse(pattern, 'patterns without repetition')
    try {
      return { form: new RegExp(`^(?:.*\\.)?(?:${pattern})$`), number: parse(number) }
    } catch (cause) {
      if (cause instanceof AssayError) throw cause
      throw refuse(pattern, 'a regular expression')
    }
  })
  return (module) => rules.find(({ form }) => form.test(module))?.number
}
