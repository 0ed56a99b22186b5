import type { Bilingual } from '#base'

/** One sentence in both languages, and sections of them. */
export type Section = { readonly id: string; readonly title: Bilingual; readonly lines: readonly Bilingual[] }

export const say = (ko: string, en: string): Bilingual => ({ ko, en })

/** A thing by its name, with the id that files and pages use. */
export const named = (id: string, name: Bilingual | undefined): Bilingual =>
  name === undefined ? say(id, id) : say(`${name.ko}(${id})`, `${name.en} (${id})`)

/** A word of the rules in plain words; one that has none is shown as it is written. */
export const word = (table: Readonly<Record<string, Bilingual>>, key: string): Bilingual => table[key] ?? say(key, key)

export const listOf = (words: readonly Bilingual[]): Bilingual =>
  say(words.map(({ ko }) => ko).join(', '), words.map(({ en }) => en).join(', '))

/** Fills `{0}`, `{1}` … of a sentence in both languages with words of the same language. */
export const fill = (ko: string, en: string, ...words: readonly (Bilingual | string | number)[]): Bilingual => {
  const put = (text: string, lang: 'ko' | 'en'): string =>
    text.replace(/\{(\d)\}/g, (_, i: string) => {
      const value = words[Number(i)]
      return typeof value === 'object' ? value[lang] : String(value ?? '')
    })
  return say(put(ko, 'ko'), put(en, 'en'))
}
