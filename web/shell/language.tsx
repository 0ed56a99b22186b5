import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react'
import { chosenLanguage, chosenScheme, chooseLanguage, chooseScheme, type Lang, type Scheme } from './reader-choice.ts'
import { usePrinting } from './use-printing.ts'

export type Words = {
  readonly lang: Lang
  /** The text in the reader's language: `t('점검', 'Check')`. */
  readonly t: (ko: string, en: string) => string
  readonly switchLanguage: (lang: Lang) => void
  readonly switchScheme: () => void
}

const Context = createContext<Words | undefined>(undefined)

export const useWords = (): Words => {
  const words = use(Context)
  if (words === undefined) throw new RangeError('used outside of the page')
  return words
}

/** The reader's language and scheme, remembered on every page alike. */
export const ReaderProvider = ({ made, children }: { made: Lang; children: ReactNode }) => {
  const [lang, setLang] = useState<Lang>(() => chosenLanguage(made))
  const [scheme, setScheme] = useState<Scheme | undefined>(chosenScheme)
  useEffect(() => {
    document.documentElement.lang = lang
  }, [lang])
  const printing = usePrinting()
  useEffect(() => {
    const shown = printing ? 'light' : scheme // paper is white
    if (shown === undefined) delete document.documentElement.dataset['scheme']
    else document.documentElement.dataset['scheme'] = shown
  }, [scheme, printing])
  const t = useCallback((ko: string, en: string): string => (lang === 'ko' ? ko : en), [lang])
  const words: Words = {
    lang,
    t,
    switchLanguage: (next) => {
      chooseLanguage(next)
      setLang(next)
    },
    switchScheme: () => {
      const next = (scheme ?? preferred()) === 'dark' ? 'light' : 'dark'
      chooseScheme(next)
      setScheme(next)
    },
  }
  return <Context value={words}>{children}</Context>
}

const preferred = (): Scheme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
