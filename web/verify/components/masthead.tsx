import { Logo } from '../../shell/logo.tsx'
import { ReaderSwitches } from '../../shell/reader-switches.tsx'
import { useWords } from '../../shell/language.tsx'

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
          <ReaderSwitches lang={lang} onLanguage={switchLanguage} onScheme={switchScheme} />
        </div>
      </header>
    </>
  )
}
