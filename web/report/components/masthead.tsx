import { Logo } from '../../shell/logo.tsx'
import { useWords } from '../../shell/language.tsx'
import { ReaderSwitches } from '../../shell/reader-switches.tsx'
import { useReport } from '../context.tsx'
import { VIEWS, type View } from '../place.ts'

/** Notice, name, the views, and the two switches: language and scheme. */
export const Masthead = ({ view }: { view: View }) => {
  const { data, lang, t } = useReport()
  const { switchLanguage, switchScheme } = useWords()
  const labels: Record<View, string> = {
    result: t('평가 결과', 'Result'),
    provenance: t('출처 검증', 'Provenance'),
    evidence: t('평가 근거', 'Evidence'),
    rules: t('규칙', 'Rules'),
    ledger: t('공개 원장', 'Ledger'),
  }
  return (
    <>
      <a className="skip" href="#main" onClick={toMain}>
        {t('본문 바로가기', 'Skip to content')}
      </a>
      {data.rules.notice !== undefined && (
        <aside className="strip" aria-label={t('안내', 'Notice')}>
          <div className="wrap">{data.rules.notice[lang]}</div>
        </aside>
      )}
      <header className="top">
        <div className="wrap">
          <a className="brand" href="#result">
            <Logo />
            Assay
          </a>
          <nav aria-label={t('주 메뉴', 'Main')}>
            {VIEWS.map((id) => (
              <a key={id} href={`#${id}`} aria-current={id === view ? 'page' : undefined}>
                {labels[id]}
              </a>
            ))}
          </nav>
          <ReaderSwitches lang={lang} onLanguage={switchLanguage} onScheme={switchScheme} />
        </div>
      </header>
    </>
  )
}

// The address names the view, so skipping moves the focus and leaves the address alone.
const toMain = (event: { preventDefault: () => void }): void => {
  event.preventDefault()
  document.getElementById('main')?.focus()
}
