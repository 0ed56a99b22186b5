import type { Lang } from '../data.ts'
import { useReport } from '../context.tsx'
import { VIEWS, type View } from '../place.ts'

type Switches = {
  readonly view: View
  readonly onLanguage: (lang: Lang) => void
  readonly onScheme: () => void
}

/** Notice, name, the views, and the two switches: language and scheme. */
export const Masthead = ({ view, onLanguage, onScheme }: Switches) => {
  const { data, lang, t } = useReport()
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
          <div className="tools">
            {(['ko', 'en'] as const).map((id) => (
              <button key={id} type="button" lang={id} aria-pressed={id === lang} onClick={() => onLanguage(id)}>
                {id === 'ko' ? '한국어' : 'English'}
              </button>
            ))}
            <button type="button" aria-label={t('밝게·어둡게 바꾸기', 'Switch light or dark')} onClick={onScheme}>
              <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
                <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
                <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />
              </svg>
            </button>
          </div>
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

const Logo = () => (
  <svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true">
    <path d="M7 1h12l6 6v12l-6 6H7l-6-6V7z" fill="var(--ink)" />
    <path
      d="M8 19 13 7l5 12M10 15h6"
      fill="none"
      stroke="var(--paper)"
      strokeWidth="2.1"
      strokeLinejoin="round"
      strokeLinecap="round"
    />
  </svg>
)
