import type { Lang } from './reader-choice.ts'

type Switches = {
  readonly lang: Lang
  readonly onLanguage: (lang: Lang) => void
  readonly onScheme: () => void
}

/** The two switches at the top of every page: language, and light or dark. */
export const ReaderSwitches = ({ lang, onLanguage, onScheme }: Switches) => (
  <div className="tools">
    {(['ko', 'en'] as const).map((id) => (
      <button key={id} type="button" lang={id} aria-pressed={id === lang} onClick={() => onLanguage(id)}>
        {id === 'ko' ? '한국어' : 'English'}
      </button>
    ))}
    <button type="button" aria-label={lang === 'ko' ? '화면 밝기 바꾸기' : 'Switch light or dark'} onClick={onScheme}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />
      </svg>
    </button>
  </div>
)
