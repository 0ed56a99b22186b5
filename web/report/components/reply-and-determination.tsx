import { useReport } from '../context.tsx'
import type { ReportEvidence } from '../data.ts'
import { findings, gateStates, marked } from '../terms.ts'
import { EvidenceLink } from './evidence-link.tsx'
import { Hallmark } from './hallmark.tsx'

type Bilingual = { readonly ko: string; readonly en: string }
type Reply = { readonly text?: Bilingual; readonly 'silent-until'?: string }
type Determination = {
  readonly state: string
  readonly finding: string
  readonly null?: Bilingual
  readonly reasons?: Bilingual
  readonly by?: readonly string[]
}

/** The accused has the same room: reply and determination share size, weight and width. */
export const ReplyAndDetermination = ({
  team,
  gate,
  reply,
  determination,
}: {
  team: string
  gate: string
  reply: ReportEvidence | undefined
  determination: ReportEvidence | undefined
}) => {
  const { names, lang, t } = useReport()
  const said = reply?.evidence.result as Reply | undefined
  const act = determination?.evidence.result as Determination | undefined
  return (
    <div className="grid g2 sides">
      <article className="card">
        <header>
          <h3>{t('소명', 'Reply')}</h3>
          <p className="cap">
            {names.team(team)} · {names.gate(gate)}
          </p>
        </header>
        <p>{replyText(said, lang, t)}</p>
        <footer className="cap">{reply !== undefined && <EvidenceLink digest={reply.digest} />}</footer>
      </article>
      <article className="card">
        <header>
          <h3>{t('결정', 'Determination')}</h3>
          <p className="cap">{act?.by?.join(', ') ?? t('사무국', 'The office')}</p>
        </header>
        <p>{act?.reasons?.[lang] ?? t('아직 결정하지 않았습니다.', 'Not determined yet.')}</p>
        {act?.null !== undefined && (
          <p className="nullnote">
            <b>{t('독립 모형이라면', 'What independent models give')}</b> {act.null[lang]}
          </p>
        )}
        <footer className="cap">
          {act !== undefined && (
            <>
              <Hallmark term={marked(gateStates, act.state)} lang={lang} />
              <span>
                {t('판정', 'finding')}: {marked(findings, act.finding)[lang]}
              </span>
            </>
          )}
          {determination !== undefined && <EvidenceLink digest={determination.digest} />}
        </footer>
      </article>
    </div>
  )
}

const replyText = (reply: Reply | undefined, lang: 'ko' | 'en', t: (ko: string, en: string) => string): string => {
  if (reply?.text !== undefined) return reply.text[lang]
  if (reply?.['silent-until'] !== undefined)
    return t('물었으나 기한 안에 답하지 않았습니다.', 'The team was asked and let the deadline pass.')
  return t('소명이 없습니다.', 'There is no reply.')
}
