import type { TensorInfo } from '#tensors'

/** Tensors of both models that stand at the same place, whatever wraps them. */
export type AlignedTensor = {
  readonly subject: TensorInfo
  readonly reference: TensorInfo
  readonly role: string
  readonly layer: number | undefined
}

/** Pairs tensors of one component by their names without wrappers, where shapes agree. */
export const alignTensors = (
  subject: readonly TensorInfo[],
  reference: readonly TensorInfo[],
): readonly AlignedTensor[] => {
  const others = new Map(reference.map((tensor) => [bareName(tensor.name), tensor] as const))
  return subject.flatMap((tensor) => {
    const bare = bareName(tensor.name)
    const other = others.get(bare)
    if (other === undefined || !sameShape(tensor.shape, other.shape)) return []
    return [{ subject: tensor, reference: other, role: roleOf(tensor), layer: layerOf(bare) }]
  })
}

const WRAPPERS: ReadonlySet<string> = new Set([
  'model',
  'module',
  'language_model',
  'text_model',
  'llm',
  'transformer',
  'gpt_neox',
  'vision_model',
  'vision_tower',
  'visual',
  'vision_encoder',
  'audio_tower',
])

const bareName = (name: string): string => {
  const segments = name.split('.')
  let from = 0
  while (from < segments.length - 1 && WRAPPERS.has(segments[from] as string)) from++
  return segments.slice(from).join('.')
}

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis])

const layerOf = (bare: string): number | undefined => {
  const match = /(?:^|\.)(?:layers?|blocks|h)\.(\d+)\./.exec(bare)
  return match === null ? undefined : Number(match[1])
}

const ROLES: readonly (readonly [RegExp, string])[] = [
  [/bias$/, 'bias'],
  [/norm|ln_|layernorm/i, 'norm'],
  [/pos_embed|position_embedding|wpe/, 'positions'],
  [/patch_embed|patch_embedding/, 'patch'],
  [/lm_head|embed_out/, 'head'],
  [/embed|wte/, 'embedding'],
  [/qkv|query_key_value/, 'qkv'],
  [/q_proj|\bquery\b/, 'q'],
  [/k_proj|\bkey\b/, 'k'],
  [/v_proj|\bvalue\b/, 'v'],
  [/o_proj|out_proj|attn\.proj|attention\.dense|\.proj\.weight$/, 'o'],
  [/gate_proj|\bw1\b|gate_up|fc1|dense_h_to_4h|linear_1/, 'gate'],
  [/up_proj|\bw3\b/, 'up'],
  [/down_proj|\bw2\b|fc2|dense_4h_to_h|linear_2/, 'down'],
]

/** What a tensor does, by its name; norms also by their shape, for a vector of gains is one whatever it is called. */
export const roleOf = ({ name, shape }: TensorInfo): string => {
  const role = ROLES.find(([form]) => form.test(name))?.[1] ?? 'other'
  return role !== 'bias' && shape.length <= 1 ? 'norm' : role
}
