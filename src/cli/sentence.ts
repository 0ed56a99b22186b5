import { AssayError, type Facts } from '#base'
import { errorTexts } from './error-texts.ts'
import { filled, type Language, oneLine, shown } from './one-line.ts'

/** One line for a person: what, where, how to mend it. */
export const sentenceOf = (error: unknown, language: Language): string => {
  if (error instanceof AssayError) {
    const text = errorTexts[error.code]
    return text === undefined ? plain(error.code, error.facts) : filled(text[language], error.facts)
  }
  const message = error instanceof Error ? error.message : String(error)
  return oneLine(
    language === 'ko'
      ? `내부 오류: ${message}. --debug로 자세히 볼 수 있습니다.`
      : `Internal error: ${message}. --debug shows the stack.`,
  )
}

const plain = (code: string, facts: Facts): string => {
  const said = Object.entries(facts).map(([name, value]) => `${name} ${shown(value)}`)
  return oneLine(`${code}: ${said.join(', ')}`)
}
