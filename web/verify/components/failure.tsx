import { verifyErrors, type Verification } from '#verify'
import { useWords } from '../../shell/language.tsx'

/** The first thing that is wrong: in words, with its place and its code. */
export const Failure = ({ failure }: { failure: NonNullable<Verification['failure']> }) => {
  const { lang, t } = useWords()
  const [before = '', after = ''] = (texts[failure.what]?.[lang] ?? `${failure.what}: {where}`).split('{where}')
  return (
    <div className="failure">
      <p>
        {before}
        <bdi className="where">{printable(failure.where)}</bdi>
        {after}
      </p>
      <p className="cap">
        <code>{failure.what}</code>{' '}
        {t('처음 어긋난 곳까지만 점검합니다.', 'The checks stop at the first thing that is wrong.')}
      </p>
    </div>
  )
}

const texts: Readonly<Record<string, { readonly ko: string; readonly en: string }>> = verifyErrors

// A hostile bundle names its files: no control or direction character of theirs reaches the reader's line.
const printable = (text: string): string => text.replace(/\p{Cc}|\p{Bidi_Control}/gu, '\uFFFD')
