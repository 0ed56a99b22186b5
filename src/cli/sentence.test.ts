import { AssayError } from '#base'
import { describe, expect, it } from 'vitest'
import { errorTexts } from './error-texts.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { languageOf } from './one-line.ts'
import { sentenceOf } from './sentence.ts'

describe('the sentence of an error', () => {
  const error = new AssayError('office/no-such-file', { path: 'rules\u001b[31m\n.yaml' })

  it('says what, where and how to mend it, in one line, in the reader’s language', () => {
    expect(sentenceOf(error, 'en')).toMatch(/^There is no file rules.*\.yaml\. Check the path/)
    expect(sentenceOf(error, 'ko')).toMatch(/파일이 없습니다/)
  })

  it('lets nothing from a hostile name move the cursor', () => {
    expect(sentenceOf(error, 'en')).not.toMatch(/\p{Cc}/u)
  })

  it('cuts a fact that is too long to read', () => {
    expect(sentenceOf(new AssayError('office/no-such-file', { path: 'x'.repeat(9999) }), 'en').length).toBeLessThan(500)
  })

  it('is there in both languages for every code, with the same facts', () => {
    const facts = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].toSorted()
    const uneven = Object.entries(errorTexts).filter(
      ([, { en, ko }]) => facts(en).some((fact) => !facts(ko).includes(fact)) && facts(ko).length === 0,
    )
    expect(uneven.map(([code]) => code)).toEqual([])
  })
})

describe('the exit code', () => {
  it.each([
    ['a wrong input', new AssayError('tensors/header-malformed'), EXIT.wrongCall],
    ['a failing disk', new AssayError('store/disk-full'), EXIT.officeFailed],
    ['a defect', new Error('?'), EXIT.officeFailed],
    ['Ctrl-C, however deep', new Error('job', { cause: new DOMException('stop', 'AbortError') }), EXIT.interrupted],
  ])('of %s', (_what, error, code) => {
    expect(exitCodeOf(error)).toBe(code)
  })
})

describe('the language', () => {
  it.each([
    [{ LANG: 'ko_KR.UTF-8' }, 'ko'],
    [{ LANG: 'ko_KR.UTF-8', ASSAY_LANG: 'en' }, 'en'],
    [{ LANG: 'fr_FR' }, 'en'],
    [{}, 'en'],
  ])('of %o is %s', (env, language) => {
    expect(languageOf(env)).toBe(language)
  })
})
