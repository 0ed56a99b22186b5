import { type Bilingual, type Digest, digestOfJson, type Json, parseJson } from '#base'
import { type Manifest, manifestDigest, type TensorSource } from '#tensors'
import type { FieldState } from '../ml-bom/field-states.ts'
import type { Tools } from '../tools.ts'
import { CHECKER_VERSION, CHECKS, type Desk, LICENCE_NAMES, ML_BOM } from './checks.ts'
import { type Lack, lackOf } from './lack.ts'
import { type Measured, measuredWeights } from './measured-weights.ts'
import type { CheckRules } from './submission-rules.ts'
import { walkFolder } from './walk-folder.ts'

export type CheckReport = {
  readonly ok: boolean
  readonly checker: { readonly version: string; readonly digest: Digest }
  /** everything that is wrong, in the order of the checks */
  readonly lacks: readonly Lack[]
  /** what was looked at; `count` null where it could not be */
  readonly checks: readonly { readonly id: string; readonly count: number | null; readonly of: number | null }[]
  readonly manifest: { readonly digest: Digest; readonly files: Manifest['files'] } | null
  readonly weights: Omit<Measured, 'files'> | null
  /** each declared field, and how far it is more than words */
  readonly fields: readonly FieldState[]
}

export type CheckOptions = {
  readonly rules: CheckRules
  readonly onProgress?: (told: { readonly what: string; readonly done: number; readonly of: number }) => void
  readonly signal?: AbortSignal
}

/** Name of the checker: its version, the rules in force and their plain text. It is sealed with the rules. */
export const checkerDigest = (rules: CheckRules): Digest =>
  digestOfJson({ version: CHECKER_VERSION, rules: rules as unknown as Json, text: [...checkerText(rules)] })

/** The rules in plain words, a sentence for each check. */
export const checkerText = (rules: CheckRules): readonly (Bilingual & { readonly id: string })[] =>
  CHECKS.map(({ id, text }) => ({ id, ...text(rules) }))

/**
 * The office's checker: teams run it before they hand in, the office runs it on what it received. Nothing in the folder is
 * changed and nothing in it is run.
 *
 * @returns every lack, in one list
 * @throws AssayError `submission/not-a-folder`; the signal's reason
 */
export const checkSubmission = async (
  tools: Tools,
  folder: string,
  { rules, onProgress, signal }: CheckOptions,
): Promise<CheckReport> => {
  const { files, lacks: walked } = await walkFolder(folder, rules, signal)
  const lacks: Lack[] = [...walked]
  // What the walk refused is not opened: a file of holes or a million of them costs nothing more.
  const isBounded = walked.length === 0
  const noting = async <T>(where: string, read: () => Promise<T>): Promise<T | undefined> => {
    if (!isBounded) return undefined
    try {
      return await read()
    } catch (error) {
      signal?.throwIfAborted()
      lacks.push(lackOf(error, where))
      return undefined
    }
  }
  const manifest = await noting('files', () =>
    tools.manifestOf(folder, {
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ bytesDone, bytesTotal }) => onProgress?.({ what: 'SHA-256', done: bytesDone, of: bytesTotal }),
    }),
  )
  const textOf = async (name: string | undefined): Promise<string | undefined> =>
    name === undefined ? undefined : noting(name, () => tools.readText(`${folder}/${name}`, MOST_TEXT_BYTES))
  const licence = files.find(({ path }) => LICENCE_NAMES.test(path))?.path
  const bomText = await textOf(files.find(({ path }) => path === ML_BOM)?.path)
  const model = await noting('weights', () => tools.openModel(folder))
  try {
    const desk: Desk = {
      tools,
      folder,
      rules,
      files,
      manifest,
      model,
      measured: model === undefined || manifest === undefined ? undefined : measuredWeights(model, manifest.files),
      bom: bomText === undefined ? undefined : await noting(ML_BOM, async () => parseJson(bomText, ML_BOM)),
      licenceText: await textOf(licence),
      signal,
    }
    return await judged(desk, lacks, isBounded)
  } finally {
    await close(model)
  }
}

const MOST_TEXT_BYTES = 4 * 2 ** 20

const close = async (model: TensorSource | undefined): Promise<void> => model?.close()

const judged = async (desk: Desk, before: readonly Lack[], isBounded: boolean): Promise<CheckReport> => {
  const lacks = [...before]
  const checks: { id: string; count: number | null; of: number | null }[] = []
  let fields: readonly FieldState[] = []
  for (const { id, look } of CHECKS) {
    const looked = isBounded ? await look(desk) : undefined
    checks.push({ id, count: looked?.count ?? null, of: looked?.of ?? null })
    lacks.push(...(looked?.lacks ?? []))
    fields = looked?.fields ?? fields
  }
  const { manifest, measured, rules } = desk
  return {
    ok: lacks.length === 0,
    checker: { version: CHECKER_VERSION, digest: checkerDigest(rules) },
    lacks,
    checks,
    manifest: manifest === undefined ? null : { digest: manifestDigest(manifest), files: manifest.files },
    weights: measured === undefined ? null : withoutFiles(measured),
    fields,
  }
}

const withoutFiles = ({ files: _files, ...rest }: Measured): Omit<Measured, 'files'> => rest
