import { describe, expect, it } from 'vitest'
import { canonicalJson, digestOfText } from '#base'
import { parseManifest } from './submission-manifest.ts'
import { CheckRules } from './submission-rules.ts'

const rules = CheckRules.parse({ 'max-files': 3, 'max-bytes': 1000, 'max-file-bytes': 600 })
const file = (path: string, bytes = 1) => ({ path, bytes, digest: digestOfText(path) })
const read = (...files: readonly { path: string; bytes: number }[]) =>
  parseManifest(canonicalJson({ files: files.map((one) => ({ ...file(one.path), ...one })) }), rules)

describe('a manifest from outside', () => {
  it('is read if it is honest', () => {
    expect(read(file('LICENSE'), file('모형/가중치.safetensors')).files.map(({ path }) => path)).toEqual([
      'LICENSE',
      '모형/가중치.safetensors',
    ])
  })

  it.each([
    ['a path upwards', '../secret', 'path-outside'],
    ['a path upwards in the middle', 'a/../../secret', 'path-outside'],
    ['an absolute path', '/etc/passwd', 'path-outside'],
    ['a drive', 'C:/Windows', 'path-outside'],
    ['the other slash', 'a\\..\\b', 'path-outside'],
    ['an empty name', 'a//b', 'path-outside'],
    ['a dot', './a', 'path-outside'],
    ['a NUL', 'a\0b', 'path-outside'],
    ['a name that is turned round', 'a\u202Etxt.exe', 'name-deceives'],
    ['a name with nothing in it to see', 'a\u200Bb', 'name-deceives'],
    ['a composed letter', 'A\u030A', 'name-deceives'],
    ['Hangul in letters of its own', '\u1100\u1161', 'name-deceives'],
    ['a variation selector', 'a\uFE0F', 'name-deceives'],
    ['a device', 'aux.safetensors', 'name-not-portable'],
    ['a space at the end', 'a ', 'name-not-portable'],
    ['a dot at the end', 'a.', 'name-not-portable'],
    ['a name that is too long', 'x'.repeat(256), 'path-too-long'],
    ['a path that is too deep', Array.from({ length: 40 }, () => 'a').join('/'), 'path-too-long'],
  ])('with %s is refused', (_what, path, rule) => {
    expect(() => read(file(path))).toThrow(new RegExp(`manifest-refused.*submission/${rule}`))
  })

  it.each([
    ['a file twice', [file('a'), file('a')]],
    ['names that differ by case', [file('A'), file('a')]],
    ['names that differ by width', [file('a'), file('\uFF41')]],
    ['a file that is a folder too', [file('a'), file('a/b')]],
    ['files out of order', [file('b'), file('a')]],
    ['too many files', [file('a'), file('b'), file('c'), file('d')]],
    ['a file that is too large', [file('a', 601)]],
    ['too many bytes', [file('a', 600), file('b', 401)]],
  ])('with %s is refused', (_what, files) => {
    expect(() => read(...files)).toThrow(/submission\/manifest-refused/)
  })

  it.each([
    ['white space', '{ "files": [] }'],
    ['no files', '{"files":[]}'],
    ['a member more', canonicalJson({ files: [file('a')], note: 1 })],
    ['a size below zero', canonicalJson({ files: [file('a', -1)] })],
    ['a size that is no whole number', canonicalJson({ files: [file('a', 1.5)] })],
    ['a size beyond what is exact', '{"files":[{"bytes":9007199254740993,"digest":"sha256:00","path":"a"}]}'],
    ['a name twice in an object', '{"files":[],"files":[]}'],
    ['a digest that is none', canonicalJson({ files: [{ ...file('a'), digest: 'sha256:00' }] })],
  ])('with %s is malformed', (_what, text) => {
    expect(() => parseManifest(text, rules)).toThrow(/submission\/manifest-malformed/)
  })
})
