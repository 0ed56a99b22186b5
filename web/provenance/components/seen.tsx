import { noteTexts } from '#provenance'
import { useWords } from '../../shell/language.tsx'
import { decimal, frameText, probability, type ToldComponent, whole } from '../room.ts'

/** What the frames saw and could not see, the planted copy, the correction, and notes. */
export const Seen = ({ component }: { component: ToldComponent }) => {
  const { lang, t } = useWords()
  const planted = component.planted ?? undefined
  return (
    <ul className="seen cap">
      {(component.frames ?? []).map((frame) => (
        <li key={frame}>
          {t('틀', 'Frame')} <code>{frame}</code>: {frameText(frame, lang)}
        </li>
      ))}
      {planted !== undefined && (
        <li>
          {planted.found
            ? t('검출력: 기준 모형의 사본을 심어 찾아냈습니다', 'Power: a planted copy of the reference was found')
            : t('검출력: 심어 둔 사본을 찾지 못했습니다', 'Power: a planted copy of the reference was not found')}{' '}
          {t(
            `(코사인 ${decimal(planted.cosine, 2)}까지 변형, ${planted.disguised ? '감춘' : '감추지 않은'} 사본, ${whole(planted.parts)}부분 가운데 ${whole(planted.partsFound)}부분, p ${probability(planted.log10P)}, 씨앗값 ${planted.seed}).`,
            `(drifted to a cosine of ${decimal(planted.cosine, 2)}, ${planted.disguised ? 'disguised' : 'not disguised'}, ${whole(planted.partsFound)} of ${whole(planted.parts)} parts, p ${probability(planted.log10P)}, seed ${planted.seed}).`,
          )}
        </li>
      )}
      {component.testsCorrectedFor !== undefined && (
        <li>
          {t(
            `p값은 검사 ${component.testsCorrectedFor}가지에 대해 보정했습니다.`,
            `The p-value is corrected for ${component.testsCorrectedFor} tests.`,
          )}
        </li>
      )}
      {(component.notes ?? []).map(({ code, facts }) => (
        <li key={code}>{noteText(code, facts, lang)}</li>
      ))}
    </ul>
  )
}

const noteText = (code: string, facts: Readonly<Record<string, string | number>>, lang: 'ko' | 'en'): string => {
  const text = (noteTexts as Readonly<Record<string, { ko: string; en: string }>>)[code]?.[lang] ?? code
  return text.replaceAll(/\{(\w+)\}/g, (whole, fact: string) => String(facts[fact] ?? whole))
}
