import type { Json } from '#base'
import type { TensorInfo, TensorSource } from '#tensors'
import type { Architecture, ArchitectureRules, ComponentName, MatrixRule, Take } from './architectures.ts'
import { halved, type MatrixSite, sliced } from './matrix-site.ts'
import { latentSites, type LatentSite } from './latent-sites.ts'
import { headCounts, modelTypesOf } from './model-config.ts'
import { found, type Named, sameTower, single } from './named-tensors.ts'

/** An MLP, or one expert of one; its units are the rows of gate and up and the columns of down. */
export type MlpSite = {
  readonly layer: number
  readonly expert: string | undefined
  readonly gate: MatrixSite
  readonly up: MatrixSite | undefined
  readonly down: TensorInfo
  readonly norm: TensorInfo | undefined
}

export type AttentionSite = {
  readonly layer: number
  readonly heads: number
  readonly keyHeads: number
  readonly headWidth: number
  readonly q: MatrixSite
  readonly k: MatrixSite
  readonly v: MatrixSite
  readonly o: TensorInfo
  readonly norm: TensorInfo | undefined
}

/** A table that gives every hidden dimension a feature vector: its columns, or its rows. */
export type TableSite = {
  /** what it is, whatever the architecture calls it: `embedding`, `head`, `patches`, `positions` */
  readonly name: string
  readonly tensor: TensorInfo
  readonly axis: 'rows' | 'columns'
  readonly gain: TensorInfo | undefined
}

/** Where everything that the tests read lies in one component of one model. */
export type ComponentSites = {
  readonly component: ComponentName
  readonly architecture: Architecture | undefined
  /** all tensors of the component, in the order of their names */
  readonly tensors: readonly TensorInfo[]
  /** width of the residual stream */
  readonly hidden: number | undefined
  readonly mlp: readonly MlpSite[]
  readonly attention: readonly AttentionSite[]
  /** channels of a latent attention, where there is one */
  readonly latent: readonly LatentSite[]
  /** attention matrices are there by name, but heads that the configuration lacks or contradicts leave them unread */
  readonly attentionUnread: boolean
  /** layers whose MLP or attention stands on a stream of another width, and is left out */
  readonly layersUnread: number
  readonly tables: readonly TableSite[]
}

/** Sorts a model's tensors into components and names the matrices in each. Nothing is read but the header. */
export const componentSites = (
  model: TensorSource,
  rules: ArchitectureRules,
): ReadonlyMap<ComponentName, ComponentSites> => {
  const grouped = new Map<ComponentName, TensorInfo[]>()
  for (const tensor of model.tensors.values()) {
    const component = componentOf(tensor.name, rules)
    const group = grouped.get(component)
    if (group === undefined) grouped.set(component, [tensor])
    else group.push(tensor)
  }
  return new Map(
    [...grouped].map(([component, tensors]) => [component, sitesOf(component, tensors, { model, rules })] as const),
  )
}

const componentOf = (name: string, rules: ArchitectureRules): ComponentName => {
  const segments = new Set(name.split('.'))
  return (
    rules.components.find((rule) => rule.segments.some((segment) => segments.has(segment)))?.component ?? 'language'
  )
}

const sitesOf = (
  component: ComponentName,
  tensors: readonly TensorInfo[],
  { model, rules }: { model: TensorSource; rules: ArchitectureRules },
): ComponentSites => {
  const modelTypes = modelTypesOf(model.config)
  const architecture = rules.architectures.find(
    (rule) =>
      rule.component === component &&
      (rule.modelTypes === undefined || rule.modelTypes.some((type) => modelTypes.has(type))) &&
      found(tensors, rule.fits).length > 0,
  )
  const empty = {
    component,
    architecture,
    tensors,
    hidden: undefined,
    mlp: [],
    attention: [],
    latent: [],
    attentionUnread: false,
    layersUnread: 0,
    tables: [],
  }
  if (architecture === undefined) return empty
  const named: Named = { tensors, byName: new Map(tensors.map((tensor) => [tensor.name, tensor])) }
  const mlp = mlpSites(architecture, named)
  const attention = attentionSites(architecture, named, model.config)
  const hidden = mlp[0]?.gate.tensor.shape[1]
  const latent = latentSites(
    architecture,
    { found: (pattern) => found(tensors, pattern), near: (place, pattern) => sameTower(named, place, pattern) },
    model.config,
  ).filter((site) => (site.kind === 'rows' ? site.rows.tensor.shape[1] : site.matrix.shape[0]) === hidden)
  // What does not stand on the same residual stream is left out: it belongs to another tower, or the shapes lie.
  const reads = (tensor: TensorInfo): boolean => tensor.shape[1] === hidden
  const readMlp = mlp.filter(({ gate }) => reads(gate.tensor))
  const readAttention = attention.filter(({ q, k, v }) => [q, k, v].every((site) => reads(site.tensor)))
  return {
    ...empty,
    hidden,
    mlp: readMlp,
    attention: readAttention,
    layersUnread: new Set(
      [
        ...mlp.filter((site) => !readMlp.includes(site)),
        ...attention.filter((site) => !readAttention.includes(site)),
      ].map(({ layer }) => layer),
    ).size,
    latent,
    attentionUnread: attention.length === 0 && latent.length === 0 && hasAttention(architecture, tensors),
    tables: tableSites(architecture, tensors).filter(
      ({ tensor, axis, gain }) =>
        (axis === 'rows' ? tensor.shape[0] : tensor.shape.at(-1)) === hidden && (gain?.count ?? hidden) === hidden,
    ),
  }
}

const patternOf = (rule: MatrixRule): string => (typeof rule === 'string' ? rule : rule.tensor)
const takeOf = (rule: MatrixRule): Take | undefined => (typeof rule === 'string' ? undefined : rule.take)

const mlpSites = (architecture: Architecture, named: Named): readonly MlpSite[] =>
  architecture.mlp
    .flatMap((rule) =>
      found(named.tensors, patternOf(rule.gate)).flatMap((place): MlpSite[] => {
        const near = sameTower(named, place, patternOf(rule.gate))
        const down = near(patternOf(rule.down))
        const upTensor = rule.up === undefined ? undefined : near(patternOf(rule.up))
        const gate = halved(place.tensor, takeOf(rule.gate))
        const up = rule.up === undefined || upTensor === undefined ? undefined : halved(upTensor, takeOf(rule.up))
        const norm = rule.norm === undefined ? undefined : near(rule.norm)
        const sound =
          place.tensor.shape.length === 2 &&
          Number.isInteger(gate.count) &&
          down?.shape.length === 2 &&
          down.shape[1] === gate.count &&
          (rule.up === undefined || (up?.count === gate.count && up.tensor.shape[1] === place.tensor.shape[1]))
        return sound ? [{ layer: place.layer, expert: place.expert ?? rule.name, gate, up, down, norm }] : []
      }),
    )
    .toSorted((a, b) => a.layer - b.layer)

const hasAttention = ({ attention }: Architecture, tensors: readonly TensorInfo[]): boolean =>
  attention !== undefined && found(tensors, patternOf(attention.v)).length > 0

const attentionSites = (
  architecture: Architecture,
  named: Named,
  config: Json | undefined,
): readonly AttentionSite[] => {
  const rule = architecture.attention
  if (rule === undefined) return []
  const counts = headCounts(config, architecture)
  if (counts === undefined) return []
  return found(named.tensors, patternOf(rule.v)).flatMap((place): AttentionSite[] => {
    const near = sameTower(named, place, patternOf(rule.v))
    const [q, k, o] = [near(patternOf(rule.q)), near(patternOf(rule.k)), near(patternOf(rule.o))]
    if (q === undefined || k === undefined || o?.shape.length !== 2 || place.tensor.shape.length !== 2) return []
    const { heads, keyHeads } = counts
    const headWidth = (o.shape[1] ?? 0) / heads
    const sizes = { heads, keyHeads, headWidth }
    const site = {
      q: sliced(q, takeOf(rule.q), sizes),
      k: sliced(k, takeOf(rule.k), sizes),
      v: sliced(place.tensor, takeOf(rule.v), sizes),
    }
    // A latent or otherwise foreign attention doesn't add up, and is left out.
    const sound =
      Number.isInteger(headWidth) &&
      o.shape[0] === place.tensor.shape[1] &&
      heads % keyHeads === 0 &&
      site.v.count === keyHeads * headWidth &&
      site.k.count === keyHeads * headWidth &&
      site.q.count === heads * headWidth
    const norm = rule.norm === undefined ? undefined : near(rule.norm)
    return sound ? [{ layer: place.layer, ...sizes, ...site, o, norm }] : []
  })
}

const tableSites = (architecture: Architecture, tensors: readonly TensorInfo[]): readonly TableSite[] =>
  architecture.hidden.flatMap((rule, place): TableSite[] => {
    const tensor = single(tensors, rule.tensor)
    if (tensor === undefined || tensor.shape.length < 2) return []
    return [
      {
        name:
          rule.axis === 'rows'
            ? 'patches'
            : place === 0
              ? 'embedding'
              : architecture.component === 'language'
                ? 'head'
                : 'positions',
        tensor,
        axis: rule.axis,
        gain: rule.gain === undefined ? undefined : single(tensors, rule.gain),
      },
    ]
  })
