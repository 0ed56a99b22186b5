import { type Digest, type Evidence, type Json, parseJson } from '#base'
import { readDeclarations } from '../ml-bom/declarations.ts'
import { fieldStates } from '../ml-bom/field-states.ts'
import type { Tools } from '../tools.ts'
import { LICENCE_NAMES, ML_BOM } from './checks.ts'
import { measuredWeights } from './measured-weights.ts'

export type DeclaredOptions = {
  readonly subject: Readonly<Record<string, string>>
  /** digest of the submission's manifest */
  readonly manifest: Digest
  /** what came out of the path of training, if one was handed in */
  readonly trainingPath?: boolean | undefined
}

const MOST_BYTES = 4 * 2 ** 20

/**
 * What a received submission declares, as evidence: every field with how far it is more than words
 * (`declaration.ml-bom`), the licence for its gate (`declaration.licence`), and, where the team names models that parts
 * descend from, their reuse (`declaration.reuse`).
 *
 * @param folder of a submission that the checker found in order
 */
export const declaredEvidence = async (
  tools: Tools,
  folder: string,
  { subject, manifest, trainingPath }: DeclaredOptions,
): Promise<readonly Evidence[]> => {
  const declared = readDeclarations(parseJson(await tools.readText(`${folder}/${ML_BOM}`, MOST_BYTES), ML_BOM), ML_BOM)
  const { files } = await tools.manifestOf(folder, {})
  const licence = files.find(({ path }) => LICENCE_NAMES.test(path))?.path
  const model = await tools.openModel(folder)
  try {
    const fields = fieldStates(declared, measuredWeights(model, files), {
      trainingPath,
      licenceText: licence === undefined ? undefined : await tools.readText(`${folder}/${licence}`, MOST_BYTES),
    })
    const reused = declared.ancestors.flatMap(({ name, version, component }) =>
      component === undefined ? [] : [{ component, from: version === undefined ? name : `${name} ${version}` }],
    )
    const piece = (kind: string, result: Json): Evidence => ({
      kind,
      subject,
      method: { name: 'declared-in-ml-bom', version: '1', parameters: {} },
      inputs: [manifest],
      result,
    })
    return [
      piece('declaration.ml-bom', { fields: fields.map((field) => ({ ...field })) }),
      piece('declaration.licence', { licence: declared.licences.join(', '), permits: [...declared.permits] }),
      ...(reused.length === 0 ? [] : [piece('declaration.reuse', { components: reused })]),
    ]
  } finally {
    await model.close()
  }
}
