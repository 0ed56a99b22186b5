import { AssayError, type Json } from '#base'
import { z } from 'zod'

/** What a team declares of its model, as its ML-BOM says it. Absent is not declared. */
export type Declarations = {
  readonly name: string | undefined
  readonly version: string | undefined
  readonly supplier: string | undefined
  /** SPDX identifiers, expressions or names */
  readonly licences: readonly string[]
  /** uses that the licence permits, in the words of the rules */
  readonly permits: readonly string[]
  readonly architecture: string | undefined
  readonly family: string | undefined
  readonly parameters: number | undefined
  readonly dtype: string | undefined
  readonly approach: string | undefined
  readonly datasets: readonly { readonly name: string; readonly url?: string; readonly classification?: string }[]
  readonly fromScratch: boolean | undefined
  /** models that it descends from */
  readonly ancestors: readonly { readonly name: string; readonly version?: string; readonly component?: string }[]
  /** SHA-256 of files by their path, in hex */
  readonly hashes: ReadonlyMap<string, string>
}

const Text = z.string()
const Named = z.looseObject({ name: Text.optional() })
const Properties = z.array(z.looseObject({ name: Text.optional(), value: Text.optional() })).optional()
const Hashes = z.array(z.looseObject({ alg: Text, content: Text })).optional()

const File = z.looseObject({ type: Text, name: Text, hashes: Hashes })
const Dataset = z.looseObject({
  type: Text.optional(),
  name: Text.optional(),
  ref: Text.optional(),
  classification: Text.optional(),
  contents: z.looseObject({ url: Text.optional() }).optional(),
})
const Licence = z.looseObject({
  license: z.looseObject({ id: Text.optional(), name: Text.optional() }).optional(),
  expression: Text.optional(),
})
const Ancestor = z.looseObject({ name: Text, version: Text.optional(), properties: Properties })
const Model = z.looseObject({
  type: z.literal('machine-learning-model'),
  name: Text,
  version: Text.optional(),
  publisher: Text.optional(),
  supplier: Named.optional(),
  manufacturer: Named.optional(),
  licenses: z.array(Licence).optional(),
  components: z.array(z.looseObject({ type: Text, name: Text, hashes: Hashes })).optional(),
  pedigree: z.looseObject({ ancestors: z.array(Ancestor).optional() }).optional(),
  properties: Properties,
  modelCard: z
    .looseObject({
      modelParameters: z
        .looseObject({
          approach: z.looseObject({ type: Text.optional() }).optional(),
          architectureFamily: Text.optional(),
          modelArchitecture: Text.optional(),
          datasets: z.array(Dataset).optional(),
        })
        .optional(),
    })
    .optional(),
})

const Document = z.looseObject({
  metadata: z.looseObject({ component: z.json().optional() }).optional(),
  components: z.array(z.json()).optional(),
})

/** Names of the properties that CycloneDX has no member for. */
export const PROPERTY = {
  parameters: 'assay:model:parameters',
  dtype: 'assay:model:dtype',
  fromScratch: 'assay:model:from-scratch',
  permits: 'assay:licence:permits',
  component: 'assay:component',
} as const

/**
 * Reads the declarations out of an ML-BOM that the schema has found valid. The model is `metadata.component`, or else the
 * only component of type `machine-learning-model`.
 *
 * @throws AssayError `submission/ml-bom-model` if there is none, or more than one
 */
export const readDeclarations = (bom: Json, where: string): Declarations => {
  const model = modelIn(bom, where)
  const card = model.modelCard?.modelParameters
  const files = (model.components ?? []).filter(({ type }) => type === 'file')
  const [fromScratch] = valuesOf(model.properties, PROPERTY.fromScratch)
  return {
    name: model.name,
    version: model.version,
    supplier: model.supplier?.name ?? model.manufacturer?.name ?? model.publisher,
    licences: (model.licenses ?? []).flatMap((one) => one.expression ?? one.license?.id ?? one.license?.name ?? []),
    permits: valuesOf(model.properties, PROPERTY.permits),
    architecture: card?.modelArchitecture,
    family: card?.architectureFamily,
    parameters: wholeNumber(valuesOf(model.properties, PROPERTY.parameters)[0]),
    dtype: valuesOf(model.properties, PROPERTY.dtype)[0],
    approach: card?.approach?.type,
    datasets: (card?.datasets ?? []).map(datasetOf),
    fromScratch: fromScratch === 'true' ? true : fromScratch === 'false' ? false : undefined,
    ancestors: (model.pedigree?.ancestors ?? []).map(({ name, version, properties }) => {
      const [component] = valuesOf(properties, PROPERTY.component)
      return { name, ...(version === undefined ? {} : { version }), ...(component === undefined ? {} : { component }) }
    }),
    hashes: new Map(files.flatMap(hashOf)),
  }
}

const modelIn = (bom: Json, where: string): z.infer<typeof Model> => {
  const { metadata, components = [] } = Document.parse(bom)
  const main = Model.safeParse(metadata?.component)
  if (main.success) return main.data
  const models = components.flatMap((one) => {
    const model = Model.safeParse(one)
    return model.success ? [model.data] : []
  })
  const [model, ...others] = models
  if (model === undefined || others.length > 0)
    throw new AssayError('submission/ml-bom-model', { where, models: models.map(({ name }) => name) })
  return model
}

const valuesOf = (properties: z.infer<typeof Properties>, name: string): readonly string[] =>
  (properties ?? []).flatMap((property) =>
    property.name === name && property.value !== undefined ? [property.value] : [],
  )

const datasetOf = (dataset: z.infer<typeof Dataset>): Declarations['datasets'][number] => {
  const { name = dataset.ref ?? '', classification } = dataset
  const url = dataset.contents?.url
  return { name, ...(url === undefined ? {} : { url }), ...(classification === undefined ? {} : { classification }) }
}

const hashOf = ({ name, hashes = [] }: z.infer<typeof File>): (readonly [string, string])[] =>
  hashes.flatMap(({ alg, content }) => (alg === 'SHA-256' ? [[name, content.toLowerCase()] as const] : []))

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined
