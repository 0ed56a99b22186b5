import { AssayError } from '#base'
import { shown } from '../shown.ts'

/** Records of an archive that `torch.save` wrote. */
export type TorchRecords = {
  readonly pickle: string
  readonly version: string | undefined
  readonly byteOrder: string | undefined
  /** name of the record that holds a storage */
  readonly storage: (key: string) => string
}

/**
 * Where what lies in an archive: everything below one folder, with `data.pkl` at its top.
 *
 * @throws AssayError `tensors/torch-script` for a program (TorchScript), `tensors/torch-malformed`
 */
export const torchRecords = (names: readonly string[], file: string): TorchRecords => {
  const malformed = (why: string): AssayError => new AssayError('tensors/torch-malformed', { file, why })
  const pickles = names.filter((name) => /^[^/]+\/data\.pkl$/.test(name))
  const [pickle, another] = pickles
  if (pickle === undefined) throw malformed('the archive holds no data.pkl')
  if (another !== undefined) throw malformed(`the archive holds ${shown(pickle)} and ${shown(another)}`)
  const root = pickle.slice(0, -'data.pkl'.length)
  const outside = names.find((name) => !name.startsWith(root))
  if (outside !== undefined) throw malformed(`record ${shown(outside)} lies outside ${shown(root)}`)
  const present = new Set(names)
  const isScript = present.has(`${root}constants.pkl`) || names.some((name) => name.startsWith(`${root}code/`))
  if (isScript) throw new AssayError('tensors/torch-script', { file })
  const known = (name: string): string | undefined => (present.has(root + name) ? root + name : undefined)
  return {
    pickle,
    version: known('version'),
    byteOrder: known('byteorder'),
    storage: (key) => `${root}data/${key}`,
  }
}

/** As the reference: archives of this version and below are understood. */
const NEWEST_VERSION = 10

/** @throws AssayError `tensors/torch-malformed` */
export const checkVersion = (text: string, file: string): void => {
  const version = text.trim()
  if (/^\d{1,3}$/.test(version) && Number(version) <= NEWEST_VERSION) return
  throw new AssayError('tensors/torch-malformed', { file, why: `its version ${shown(version)} is not known` })
}

/** @throws AssayError `tensors/torch-malformed` */
export const byteOrderOf = (text: string, file: string): 'little' | 'big' => {
  if (text === 'little' || text === 'big') return text
  throw new AssayError('tensors/torch-malformed', { file, why: `its byte order ${shown(text)} is not known` })
}
