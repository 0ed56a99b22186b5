import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Rules } from '#programme'
import { root } from './assay.ts'

/** A folder that the checker finds in order: a small model of the zoo with its licence and declarations. */
export const submissionFolder = async (
  folder: string,
  model = 'programmes/sample/submissions/alder',
): Promise<string> => {
  await mkdir(folder, { recursive: true })
  await cp(join(root, model), folder, { recursive: true })
  await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  await writeFile(join(folder, 'ml-bom.json'), JSON.stringify(mlBom, null, 2))
  return folder
}

export const mlBom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.7',
  version: 1,
  metadata: {
    component: {
      type: 'machine-learning-model',
      name: 'alder-1',
      version: '1.0',
      supplier: { name: 'Alder' },
      licenses: [{ license: { id: 'Apache-2.0' } }],
      properties: [
        { name: 'assay:model:parameters', value: '803968' },
        { name: 'assay:model:dtype', value: 'bfloat16' },
        { name: 'assay:model:from-scratch', value: 'true' },
        { name: 'assay:licence:permits', value: 'public-use' },
      ],
      modelCard: {
        modelParameters: {
          approach: { type: 'self-supervised' },
          architectureFamily: 'llama',
          modelArchitecture: 'LlamaForCausalLM',
          datasets: [{ type: 'dataset', name: 'Documents of the standard library', classification: 'public' }],
        },
      },
    },
  },
}

/** Rules of which only the window matters: what the office seals of a round. */
export const rulesWithWindow = (submission: object): Rules =>
  ({ programme: 'test', references: [], rounds: [{ id: 'first', submission }] }) as unknown as Rules
