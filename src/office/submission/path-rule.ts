import { lack, type Lack } from './lack.ts'

const MOST_PATH_BYTES = 1000
const MOST_NAME_BYTES = 255
const DEEPEST = 32

/**
 * What keeps a path from naming one file, inside the submission, on every machine: a way out of the folder, names that
 * look like others or that some system cannot hold.
 *
 * @returns the first of them, `undefined` for a path in order
 */
export const pathLack = (path: string): Lack | undefined => {
  const names = path.split('/')
  const way = names.find((name) => name === '' || name === '.' || name === '..')
  if (way !== undefined || path.includes('\\') || path.includes('\0') || /^[A-Za-z]:/.test(path)) {
    return lack('submission/path-outside', printable(path))
  }
  if (!path.isWellFormed() || path.includes('\uFFFD')) return lack('submission/name-not-unicode', printable(path))
  if (path !== path.normalize('NFC') || INVISIBLE.test(path)) return lack('submission/name-deceives', printable(path))
  if (
    names.some((name) => name !== name.trim() || name.endsWith('.') || RESERVED.test(name) || /[<>:"|?*]/.test(name))
  ) {
    return lack('submission/name-not-portable', printable(path))
  }
  if (
    names.length > DEEPEST ||
    bytesOf(path) > MOST_PATH_BYTES ||
    names.some((name) => bytesOf(name) > MOST_NAME_BYTES)
  ) {
    return lack('submission/path-too-long', printable(path), { limit: MOST_PATH_BYTES })
  }
  return undefined
}

/** Paths that some system, or some eye, takes for one: letters of other case or width, or a file that is a folder too. */
export const collisions = (paths: readonly string[]): readonly Lack[] => {
  const lacks: Lack[] = []
  const seen = new Map<string, string>()
  const folders = new Map<string, string>()
  for (const path of paths) {
    const folded = path.normalize('NFKC').toLowerCase()
    const other = seen.get(folded)
    if (other !== undefined) lacks.push(lack('submission/names-collide', printable(path), { other: printable(other) }))
    seen.set(folded, path)
    for (let at = folded.indexOf('/'); at >= 0; at = folded.indexOf('/', at + 1)) {
      folders.set(folded.slice(0, at), path)
    }
  }
  for (const [folded, path] of seen) {
    const below = folders.get(folded)
    if (below !== undefined) lacks.push(lack('submission/names-collide', printable(path), { other: printable(below) }))
  }
  return lacks
}

/** As it may be shown: what moves a cursor or hides is escaped. */
export const printable = (text: string): string =>
  text.slice(0, 300).replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|\p{Default_Ignorable_Code_Point}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `\\u{${code.toString(16)}}`
  })

// Controls, characters without a shape of their own, and those that turn the direction of reading.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]|\p{Default_Ignorable_Code_Point}/u
// Names that are devices on Windows, with any ending.
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i

const bytesOf = (text: string): number => new TextEncoder().encode(text).length
