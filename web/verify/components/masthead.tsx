import { useWords } from '../language.tsx'

/** Name, the way back to the report, and the two switches: language and scheme. */
export const Masthead = () => {
  const { lang, t, switchLanguage, switchScheme } = useWords()
  return (
    <>
      <a className="skip" href="#main">
        {t('본문 바로가기', 'Skip to content')}
      </a>
      <header className="top">
        <div className="wrap">
          <span className="brand">
            <Logo />
            Assay
          </span>
          <nav aria-label={t('주 메뉴', 'Main')}>
            <a href={`report.html?lang=${lang}`}>{t('평가 결과', 'Result')}</a>
            <a href="#main" aria-current="page">
              {t('직접 검증하기', 'Check it yourself')}
            </a>
          </nav>
          <div className="tools">
            {(['ko', 'en'] as const).map((id) => (
              <button key={id} type="button" lang={id} aria-pressed={id === lang} onClick={() => switchLanguage(id)}>
                {id === 'ko' ? '한국어' : 'English'}
              </button>
            ))}
            <button type="button" aria-label={t('화면 밝기 바꾸기', 'Switch light or dark')} onClick={switchScheme}>
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
