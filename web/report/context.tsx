import { createContext, use, useMemo, type ReactNode } from 'react'
import { useWords } from '../shell/language.tsx'
import type { Lang, ReportData, ReportEvidence } from './data.ts'
import { namesIn, roundView, type Names, type RoundView } from './round-view.ts'

/** What every component needs: the data, the reader's language, and the names in it. */
export type ReportContext = {
  readonly data: ReportData
  readonly view: RoundView
  readonly names: Names
  readonly lang: Lang
  /** The text in the reader's language: `t('점수', 'Points')`. */
  readonly t: (ko: string, en: string) => string
  /** Number of each piece of evidence as printed: E-12. */
  readonly numberOf: (digest: string) => number | undefined
  readonly evidenceOf: (digest: string) => ReportEvidence | undefined
}

const Context = createContext<ReportContext | undefined>(undefined)

export const useReport = (): ReportContext => {
  const context = use(Context)
  if (context === undefined) throw new RangeError('used outside of the report')
  return context
}

export const ReportProvider = ({ data, children }: { data: ReportData; children: ReactNode }) => {
  const { lang, t } = useWords()
  const view = useMemo(() => roundView(data), [data])
  const numbers = useMemo(() => new Map(data.evidence.map(({ digest }, i) => [digest as string, i])), [data])
  const value = useMemo(
    (): ReportContext => ({
      data,
      view,
      lang,
      names: namesIn(data, lang),
      t,
      numberOf: (digest) => {
        const index = numbers.get(digest)
        return index === undefined ? undefined : index + 1
      },
      evidenceOf: (digest) => data.evidence[numbers.get(digest) ?? -1],
    }),
    [data, view, lang, t, numbers],
  )
  return <Context value={value}>{children}</Context>
}
