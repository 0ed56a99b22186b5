import { useEffect } from 'react'
import { ReaderProvider } from '../shell/language.tsx'
import { usePrinting } from '../shell/use-printing.ts'
import { Masthead } from './components/masthead.tsx'
import { ReportProvider, useReport } from './context.tsx'
import type { ReportData } from './data.ts'
import { usePlace } from './place.ts'
import { roundSentence } from './sentence.ts'
import { EvidenceView } from './views/evidence.tsx'
import { LedgerView } from './views/ledger.tsx'
import { ProvenanceView } from './views/provenance.tsx'
import { ResultView } from './views/result.tsx'
import { RulesView } from './views/rules.tsx'

/** The whole report: one page, five views, two languages, no server. */
export const Report = ({ data }: { data: ReportData }) => (
  <ReaderProvider made={data.lang}>
    <ReportProvider data={data}>
      <Views />
    </ReportProvider>
  </ReaderProvider>
)

const Views = () => {
  const { data, lang } = useReport()
  const printing = usePrinting()
  const { view, anchor } = usePlace()
  useEffect(() => {
    document.title = `${roundSentence(data, lang)} · Assay`
  }, [data, lang])
  const shows = (id: string): boolean => printing || id === view
  return (
    <>
      <Masthead view={view} />
      <main id="main" className="wrap" tabIndex={-1}>
        {shows('result') && <ResultView />}
        {shows('provenance') && <ProvenanceView anchor={anchor} />}
        {shows('evidence') && <EvidenceView anchor={anchor} />}
        {shows('rules') && <RulesView />}
        {shows('ledger') && <LedgerView anchor={anchor} />}
      </main>
      <Foot />
    </>
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
