import { AssayError } from '#base'
import { parse } from 'yaml'
import { z } from 'zod'
import { shippedArchitectures } from './architectures-shipped/shipped-architectures.ts'

/** Parts of a model that are judged on their own. */
export const ComponentName = z.enum(['language', 'vision', 'audio', 'projector', 'embedding', 'tokenizer'])
export type ComponentName = z.infer<typeof ComponentName>

const Pattern = z.string().min(1).max(200)

/** How a matrix lies inside a fused tensor; without it the tensor is the matrix. */
const Take = z.enum([
  'first-half',
  'second-half',
  'stacked-q',
  'stacked-k',
  'stacked-v',
  'interleaved-q',
  'interleaved-k',
  'interleaved-v',
  'grouped-q',
  'grouped-k',
  'grouped-v',
])
export type Take = z.infer<typeof Take>

const Matrix = z.union([Pattern, z.strictObject({ tensor: Pattern, take: Take })])
export type MatrixRule = z.infer<typeof Matrix>

const Freedom = z.enum(['free', 'fixed'])

/** Which signs and labels an independent training leaves to chance in this architecture. */
const Gauge = z.strictObject({
  /** sign of an MLP unit's up row with its down column: needs a linear `up` */
  upSign: Freedom,
  /** order of the MLP units */
  unitLabel: Freedom,
  /** sign of a hidden dimension: needs RMSNorm, and nothing fixed in the residual stream */
  hiddenSign: Freedom,
  /** order of the hidden dimensions: needs nothing fixed in the residual stream */
  hiddenLabel: Freedom,
  /** sign of a value channel with its output column */
  valueSign: Freedom,
  /** order of the value channels inside heads, and of the heads */
  valueLabel: Freedom,
  /** sign of a query channel with its key channel: needs the absence of rotary positions and of gains on q and k */
  querySign: Freedom,
  /** sign of the two query rows of one rotary frequency with their key rows; free where all of a head is rotated */
  queryPairSign: Freedom.optional(),
})

const Architecture = z.strictObject({
  id: z.string().min(1).max(80),
  component: ComponentName,
  modelTypes: z.array(z.string().min(1).max(80)).max(200).optional(),
  fits: Pattern,
  norm: z.enum(['rms', 'rms-plus-one', 'layer', 'after']),
  positions: z.enum(['rotary', 'learned', 'fixed', 'none', 'unknown']),
  /** which two rows of a head one rotary frequency turns: c and c + half the head, or neighbours; halves by default */
  rotaryPairs: z.enum(['halves', 'neighbours']).optional(),
  heads: z.strictObject({ under: z.string().max(80).optional(), heads: z.string().max(80).optional() }).optional(),
  gauge: Gauge,
  hidden: z
    .array(z.strictObject({ tensor: Pattern, axis: z.enum(['rows', 'columns']), gain: Pattern.optional() }))
    .max(8),
  mlp: z
    .array(
      z.strictObject({
        gate: Matrix,
        up: Matrix.optional(),
        down: Matrix,
        norm: Pattern.optional(),
        name: z.string().max(40).optional(),
      }),
    )
    .max(8),
  /** queries, keys and values that pass through fewer dimensions */
  latent: z
    .strictObject({
      /** what compresses: its rows are the latent dimensions, as many as its norm's gain has elements */
      ranks: z
        .array(
          z.strictObject({ name: z.string().min(1).max(40), rows: Pattern, gain: Pattern, norm: Pattern.optional() }),
        )
        .max(4),
      /** what expands to values, and the projection that reads them */
      reads: Pattern,
      output: Pattern,
    })
    .optional(),
  attention: z.strictObject({ q: Matrix, k: Matrix, v: Matrix, o: Matrix, norm: Pattern.optional() }).optional(),
})
export type Architecture = z.infer<typeof Architecture>

export const ArchitectureRules = z.strictObject({
  version: z.literal(1),
  components: z
    .array(z.strictObject({ component: ComponentName, segments: z.array(z.string().min(1).max(80)).max(100) }))
    .max(100),
  architectures: z.array(Architecture).max(500),
})
export type ArchitectureRules = z.infer<typeof ArchitectureRules>

/** Longer rule files are refused before parsing. */
const MAX_RULE_FILE = 1_000_000

/**
 * Rules that name a model's components and matrices, from a rule file's text, followed by the shipped ones.
 *
 * @param text YAML of the form of `architectures-shipped/`; absent: the shipped rules alone
 * @throws AssayError `provenance/rule-file` with the first thing that is wrong in it
 */
export const architectureRules = (text?: string, where: string = 'rule file'): ArchitectureRules => {
  const shipped = parseRules(shippedArchitectures, 'shipped rules')
  if (text === undefined) return shipped
  const own = parseRules(text, where)
  return {
    version: 1,
    components: [...own.components, ...shipped.components],
    architectures: [...own.architectures, ...shipped.architectures],
  }
}

const parseRules = (text: string, where: string): ArchitectureRules => {
  if (text.length > MAX_RULE_FILE) throw new AssayError('provenance/rule-file', { where, what: 'longer than 1 MB' })
  let value: unknown
  try {
    value = parse(text, { maxAliasCount: 100, uniqueKeys: true })
  } catch (cause) {
    const [first = ''] = (cause as Error).message.split('\n')
    throw new AssayError('provenance/rule-file', { where, what: first }, { cause })
  }
  const parsed = ArchitectureRules.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue === undefined ? '' : issue.path.join('.')
  const what = place === '' ? 'it holds no version, components and architectures' : `${place}: ${issue?.message ?? ''}`
  throw new AssayError('provenance/rule-file', { where, what })
}
