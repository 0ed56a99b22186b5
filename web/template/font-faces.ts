import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

// Pretendard (SIL Open Font License 1.1) comes cut into ninety-two pieces by how often letters are used. A page holds
// the pieces that its words need, so that it looks the same on any machine and fetches nothing.

type Piece = { readonly file: string; readonly ranges: readonly (readonly [number, number])[] }

/** `@font-face` rules with the font's pieces in them, for every letter of a text. */
export const fontFaces = (text: string): string => {
  const letters = new Set(Array.from(text, (letter) => letter.codePointAt(0) ?? 0))
  const wanted = [...letters].filter(isWritten)
  return piecesOf(stylesheet())
    .filter(({ ranges }) => wanted.some((code) => ranges.some(([from, to]) => code >= from && code <= to)))
    .map(
      ({ file, ranges }) =>
        `@font-face{font-family:"Pretendard Variable";font-weight:45 920;font-display:block;src:url(data:font/woff2;base64,${readFileSync(file).toString('base64')}) format("woff2");unicode-range:${ranges.map(rangeText).join(',')}}`,
    )
    .join('')
}

const stylesheet = (): string =>
  join(
    dirname(createRequire(import.meta.url).resolve('pretendard/package.json')),
    'dist/web/variable/pretendardvariable-dynamic-subset.css',
  )

/** Letters and signs that a page prints: Latin, Greek, punctuation, superscripts, arrows, mathematics, shapes, Hangul. */
const isWritten = (code: number): boolean =>
  (code >= 0x20 && code < 0x400) ||
  (code >= 0x2000 && code < 0x2600) ||
  (code >= 0x3000 && code < 0x3200) ||
  (code >= 0xac00 && code < 0xd7a4)

const piecesOf = (path: string): Piece[] => {
  const css = readFileSync(path, 'utf8')
  return [...css.matchAll(/url\(([^)]+)\)[^}]*?unicode-range:\s*([^;]+);/g)].map(([, file = '', ranges = '']) => ({
    file: join(dirname(path), file),
    ranges: ranges.split(',').map(rangeOf),
  }))
}

const rangeOf = (text: string): readonly [number, number] => {
  const [from = '', to = from] = text.trim().replace(/^U\+/i, '').split('-')
  return [parseInt(from, 16), parseInt(to, 16)]
}

const rangeText = ([from, to]: readonly [number, number]): string =>
  from === to ? `U+${from.toString(16)}` : `U+${from.toString(16)}-${to.toString(16)}`
