import { createContext, use, useEffect, useState, type ReactNode } from 'react'
import {
  chosenLanguage,
  chosenScheme,
  chooseLanguage,
  chooseScheme,
  type Lang,
  type Scheme,
} from '../shell/reader-choice.ts'

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

/** The reader's language and scheme, remembered as the report remembers them. */
export const ReaderProvider = ({ made, children }: { made: Lang; children: ReactNode }) => {
  const [lang, setLang] = useState<Lang>(() => chosenLanguage(made))
  const [scheme, setScheme] = useState<Scheme | undefined>(chosenScheme)
  useEffect(() => {
    document.documentElement.lang = lang
  }, [lang])
  useEffect(() => {
    if (scheme === undefined) delete document.documentElement.dataset['scheme']
    else document.documentElement.dataset['scheme'] = scheme
  }, [scheme])
  const words: Words = {
    lang,
    t: (ko, en) => (lang === 'ko' ? ko : en),
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
