import type { Facts } from '#base'

export type Language = 'ko' | 'en'

/** The reader's language, from ASSAY_LANG or the locale; English where neither says Korean. */
export const languageOf = (env: Readonly<Record<string, string | undefined>>): Language => {
  const wish = env['ASSAY_LANG'] ?? env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? ''
  return /^ko/i.test(wish) ? 'ko' : 'en'
}

/** A template with its `{facts}` filled in, as one line. */
export const filled = (template: string, facts: Facts): string =>
  oneLine(template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in facts ? shown(facts[name]) : whole)))

const MAX_FACT = 300 // a fact may quote a hostile file: long ones are cut

export const shown = (value: Facts[string] | undefined): string => {
  const text = Array.isArray(value) ? value.join('; ') : String(value)
  return text.length > MAX_FACT ? `${text.slice(0, MAX_FACT)} …` : text
}

// Control and direction characters from names in files must not move the reader's cursor or colour the terminal.
export const oneLine = (text: string): string =>
  text.replace(/\s*[\r\n]+\s*/g, ' ').replace(/\p{Cc}|\p{Bidi_Control}/gu, '�')
