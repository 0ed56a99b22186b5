import { useState } from 'react'
import { useWords } from '../../shell/language.tsx'

/** A sentence, or a whole paragraph, that a journalist may print as it stands. */
export const QuotableSentence = ({ text }: { text: string | readonly string[] }) => {
  const { t } = useWords()
  const whole = typeof text !== 'string'
  const pieces = whole ? text : [text]
  const [copied, setCopied] = useState(false)
  const copy = (): void => {
    navigator.clipboard.writeText(pieces.join(' ')).then(
      () => setCopied(true),
      () => setCopied(false), // a page from disk may be refused the clipboard: the sentence can still be selected
    )
  }
  return (
    <figure className={whole ? 'quote whole' : 'quote'}>
      <blockquote>
        {pieces.map((piece, i) => (
          <p key={piece}>
            {i === 0 && '“'}
            {piece}
            {i === pieces.length - 1 && '”'}
          </p>
        ))}
      </blockquote>
      <figcaption>
        <span className="cap">
          {whole
            ? t(
                '그대로 인용할 수 있는 글입니다. 뜻을 바꾸지 않고는 줄일 수 없습니다.',
                'A paragraph to quote as it stands. It cannot be shortened without changing its meaning.',
              )
            : t('그대로 인용할 수 있는 문장입니다.', 'A sentence to quote as it stands.')}
        </span>
        <button type="button" className="btn noprint" onClick={copy}>
          {copied
            ? t('복사했습니다', 'Copied')
            : whole
              ? t('글 복사', 'Copy paragraph')
              : t('문장 복사', 'Copy sentence')}
        </button>
        <span className="vh" role="status">
          {copied ? t('복사했습니다', 'Copied') : ''}
        </span>
      </figcaption>
    </figure>
  )
}
