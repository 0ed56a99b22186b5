import { useWords } from '../../shell/language.tsx'
import type { ComponentWords } from '../room.ts'

/** What is said and what is not, side by side and in the same size. */
export const Claims = ({ words: { figures, claimed, reasons, notClaimed } }: { words: ComponentWords }) => {
  const { t } = useWords()
  return (
    <div className="claims">
      <div>
        <Sentences title={t('주장하는 것', 'What is claimed')} texts={[...figures, ...claimed]} />
        <Sentences title={t('더 말하지 못하는 까닭', 'Why no more is said')} texts={reasons} />
      </div>
      <Sentences title={t('주장하지 않는 것', 'What is not claimed')} texts={notClaimed} />
    </div>
  )
}

const Sentences = ({ title, texts }: { title: string; texts: readonly string[] }) =>
  texts.length === 0 ? null : (
    <div>
      <h4>{title}</h4>
      <ul className="dots">
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  )
