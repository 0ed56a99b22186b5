import { AssayError, type Facts } from '#base'
import { errorTexts } from './error-texts.ts'

export type Language = 'ko' | 'en'

/** The reader's language, from ASSAY_LANG or the locale; English where neither says Korean. */
export const languageOf = (env: Readonly<Record<string, string | undefined>>): Language => {
  const wish = env['ASSAY_LANG'] ?? env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? ''
  return /^ko/i.test(wish) ? 'ko' : 'en'
}

/** One line for a person: what, where, how to mend it. */
export const sentenceOf = (error: unknown, language: Language): string => {
  if (error instanceof AssayError) {
    const text = errorTexts[error.code]
    return text === undefined ? plain(error.code, error.facts) : filled(text[language], error.facts)
  }
  const message = error instanceof Error ? error.message : String(error)
  return oneLine(
    language === 'ko'
      ? `내부 오류: ${message}. --debug로 자세히 볼 수 있습니다.`
      : `Internal error: ${message}. --debug shows the stack.`,
  )
}

/** A template with its `{facts}` filled in, as one line. */
export const filled = (template: string, facts: Facts): string =>
  oneLine(template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in facts ? shown(facts[name]) : whole)))

const plain = (code: string, facts: Facts): string =>
  oneLine(
    `${code}: ${Object.entries(facts)
      .map(([name, value]) => `${name} ${shown(value)}`)
      .join(', ')}`,
  )

const MAX_FACT = 300 // a fact may quote a hostile file: long ones are cut

const shown = (value: Facts[string] | undefined): string => {
  const text = Array.isArray(value) ? value.join('; ') : String(value)
  return text.length > MAX_FACT ? `${text.slice(0, MAX_FACT)} …` : text
}

// Control and direction characters from names in files must not move the reader's cursor or colour the terminal.
const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ').replace(/\p{Cc}|\p{Bidi_Control}/gu, '�')
