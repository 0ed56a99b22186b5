import { AssayError } from '#base'
import { z } from 'zod'

const Count = z.bigint().min(0n).max(1_000_000n).transform(Number)
const Name = z.string().min(1).max(300)
const Text = z.string().max(100_000)
const Split = Name.nullish()
/** A template or a column; texts, and numbers that stand for an index. */
const Field = z.union([Text, z.bigint()])
const Choices = z.union([Text, z.array(Text).max(1000), z.record(z.string(), Text)])
const Target = z.union([Text, z.bigint(), z.array(z.unknown()).max(1000)])

const Metadata = z.record(z.string(), z.unknown())

const Metric = z.strictObject({
  metric: Name,
  aggregation: Name.nullish(),
  higher_is_better: z.boolean().nullish(),
  hf_evaluate: z.boolean().nullish(),
  ignore_case: z.boolean().nullish(),
  ignore_punctuation: z.boolean().nullish(),
  ignore_numbers: z.boolean().nullish(),
  regexes_to_ignore: z.array(Text).max(100).nullish(),
})

const FilterStep = z.strictObject({
  function: Name,
  regex_pattern: Text.optional(),
  group_select: z.bigint().transform(Number).optional(),
  fallback: z.unknown().optional(),
  mapping_dict: z.record(z.string(), z.unknown()).optional(),
  default_value: z.unknown().optional(),
  k: Count.optional(),
  ignore_case: z.boolean().optional(),
  ignore_punctuation: z.boolean().optional(),
  regexes_to_ignore: z.array(Text).max(100).nullish(),
})
export type FilterStepConfig = z.infer<typeof FilterStep>
const Pipeline = z.strictObject({ name: Name, filter: z.array(FilterStep).min(1).max(50) })

const Fewshot = z.strictObject({
  sampler: z.enum(['default', 'first_n']).default('default'),
  split: Split,
  samples: z.array(z.record(z.string(), z.unknown())).max(10_000).nullish(),
  // lm-evaluation-harness 0.4.13 reads it and never uses it.
  fewshot_indices: z.array(z.bigint()).nullish(),
  doc_to_text: Field.nullish(),
  doc_to_choice: Choices.nullish(),
  doc_to_target: Target.nullish(),
  gen_prefix: Text.nullish(),
  fewshot_delimiter: Text.nullish(),
  target_delimiter: Text.nullish(),
})

const Data = z.strictObject({
  data_files: z
    .union([Name, z.array(Name).max(1000), z.record(Name, z.union([Name, z.array(Name).max(1000)]))])
    .nullish(),
  data_dir: Name.nullish(),
})

export const TaskConfig = z.strictObject({
  task: Name,
  task_alias: Name.nullish(),
  tag: z.union([Name, z.array(Name).max(100)]).nullish(),
  dataset_path: Name,
  dataset_name: Name.nullish(),
  dataset_kwargs: Data.nullish(),
  output_type: z
    .enum(['multiple_choice', 'loglikelihood', 'loglikelihood_rolling', 'generate_until'])
    .default('generate_until'),
  training_split: Split,
  validation_split: Split,
  test_split: Split,
  fewshot_split: Split,
  doc_to_text: Field.nullish(),
  doc_to_target: Target.nullish(),
  doc_to_choice: Choices.nullish(),
  description: z.union([Text, z.null()]).default(''),
  target_delimiter: Text.default(' '),
  fewshot_delimiter: Text.default('\n\n'),
  fewshot_config: Fewshot.nullish(),
  num_fewshot: Count.nullish(),
  gen_prefix: Text.nullish(),
  generation_kwargs: z.record(z.string().max(100), z.unknown()).nullish(),
  repeats: z.bigint().min(1n).max(10_000n).transform(Number).default(1),
  filter_list: z.array(Pipeline).min(1).max(50).nullish(),
  metric_list: z.array(Metric).min(1).max(50).nullish(),
  unsafe_code: z.literal(false).nullish(),
  should_decontaminate: z.boolean().nullish(),
  doc_to_decontamination_query: Text.nullish(),
  metadata: Metadata.nullish(),
})
export type TaskConfig = z.infer<typeof TaskConfig>

const AggregateMetric = z.strictObject({
  metric: Name,
  aggregation: z.literal('mean').default('mean'),
  weight_by_size: z.boolean().default(true),
  filter_list: z.union([Name.transform((name) => [name]), z.array(Name).max(100)]).nullish(),
})

export type Member = string | { readonly [key: string]: unknown }
const Members = z.union([
  Name.transform((name): Member[] => [name]),
  z.array(z.union([Name, z.record(z.string(), z.unknown())])).max(1000),
])

export const GroupConfig = z.strictObject({
  group: Name,
  group_alias: Name.nullish(),
  task: Members,
  aggregate_metric_list: z
    .union([AggregateMetric.transform((one) => [one]), z.array(AggregateMetric).max(100)])
    .nullish(),
  metadata: Metadata.nullish(),
})
export type GroupConfig = z.infer<typeof GroupConfig>

/**
 * Checks what a task file says against what is understood; an unknown key is refused, because a key that is passed
 * over in silence is a score that means something else.
 *
 * @throws AssayError `benchmark/task-malformed` with every finding
 */
export const checked = <T>(schema: z.ZodType<T>, value: unknown, where: string): T => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const findings = result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
  throw new AssayError('benchmark/task-malformed', { where, what: findings })
}
