import { AssayError } from '#base'
import { assembleSource, type StoredTensor } from '../assemble-source.ts'
import { shown } from '../shown.ts'
import type { Dtype, TensorInfo, TensorSource } from '../source.ts'
import { awqWeight } from './awq.ts'
import { fourBitWeight, int8Weight } from './bitsandbytes.ts'
import type { ColumnTile } from './column-packed.ts'
import { packedWeight, plainScaledWeight } from './compressed-tensors.ts'
import { fp8BlockWeight } from './fp8-blocks.ts'
import { gptqWeight } from './gptq.ts'
import { matrixView } from './matrix-view.ts'
import { mxfp4Experts } from './mxfp4.ts'
import { type Quantisation, quantisationOf } from './quantisation.ts'
import type { Replacement } from './replacement.ts'
import { tileCache } from './tile-cache.ts'

/**
 * The same model with every quantised weight as one F32 tensor `….weight`, [out, in]; the tensors that it is made of are
 * gone. A source without any is given back as it is. Closing the result closes the source.
 *
 * Read are GPTQ, AWQ (GEMM), compressed-tensors (packed integers, integers, FP8), bitsandbytes (NF4, FP4, int8), MXFP4
 * as in gpt-oss, FP8 in blocks or with plain scales. What a tensor is, its companions' names tell; the configuration
 * gives what they do not. Products are rounded to F32, as the tools' own code in F32 gives them, bit for bit.
 *
 * Values are computed as they are read. Of layouts that keep rows together a range costs its codes and the scales of its
 * rows; GPTQ and AWQ scatter a row over the whole tensor, see {@link tileCache}. `bytesRead` counts stored bytes.
 *
 * @throws AssayError `tensors/unknown-quantisation`, `tensors/quantisation-setting`, `tensors/missing-companion`,
 * `tensors/companion-shape`, `tensors/companion-value`, `tensors/name-taken`
 */
export const unquantised = async (source: TensorSource): Promise<TensorSource> => {
  const settings = quantisationOf(source)
  const replacements: Replacement[] = []
  for (const build of buildersOf(source, settings)) replacements.push(await build())
  const replaced = new Set(replacements.flatMap(({ replaces }) => replaces))
  const kept = [...source.tensors.values()].filter(({ name }) => !replaced.has(name))
  refuseBareCodes(source, kept, settings)
  if (replacements.length === 0) return source

  const matrices = replacements.flatMap((replacement) => replacement.matrices)
  refuseTaken(source, [...kept.map(({ name }) => name), ...matrices.map(({ name }) => name)])
  const stored = [...kept.map((info) => passedOn(source, info)), ...matrices.map(matrixView)]
  const { label, config, bytesRead, close } = source
  return { ...assembleSource({ label, config, stored, close }), bytesRead }
}

const passedOn = (source: TensorSource, info: TensorInfo): StoredTensor => ({
  info,
  read: (offset, into) => source.readBytes(info.name, offset, into),
})

type Builder = () => Replacement | Promise<Replacement>

/** One for each quantised weight, by whichever of its parts there are: a missing one is for the builder to refuse. */
const buildersOf = (source: TensorSource, settings: Quantisation): Iterable<Builder> => {
  const tiles = tileCache<ColumnTile>()
  const builders = new Map<string, Builder>()
  const inWords = (module: string) => () =>
    (isAwq(source, module, settings) ? awqWeight : gptqWeight)(source, module, { settings, tiles })
  for (const name of source.tensors.keys()) {
    const cut = name.lastIndexOf('.')
    const [module, part] = [name.slice(0, cut), name.slice(cut + 1)]
    const form = formOf(part, { source, module, settings })
    if (form === 'words') builders.set(`${module} words`, inWords(module))
    if (form === 'packed') builders.set(`${module} packed`, () => packedWeight(source, module))
    if (form === 'scaled') builders.set(`${module} scaled`, () => plainScaledWeight(source, module, settings))
    if (form === 'blocks') builders.set(`${module} blocks`, () => fp8BlockWeight(source, module, settings))
    if (form === 'int8') builders.set(`${module} int8`, () => int8Weight(source, module))
    if (form === 'four-bit') builders.set(`${module} 4`, () => fourBitWeight(source, module, stateOf(source, module)))
    const stem = /^(.*_proj)_(?:blocks|scales)$/.exec(name)?.[1]
    if (stem !== undefined) builders.set(`${stem} mxfp4`, () => mxfp4Experts(source, stem))
  }
  return builders.values()
}

type Form = 'words' | 'packed' | 'scaled' | 'blocks' | 'int8' | 'four-bit'

const formOf = (
  part: string,
  { source, module, settings }: { source: TensorSource; module: string; settings: Quantisation },
): Form | undefined => {
  switch (part) {
    case 'qweight':
    case 'qzeros':
      return 'words'
    case 'scales':
    case 'g_idx': // names that other models may use for something else
      return settings.method === 'gptq' || settings.method === 'awq' ? 'words' : undefined
    case 'weight_packed':
    case 'weight_shape':
      return 'packed'
    case 'weight_scale':
      return ['weight_packed', 'weight_shape'].some((other) => source.tensors.has(`${module}.${other}`))
        ? undefined
        : 'scaled'
    case 'weight_scale_inv':
      return 'blocks'
    case 'SCB':
      return 'int8'
    case 'absmax':
    case 'quant_map':
      return 'four-bit'
    default:
      return undefined
  }
}

// Without a configuration the shapes tell: GPTQ packs along the inputs, AWQ along the outputs.
const isAwq = (source: TensorSource, module: string, { method }: Quantisation): boolean => {
  if (method === 'gptq' || method === 'awq') return method === 'awq'
  const [codes, scales] = ['qweight', 'scales'].map((part) => source.tensors.get(`${module}.${part}`)?.shape[1])
  return codes !== scales
}

const stateOf = (source: TensorSource, weight: string): string => {
  const beginning = `${weight}.quant_state.bitsandbytes__`
  return source.tensors.keys().find((name) => name.startsWith(beginning)) ?? `${beginning}nf4`
}

const BARE: Readonly<Partial<Record<Dtype, RegExp>>> = {
  F8_E4M3: /./,
  F8_E5M2: /./,
  I8: /\.weight$/,
  U8: /\.weight$/,
  I32: /\.weight$/,
}

/** In a model that says it is quantised, codes without their scales would pass for weights. */
const refuseBareCodes = (source: TensorSource, kept: readonly TensorInfo[], { method }: Quantisation): void => {
  if (method === undefined) return
  const bare = kept.find(({ name, dtype, shape }) => shape.length >= 2 && BARE[dtype]?.test(name) === true)
  if (bare === undefined) return
  const companion = `${bare.name}${method === 'bitsandbytes' ? '.absmax' : '_scale'}`
  throw new AssayError('tensors/missing-companion', {
    source: source.label,
    tensor: shown(bare.name),
    companion: shown(companion),
  })
}

const refuseTaken = (source: TensorSource, names: readonly string[]): void => {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) throw new AssayError('tensors/name-taken', { source: source.label, tensor: shown(name) })
    seen.add(name)
  }
}
