import { AssayError, type Json } from '#base'
import { shown } from '../shown.ts'
import type { TensorSource } from '../source.ts'

const METHODS = ['gptq', 'awq', 'compressed-tensors', 'bitsandbytes', 'mxfp4', 'fp8', 'fbgemm_fp8', 'modelopt'] as const

/** What `quantization_config` says that the tensors themselves do not. */
export type Quantisation = {
  /** undefined: the configuration says nothing, the names of the tensors must */
  readonly method: (typeof METHODS)[number] | undefined
  readonly bits: number | undefined
  /** inputs of a group; undefined: one group */
  readonly groupSize: number | undefined
  /** whether GPTQ's stored zeros are one less than meant */
  readonly zerosLessOne: boolean
  /** rows × columns of a block of FP8 */
  readonly blockSize: readonly [number, number] | undefined
  readonly refuse: (setting: string, got: Json | undefined, wanted: string) => AssayError
}

/**
 * Reads the configuration's `quantization_config` (of older files `compression_config`; of models with several towers
 * that of `text_config`).
 *
 * @throws AssayError `tensors/unknown-quantisation` for a method or a form of one that can not be read,
 * `tensors/quantisation-setting` for a setting that makes no sense
 */
export const quantisationOf = ({ config, label }: Pick<TensorSource, 'config' | 'label'>): Quantisation => {
  const settings = settingsIn(config) ?? settingsIn(at(config, 'text_config'))
  const refuse: Quantisation['refuse'] = (setting, got, wanted) =>
    new AssayError('tensors/quantisation-setting', { source: label, setting, got: shown(got ?? 'nothing'), wanted })
  const unknown = (method: Json | undefined): AssayError =>
    new AssayError('tensors/unknown-quantisation', {
      source: label,
      method: shown(method ?? 'nothing'),
      known: [...METHODS],
    })
  if (settings === undefined) return { ...NOTHING, refuse }

  const named = at(settings, 'quant_method')
  const method = METHODS.find((known) => known === named)
  if (method === undefined) throw unknown(named)
  const form = formOf(method, settings)
  if (form !== undefined && !FORMS[method].includes(form)) throw unknown(`${method} ${form}`)
  if (
    at(settings, 'sparsity_config', 'format') !== undefined &&
    at(settings, 'sparsity_config', 'format') !== 'dense'
  ) {
    throw unknown(`${method} ${shown(at(settings, 'sparsity_config', 'format'))}`)
  }
  for (const group of groupsIn(settings)) {
    const format = at(group, 'format')
    if (typeof format === 'string' && !FORMS[method].includes(format)) throw unknown(`${method} ${format}`)
    groupSizeIn(at(group, 'weights'), refuse)
  }
  return {
    method,
    bits: wholeIn(settings, 'bits', refuse),
    groupSize: groupSizeIn(settings, refuse),
    zerosLessOne: form !== 'gptq_v2',
    blockSize: blockSizeIn(settings, refuse),
    refuse,
  }
}

const NOTHING = { method: undefined, bits: undefined, groupSize: undefined, zerosLessOne: true, blockSize: undefined }

const formOf = (method: string, settings: Json): string | undefined => {
  const key = {
    gptq: 'checkpoint_format',
    awq: 'version',
    'compressed-tensors': 'format',
    fp8: 'fmt',
    modelopt: 'quant_algo',
  }[method]
  const form = key === undefined ? undefined : at(settings, key)
  return form === undefined || form === null ? undefined : shown(form).toLowerCase()
}

/** Forms that can be read: others have another order of bits, or other companions. */
const FORMS: Readonly<Record<(typeof METHODS)[number], readonly string[]>> = {
  gptq: ['gptq', 'gptq_v2'],
  awq: ['gemm'],
  'compressed-tensors': [
    'pack-quantized',
    'int-quantized',
    'float-quantized',
    'naive-quantized',
    'mixed-precision',
    'dense',
  ],
  bitsandbytes: [],
  mxfp4: [],
  fp8: ['e4m3', 'float8_e4m3fn'],
  fbgemm_fp8: [],
  modelopt: ['fp8'],
}

const settingsIn = (config: Json | undefined): Json | undefined =>
  [at(config, 'quantization_config'), at(config, 'compression_config')].find(
    (found) => found !== undefined && found !== null,
  )

const groupsIn = (settings: Json): readonly Json[] => {
  const groups = at(settings, 'config_groups')
  return typeof groups === 'object' && groups !== null ? Object.values(groups) : []
}

const groupSizeIn = (settings: Json | undefined, refuse: Quantisation['refuse']): number | undefined => {
  const size = at(settings, 'group_size')
  if (size === undefined || size === null || size === -1) return undefined
  if (Number.isSafeInteger(size) && (size as number) > 0) return size as number
  throw refuse('group_size', size, 'a positive number of inputs, or −1 for one group')
}

const wholeIn = (settings: Json, key: string, refuse: Quantisation['refuse']): number | undefined => {
  const value = at(settings, key)
  if (value === undefined || value === null) return undefined
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number
  throw refuse(key, value, 'a positive whole number')
}

const blockSizeIn = (settings: Json, refuse: Quantisation['refuse']): readonly [number, number] | undefined => {
  const inGroups = groupsIn(settings).map((group) => at(group, 'weights', 'block_structure'))
  const size = [at(settings, 'weight_block_size'), ...inGroups].find((found) => found !== undefined && found !== null)
  if (size === undefined) return undefined
  const sides: readonly Json[] =
    typeof size === 'string' ? size.split('x').map(Number) : Array.isArray(size) ? size : []
  const [rows, columns, ...more] = sides
  const whole = [rows, columns].every((n) => Number.isSafeInteger(n) && (n as number) > 0)
  if (whole && more.length === 0) return [rows as number, columns as number]
  throw refuse('weight_block_size', size, 'two positive numbers')
}

const at = (value: Json | undefined, ...keys: readonly string[]): Json | undefined => {
  let found = value
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || Array.isArray(found) || !Object.hasOwn(found, key)) return
    found = (found as { readonly [key: string]: Json })[key]
  }
  return found
}
