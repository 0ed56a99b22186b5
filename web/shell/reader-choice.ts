/** The two languages of every page. */
export type Lang = 'ko' | 'en'

/** What a reader chose by hand; the address wins over what was stored, and both over what the page was made with. */
export type Scheme = 'light' | 'dark'

const LANGUAGE = 'lang'
const SCHEME = 'scheme'

export const chosenLanguage = (made: Lang): Lang => chosen(LANGUAGE, ['ko', 'en']) ?? made
export const chosenScheme = (): Scheme | undefined => chosen(SCHEME, ['light', 'dark'])
export const chooseLanguage = (lang: Lang): void => choose(LANGUAGE, lang)
export const chooseScheme = (scheme: Scheme): void => choose(SCHEME, scheme)

const chosen = <Value extends string>(name: string, values: readonly Value[]): Value | undefined =>
  [new URLSearchParams(location.search).get(name), stored(name)].flatMap((wanted) =>
    values.filter((value) => value === wanted),
  )[0]

// A page opened from disk may be refused storage or a new address: the choice then lasts as long as the page.
const stored = (name: string): string | null => {
  try {
    return localStorage.getItem(`assay.${name}`)
  } catch {
    return null
  }
}

const choose = (name: string, value: string): void => {
  try {
    localStorage.setItem(`assay.${name}`, value)
    const address = new URL(location.href)
    address.searchParams.delete(name) // else the address would win over this newer choice
    history.replaceState(history.state, '', address)
  } catch {
    // see above
  }
}
