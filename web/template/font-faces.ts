import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import subsetFont from 'subset-font'

/**
 * An `@font-face` rule that holds Pretendard (SIL Open Font License 1.1) cut down to the letters of a text, so that a
 * page looks the same on any machine and fetches nothing.
 *
 * @param cacheFolder where cut fonts are kept by their letters: cutting takes a second
 * @returns the empty text where a text needs no letter
 */
export const fontFaces = async (text: string, cacheFolder: string): Promise<string> => {
  const letters = lettersOf(text)
  if (letters === '') return ''
  const name = createHash('sha256').update(letters).digest('hex').slice(0, 32)
  const path = join(cacheFolder, `font-${name}.woff2`)
  const font = (await readFile(path).catch(() => undefined)) ?? (await cut(letters, path)) // absent: cut below
  return `@font-face{font-family:"Pretendard Variable";font-weight:45 920;font-display:block;src:url(data:font/woff2;base64,${font.toString('base64')}) format("woff2")}`
}

const lettersOf = (text: string): string =>
  [...new Set(Array.from(text, (letter) => letter.codePointAt(0) ?? 0))]
    .filter(isWritten)
    .toSorted((a, b) => a - b)
    .map((code) => String.fromCodePoint(code))
    .join('')

/** Letters and signs that a page prints: Latin, Greek, punctuation, superscripts, arrows, mathematics, shapes, Hangul. */
const isWritten = (code: number): boolean =>
  (code >= 0x20 && code < 0x400) ||
  (code >= 0x2000 && code < 0x2600) ||
  (code >= 0x3000 && code < 0x3200) ||
  (code >= 0xac00 && code < 0xd7a4)

const cut = async (letters: string, path: string): Promise<Buffer> => {
  const font = await subsetFont(await readFile(wholeFont()), letters, { targetFormat: 'woff2' })
  await mkdir(dirname(path), { recursive: true })
  // Written beside and moved: a second process never reads half a font.
  await writeFile(`${path}.${process.pid}`, font)
  await rename(`${path}.${process.pid}`, path)
  return font
}

const wholeFont = (): string =>
  join(
    dirname(createRequire(import.meta.url).resolve('pretendard/package.json')),
    'dist/web/variable/woff2/PretendardVariable.woff2',
  )
