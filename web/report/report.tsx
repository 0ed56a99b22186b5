import { useEffect, useState } from 'react'
import { Masthead } from './components/masthead.tsx'
import { ReportProvider, useReport } from './context.tsx'
import type { Lang, ReportData } from './data.ts'
import { usePlace } from './place.ts'
import { chosenLanguage, chosenScheme, chooseLanguage, chooseScheme, type Scheme } from '../shell/reader-choice.ts'
import { roundSentence } from './sentence.ts'
import { EvidenceView } from './views/evidence.tsx'
import { LedgerView } from './views/ledger.tsx'
import { ProvenanceView } from './views/provenance.tsx'
import { ResultView } from './views/result.tsx'
import { RulesView } from './views/rules.tsx'

/** The whole report: one page, five views, two languages, no server. */
export const Report = ({ data }: { data: ReportData }) => {
  const [lang, setLang] = useState<Lang>(() => chosenLanguage(data.lang))
  const [scheme, setScheme] = useState<Scheme | undefined>(chosenScheme)
  const printing = usePrinting()
  const { view, anchor } = usePlace()
  useEffect(() => {
    document.documentElement.lang = lang
    document.title = `${roundSentence(data, lang)} · Assay`
  }, [data, lang])
  useEffect(() => {
    const shown = printing ? 'light' : scheme // paper is white
    if (shown === undefined) delete document.documentElement.dataset['scheme']
    else document.documentElement.dataset['scheme'] = shown
  }, [scheme, printing])
  const switchLanguage = (next: Lang): void => {
    chooseLanguage(next)
    setLang(next)
  }
  const switchScheme = (): void => {
    const next = (scheme ?? preferred()) === 'dark' ? 'light' : 'dark'
    chooseScheme(next)
    setScheme(next)
  }
  const shows = (id: string): boolean => printing || id === view
  return (
    <ReportProvider data={data} lang={lang}>
      <Masthead view={view} onLanguage={switchLanguage} onScheme={switchScheme} />
      <main id="main" className="wrap" tabIndex={-1}>
        {shows('result') && <ResultView />}
        {shows('provenance') && <ProvenanceView anchor={anchor} />}
        {shows('evidence') && <EvidenceView anchor={anchor} />}
        {shows('rules') && <RulesView />}
        {shows('ledger') && <LedgerView anchor={anchor} />}
      </main>
      <Foot />
    </ReportProvider>
  )
}

const Foot = () => {
  const { data, t } = useReport()
  return (
    <footer className="foot">
      <div className="wrap">
        <div>
          {t(
            '이 화면의 모든 결정은 봉인된 규칙과 공개된 근거로 다시 계산할 수 있습니다.',
            'Every decision on this page can be computed again from sealed rules and published evidence.',
          )}
        </div>
        <div className="mono">{data.ledger.origin}</div>
      </div>
    </footer>
  )
}

const preferred = (): Scheme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')

/** On paper all views follow one another. */
const usePrinting = (): boolean => {
  const [printing, setPrinting] = useState(() => matchMedia('print').matches)
  useEffect(() => {
    const query = matchMedia('print')
    const follow = (): void => setPrinting(query.matches)
    query.addEventListener('change', follow)
    return () => query.removeEventListener('change', follow)
  }, [])
  return printing
}
