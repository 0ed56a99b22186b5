import { useId, useState, type FormEvent } from 'react'
import { AssayError } from '#base'
import { ledgerErrors, parseVerifierKey } from '#ledger'
import { useWords } from '../../shell/language.tsx'

/** Whose bundle is it? The key that the office published elsewhere answers that. */
export const KeyForm = ({ used, onKey }: { used: string | undefined; onKey: (key: string | undefined) => void }) => {
  const { lang, t } = useWords()
  const [text, setText] = useState('')
  const [refused, setRefused] = useState<string | undefined>()
  const id = useId()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const key = text.trim() // a copied line brings its end along
    if (key !== '' && !isVerifierKey(key)) {
      setRefused(key)
      return
    }
    setRefused(undefined)
    onKey(key === '' ? undefined : key)
  }
  const clear = (): void => {
    setText('')
    setRefused(undefined)
    onKey(undefined)
  }
  return (
    <section className="card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t('누구의 묶음입니까?', 'Whose bundle is it?')}</h2>
      <form onSubmit={submit} noValidate>
        <label htmlFor={`${id}-key`}>{t('기관의 검증 열쇠 (선택)', 'Verifier key of the office (optional)')}</label>
        <input
          id={`${id}-key`}
          type="text"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder="office.example/ledger+1a2b3c4d+AbCd…"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={refused !== undefined}
          aria-describedby={`${id}-hint ${id}-refused`}
        />
        <p id={`${id}-refused`} className="refused" aria-live="polite">
          {refused !== undefined &&
            ledgerErrors['ledger/key-malformed'][lang].replace('{key}', () => shortened(refused))}
        </p>
        <p id={`${id}-hint`} className="cap">
          {t(
            '묶음이 아닌 곳에서 받은 열쇠를 넣으십시오. 기관의 누리집, 보도자료, 규칙에 한 줄로 적혀 있습니다.',
            'Take it from elsewhere than the bundle: one line on the site of the office, in the press, in the rules.',
          )}
        </p>
        <div className="actions">
          <button type="submit" className="btn">
            {t('이 열쇠로 점검', 'Check with this key')}
          </button>
          {used !== undefined && (
            <button type="button" className="btn" onClick={clear}>
              {t('열쇠 없이 점검', 'Check without a key')}
            </button>
          )}
        </div>
      </form>
    </section>
  )
}

const isVerifierKey = (text: string): boolean => {
  try {
    parseVerifierKey(text)
    return true
  } catch (cause) {
    if (cause instanceof AssayError) return false
    throw cause
  }
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
