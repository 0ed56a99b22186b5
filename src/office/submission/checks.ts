import type { Bilingual, Json } from '#base'
import { type Manifest, nonFiniteIn, type TensorSource } from '#tensors'
import { type Declarations, readDeclarations } from '../ml-bom/declarations.ts'
import { fieldStates, type FieldState } from '../ml-bom/field-states.ts'
import { validateMlBom } from '../ml-bom/validate-ml-bom.ts'
import type { Tools } from '../tools.ts'
import { shapesByConfig } from './config-shapes.ts'
import { lack, type Lack, lackOf } from './lack.ts'
import type { Measured } from './measured-weights.ts'
import type { CheckRules, DeclaredField } from './submission-rules.ts'
import { readTranscript, TRANSCRIPT } from './transcript.ts'
import type { WalkedFile } from './walk-folder.ts'

/** What the checks have before them. What could not be read is absent, and its lack is told already. */
export type Desk = {
  readonly tools: Tools
  readonly folder: string
  readonly rules: CheckRules
  readonly files: readonly WalkedFile[]
  readonly manifest: Manifest | undefined
  readonly model: TensorSource | undefined
  readonly measured: Measured | undefined
  readonly bom: Json | undefined
  readonly licenceText: string | undefined
  readonly signal: AbortSignal | undefined
}

/** `count`: how many things were looked at; `of`, where some of the same kind could not be. */
export type Looked = {
  readonly lacks: readonly Lack[]
  readonly count: number
  readonly of?: number
  readonly fields?: readonly FieldState[]
}

/**
 * One rule of the checker: its plain text, and what it does. The page that people read, the digest that is sealed with
 * the rules and the program that judges are all made from this list, so that they cannot differ.
 */
export type Check = {
  readonly id: string
  readonly text: (rules: CheckRules) => Bilingual
  /** `undefined` where there is nothing to look at */
  readonly look: (desk: Desk) => Promise<Looked | undefined>
}

/** Counts up with every change of what the checks do. */
export const CHECKER_VERSION = '1'

export const ML_BOM = 'ml-bom.json'
export const LICENCE_NAMES = /^(?:licen[cs]e|copying)(?:\.(?:txt|md))?$/i

export const CHECKS: readonly Check[] = [
  {
    id: 'files',
    text: (rules) => ({
      en: `The folder holds at most ${rules['max-files']} files, none above ${rules['max-file-bytes']} bytes, ${rules['max-bytes']} bytes in all, none of them mostly holes. No link leads out of it. Every name is the same on every system: Unicode in NFC, nothing invisible, no two alike but for case or width.`,
      ko: `폴더의 파일은 ${rules['max-files']}개까지이고, 한 파일은 ${rules['max-file-bytes']}바이트, 모두 합쳐 ${rules['max-bytes']}바이트를 넘지 않으며, 대부분이 빈 파일은 없다. 폴더 밖으로 나가는 링크가 없다. 파일 이름은 어느 시스템에서나 같다: 유니코드 NFC이고, 보이지 않는 글자가 없으며, 대소문자나 폭만 다른 이름이 둘 있지 않다.`,
    }),
    look: async ({ files }) => ({ lacks: [], count: files.length }), // what is wrong with names and sizes was told by the walk
  },
  {
    id: 'digests',
    text: () => ({
      en: 'Every file is hashed by SHA-256, and none changes while it is read.',
      ko: '모든 파일을 SHA-256으로 지문을 내며, 읽는 동안 바뀌는 파일이 없다.',
    }),
    look: async ({ manifest }) => manifest && { lacks: [], count: manifest.files.length },
  },
  {
    id: 'formats',
    text: ({ formats }) => ({
      en: `Weights come as ${formats.join(', ')}. Pickles are read without running anything in them; those that hold more than tensors are refused.`,
      ko: `가중치는 ${formats.join(', ')} 형식이다. 피클은 그 안의 어떤 것도 실행하지 않고 읽으며, 텐서가 아닌 것이 들어 있으면 받지 않는다.`,
    }),
    look: async ({ files, rules }) => ({ lacks: formatLacks(files, rules), count: files.length }),
  },
  {
    id: 'weights',
    text: () => ({
      en: 'The weights can be opened, and every value is a finite number.',
      ko: '가중치를 열 수 있고 모든 값이 유한한 수이다.',
    }),
    look: async ({ model, signal }) => {
      if (model === undefined) return undefined
      try {
        const found = await nonFiniteIn(model, undefined, signal === undefined ? {} : { signal })
        const lacks = found.map(({ tensor, nan, infinite }) => lack('submission/non-finite', tensor, { nan, infinite }))
        return { lacks: lacks.slice(0, MOST_LACKS), count: model.tensors.size }
      } catch (error) {
        return { lacks: [lackOf(error, 'weights')], count: model.tensors.size }
      }
    },
  },
  {
    id: 'shapes',
    text: () => ({
      en: 'The shapes of the weights are those that config.json says, wherever its layout is known.',
      ko: '구조가 알려진 모형이면 가중치의 모양이 config.json과 맞는다.',
    }),
    look: async ({ model }) => {
      if (model === undefined) return undefined
      const { lacks, checked, of } = shapesByConfig(model)
      return { lacks, count: checked, of }
    },
  },
  {
    id: 'licence',
    text: ({ licences }) => ({
      en: `A file LICENSE holds the text of the licence${licences === undefined ? '' : `, which is one of ${licences.join(', ')}`}.`,
      ko: `LICENSE 파일에 이용 허락의 글이 있다${licences === undefined ? '' : `(다음 가운데 하나: ${licences.join(', ')})`}.`,
    }),
    look: async ({ licenceText, files, folder }) => {
      const isThere = files.some(({ path }) => LICENCE_NAMES.test(path))
      if (!isThere) return { lacks: [lack('submission/licence-missing', folder)], count: 0 }
      return (licenceText ?? '').trim() === ''
        ? { lacks: [lack('submission/licence-empty', folder)], count: 1 }
        : { lacks: [], count: 1 }
    },
  },
  {
    id: 'declarations',
    text: ({ declare }) => ({
      en: `${ML_BOM} is a valid CycloneDX 1.7 ML-BOM of this model and declares: ${declare.join(', ')}.`,
      ko: `${ML_BOM}은 이 모형의 올바른 CycloneDX 1.7 ML-BOM이며 다음을 밝힌다: ${declare.join(', ')}.`,
    }),
    look: async (desk) => {
      const { bom, files, folder } = desk
      if (bom === undefined)
        return files.some(({ path }) => path === ML_BOM)
          ? undefined
          : { lacks: [lack('submission/ml-bom-missing', folder, { name: ML_BOM })], count: 0 }
      const problems = await validateMlBom(bom)
      if (problems.length > 0)
        return {
          lacks: problems.map(({ at, what }) => lack('submission/ml-bom-invalid', ML_BOM, { at, what })),
          count: 0,
        }
      try {
        return declarationsLooked(readDeclarations(bom, ML_BOM), desk)
      } catch (error) {
        return { lacks: [lackOf(error, ML_BOM)], count: 0 }
      }
    },
  },
  {
    id: 'transcript',
    text: ({ transcript }) => ({
      en: `A transcript of training in ${TRANSCRIPT} is ${transcript}; one that is there can be read.`,
      ko: `학습 기록 ${TRANSCRIPT}은(는) ${transcript === 'required' ? '있어야 하며' : '내지 않아도 되지만'}, 낸 것은 읽을 수 있어야 한다.`,
    }),
    look: async ({ tools, files, folder, rules }) => {
      if (!files.some(({ path }) => path === TRANSCRIPT))
        return rules.transcript === 'required'
          ? { lacks: [lack('submission/transcript-missing', folder, { name: TRANSCRIPT })], count: 0 }
          : { lacks: [], count: 0 }
      const read = await readTranscript(tools, folder)
      if (!('transcript' in read)) return { lacks: read.lacks, count: 0 }
      const { initialisation, checkpoints } = read.transcript
      const places = [...(initialisation.weights === undefined ? [] : [initialisation]), ...checkpoints]
      const missing = places.flatMap(({ weights = '' }) =>
        files.some(({ path }) => path === `training/${weights}` || path.startsWith(`training/${weights}/`))
          ? []
          : [lack('submission/checkpoint-missing', TRANSCRIPT, { path: `training/${weights}` })],
      )
      return { lacks: [...read.lacks, ...missing], count: places.length }
    },
  },
]

const MOST_LACKS = 100

const PICKLED = /\.(?:bin|pt|pth|ckpt)$/i
const NEVER_READ = /\.(?:pkl|pickle|joblib|dill)$/i

const formatLacks = (files: readonly WalkedFile[], { formats }: CheckRules): readonly Lack[] =>
  files.flatMap(({ path }) => {
    if (NEVER_READ.test(path)) return [lack('submission/pickle', path)]
    return PICKLED.test(path) && !formats.includes('torch')
      ? [lack('submission/format-not-allowed', path, { allowed: formats })]
      : []
  })

const declarationsLooked = (declared: Declarations, { measured, licenceText, rules }: Desk): Looked => {
  const fields = fieldStates(declared, measured, { licenceText })
  const { declare, licences } = rules
  return {
    fields,
    count: fields.length,
    lacks: [
      ...declare
        .filter((field) => !isDeclared(field, declared))
        .map((field) => lack('submission/field-missing', ML_BOM, { field })),
      ...fields.flatMap(({ field, declared: got, state, found }) =>
        state === 'contradicted'
          ? [lack('submission/declared-otherwise', ML_BOM, { field, declared: got, found })]
          : [],
      ),
      ...(licences === undefined ? [] : declared.licences)
        .filter((licence) => !(licences ?? []).includes(licence))
        .map((licence) => lack('submission/licence-not-allowed', ML_BOM, { licence, allowed: licences ?? [] })),
    ],
  }
}

const isDeclared = (field: DeclaredField, declared: Declarations): boolean => {
  switch (field) {
    case 'licence':
      return declared.licences.length > 0
    case 'datasets':
      return declared.datasets.length > 0
    case 'from-scratch':
      return declared.fromScratch !== undefined
    case 'architecture':
      return declared.architecture !== undefined || declared.family !== undefined
    case 'name':
      return declared.name !== ''
    case 'supplier':
    case 'parameters':
    case 'dtype':
    case 'approach':
      return declared[field] !== undefined
  }
}
