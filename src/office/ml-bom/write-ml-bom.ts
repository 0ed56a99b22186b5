import type { Json } from '#base'
import { type Declarations, PROPERTY } from './declarations.ts'

/**
 * Declarations as an ML-BOM of CycloneDX 1.7; reading it gives them back. What is not declared has no place in it.
 *
 * @param at the moment that `metadata.timestamp` says; without it there is none, and the text depends on nothing else
 */
export const writeMlBom = (declared: Declarations, { at }: { readonly at?: string } = {}): Json => ({
  $schema: 'http://cyclonedx.org/schema/bom-1.7.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.7',
  version: 1,
  metadata: { ...given('timestamp', at), component: modelOf(declared) },
})

const modelOf = (declared: Declarations): Json => {
  const { approach, architecture, datasets, family, ancestors, hashes, licences } = declared
  const files = [...hashes].map(([name, content]) => ({
    type: 'file',
    'bom-ref': `file:${name}`,
    name,
    hashes: [{ alg: 'SHA-256', content }],
  }))
  const parameters = {
    ...given('approach', approach === undefined ? undefined : { type: approach }),
    ...given('architectureFamily', family),
    ...given('modelArchitecture', architecture),
    ...many(
      'datasets',
      datasets.map(({ name, url, classification }) => ({
        type: 'dataset',
        name,
        ...given('contents', url === undefined ? undefined : { url }),
        ...given('classification', classification),
      })),
    ),
  }
  return {
    type: 'machine-learning-model',
    'bom-ref': 'model',
    name: declared.name ?? '',
    ...given('version', declared.version),
    ...given('supplier', declared.supplier === undefined ? undefined : { name: declared.supplier }),
    ...many('licenses', licences.map(licenceOf)),
    ...many('components', files),
    ...many('properties', propertiesOf(declared)),
    ...(ancestors.length === 0 ? {} : { pedigree: { ancestors: ancestors.map(ancestorOf) } }),
    ...(Object.keys(parameters).length === 0 ? {} : { modelCard: { modelParameters: parameters } }),
  }
}

const propertiesOf = ({ parameters, dtype, fromScratch, permits }: Declarations): Json[] => [
  ...(parameters === undefined ? [] : [property(PROPERTY.parameters, String(parameters))]),
  ...(dtype === undefined ? [] : [property(PROPERTY.dtype, dtype)]),
  ...(fromScratch === undefined ? [] : [property(PROPERTY.fromScratch, String(fromScratch))]),
  ...permits.map((use) => property(PROPERTY.permits, use)),
]

const property = (name: string, value: string): Json => ({ name, value })

// An identifier of SPDX is in the schema's list; which these are the schema knows, so a name is always right.
const licenceOf = (licence: string): Json => ({ license: { name: licence } })

const ancestorOf = ({ name, version, component }: Declarations['ancestors'][number]): Json => ({
  type: 'machine-learning-model',
  name,
  ...given('version', version),
  ...(component === undefined ? {} : { properties: [property(PROPERTY.component, component)] }),
})

const given = (name: string, value: Json | undefined): Readonly<Record<string, Json>> =>
  value === undefined ? {} : { [name]: value }

const many = (name: string, values: readonly Json[]): Readonly<Record<string, Json>> =>
  values.length === 0 ? {} : { [name]: values }
