import type { Lang } from '../data.ts'
import type { Glyph as GlyphName, MarkedTerm } from '../terms.ts'

const PATHS: Record<Exclude<GlyphName, 'hidden'>, string> = {
  check: 'M2 6.5 4.8 9.2 10 3.2',
  cross: 'M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5',
  down: 'M6 2v8M2.8 6.8 6 10l3.2-3.2',
  dash: 'M2.5 6h7',
  wait: 'M6 2.5V6l2.3 1.6M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1Z',
}

export const Glyph = ({ name }: { name: GlyphName }) => (
  <svg viewBox="0 0 12 12" aria-hidden="true">
    {name === 'hidden' ? (
      <path d="M1 11 11 1M1 6 6 1M6 11 11 6" stroke="currentColor" strokeWidth="1.4" />
    ) : (
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    )}
  </svg>
)

/** The cut-corner stamp: for findings, standings, gate states and seals alone. */
export const Hallmark = ({ term, lang, large }: { term: MarkedTerm; lang: Lang; large?: boolean }) => (
  <span className={`mark ${term.tone}${large === true ? ' large' : ''}`}>
    <Glyph name={term.glyph} />
    {term[lang]}
  </span>
)

/** The office's seal: a hallmark without words. */
export const Seal = ({ ok }: { ok: boolean }) => (
  <span className="seal" aria-hidden="true">
    <svg viewBox="0 0 26 26" width="26" height="26">
      <path d="M7 1h12l6 6v12l-6 6H7l-6-6V7z" fill={ok ? 'var(--advance)' : 'var(--gate)'} />
      <path
        d={ok ? 'm7.5 13.4 4 3.8 7-8' : 'm8.5 8.5 9 9m0-9-9 9'}
        fill="none"
        stroke="var(--paper)"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  </span>
)
