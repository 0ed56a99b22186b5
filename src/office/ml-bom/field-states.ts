import type { Measured } from '../submission/measured-weights.ts'
import type { Declarations } from './declarations.ts'

/**
 * How far a declared field is more than words.
 * - `declared`: nothing but the team's word
 * - `corroborated`: evidence speaks for it that could have spoken against it
 * - `verified`: the bytes handed in say the same
 * - `contradicted`: the bytes handed in say otherwise
 */
export type FieldState = {
  readonly field: string
  readonly declared: string
  readonly state: 'declared' | 'corroborated' | 'verified' | 'contradicted'
  /** what the bytes say, or what corroborates; null for the team's word alone */
  readonly found: string | null
}

export type Corroboration = {
  /** outcome of the check of the training path that the team handed in */
  readonly trainingPath?: boolean | undefined
  /** text of the licence file */
  readonly licenceText?: string | undefined
}

/** Every field that was declared, and how it stands to what was handed in. */
export const fieldStates = (
  declared: Declarations,
  measured: Measured | undefined,
  { trainingPath, licenceText }: Corroboration = {},
): readonly FieldState[] => [
  ...said('name', declared.name),
  ...said('version', declared.version),
  ...said('supplier', declared.supplier),
  ...declared.licences.map((licence) => licenceState(licence, licenceText)),
  ...declared.permits.flatMap((use) => said('permits', use)),
  ...heldTo('architecture', declared.architecture, measured?.architectures),
  ...heldTo('architecture-family', declared.family, measured?.family === undefined ? [] : [measured.family]),
  ...heldTo('parameters', shown(declared.parameters), measured === undefined ? [] : [String(measured.parameters)]),
  ...heldTo('dtype', declared.dtype, measured?.dtype === undefined ? [] : [measured.dtype]),
  ...[...declared.hashes].map(([path, hash]) => hashState(path, hash, measured)),
  ...said('approach', declared.approach),
  ...declared.datasets.flatMap(({ name, url }) => said('dataset', url === undefined ? name : `${name} (${url})`)),
  ...declared.ancestors.flatMap(({ name, version }) =>
    said('ancestor', version === undefined ? name : `${name} ${version}`),
  ),
  ...(declared.fromScratch === undefined ? [] : [scratchState(declared, trainingPath)]),
]

const shown = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value))

const said = (field: string, declared: string | undefined): FieldState[] =>
  declared === undefined ? [] : [{ field, declared, state: 'declared', found: null }]

const heldTo = (field: string, declared: string | undefined, known: readonly string[] = []): FieldState[] => {
  if (declared === undefined) return []
  if (known.length === 0) return said(field, declared) // the weights say nothing of it
  const same = known.find((one) => plain(one) === plain(declared))
  return [{ field, declared, state: same === undefined ? 'contradicted' : 'verified', found: known.join(', ') }]
}

// bfloat16 and BF16, LlamaForCausalLM and llama-for-causal-lm are one name in two hands.
const plain = (text: string): string => {
  const letters = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  return DTYPES[letters] ?? letters
}
const DTYPES: Readonly<Record<string, string>> = {
  bfloat16: 'bf16',
  float16: 'f16',
  float32: 'f32',
  fp16: 'f16',
  fp32: 'f32',
}

const hashState = (path: string, hash: string, measured: Measured | undefined): FieldState => {
  const file = measured?.files.find((one) => one.path === path)
  const got = file?.digest.slice('sha256:'.length)
  const field = `sha-256 ${path}`
  if (measured === undefined) return { field, declared: hash, state: 'declared', found: null }
  return { field, declared: hash, state: got === hash ? 'verified' : 'contradicted', found: got ?? '–' }
}

// The licence file's words are the licensor's own: they speak for the declaration, or say nothing that is known here.
const licenceState = (licence: string, text: string | undefined): FieldState => {
  const known = KNOWN_TEXTS.find(({ id }) => plain(id) === plain(licence))
  if (text === undefined || known === undefined)
    return { field: 'licence', declared: licence, state: 'declared', found: null }
  const found = known.words.test(text.replaceAll(/\s+/g, ' '))
  return found
    ? { field: 'licence', declared: licence, state: 'corroborated', found: known.id }
    : { field: 'licence', declared: licence, state: 'declared', found: null }
}

const KNOWN_TEXTS = [
  { id: 'Apache-2.0', words: /Apache License,? Version 2\.0/i },
  { id: 'MIT', words: /Permission is hereby granted, free of charge/i },
  { id: 'BSD-3-Clause', words: /Redistributions in binary form must reproduce/i },
  { id: 'CC-BY-4.0', words: /Attribution 4\.0 International/i },
] as const

// From scratch and descended from another model cannot both hold, whatever the weights are.
const scratchState = (declared: Declarations, trainingPath: boolean | undefined): FieldState => {
  const field = { field: 'from-scratch', declared: String(declared.fromScratch) }
  const [ancestor] = declared.ancestors
  if (declared.fromScratch === true && ancestor !== undefined)
    return { ...field, state: 'contradicted', found: ancestor.name }
  if (declared.fromScratch === true && trainingPath === true)
    return { ...field, state: 'corroborated', found: 'training-path' }
  return { ...field, state: 'declared', found: null }
}
