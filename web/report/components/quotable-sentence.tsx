import { useState } from 'react'
import { useReport } from '../context.tsx'

/** A sentence that a journalist may print as it stands. */
export const QuotableSentence = ({ text }: { text: string }) => {
  const { t } = useReport()
  const [copied, setCopied] = useState(false)
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false), // a page from disk may be refused the clipboard: the sentence can still be selected
    )
  }
  return (
    <figure className="quote">
      <blockquote>
        <p>{t(`“${text}”`, `“${text}”`)}</p>
      </blockquote>
      <figcaption>
        <span className="cap">{t('그대로 인용할 수 있는 문장입니다.', 'A sentence to quote as it stands.')}</span>
        <button type="button" className="btn noprint" onClick={copy}>
          {copied ? t('복사했습니다', 'Copied') : t('문장 복사', 'Copy sentence')}
        </button>
        <span className="vh" role="status">
          {copied ? t('문장을 복사했습니다', 'Sentence copied') : ''}
        </span>
      </figcaption>
    </figure>
  )
}
