import type { HandedIn } from '#office'
import { lackLine } from './check-table.ts'
import { filled, type Language } from './one-line.ts'

/** What became of a submission, for the team. */
export const submitText = (outcome: HandedIn, language: Language): string => {
  switch (outcome.kind) {
    case 'received': {
      const { handedIn, index, manifest, id } = outcome
      const lines = [filled(W.received[language], { handedIn, index, manifest, id })]
      if (outcome.replaced !== undefined) lines.push(filled(W.replaced[language], { replaced: outcome.replaced }))
      if (outcome.checkpoint !== undefined) lines.push('', outcome.checkpoint.trimEnd())
      return lines.join('\n')
    }
    case 'standing':
      return filled(W.standing[language], outcome)
    case 'overtaken':
      return filled(W.overtaken[language], { id: outcome.id, by: outcome.by ?? '–', index: outcome.index })
    case 'lacking':
      return [W.lacking[language], ...outcome.report.lacks.map((one) => `✗ ${lackLine(one, language)}`)].join('\n')
    case 'refused':
      return [W.refused[language], ...outcome.lacks.map((one) => `✗ ${lackLine(one, language)}`)].join('\n')
  }
}

const W = {
  received: {
    en: 'Received at {handedIn} as ledger entry {index}. Manifest {manifest}, submission {id}. The head below proves it:',
    ko: '{handedIn}에 받았습니다(원장 {index}번 항목). 목록 {manifest}, 제출 {id}. 아래 서명이 이를 증명합니다:',
  },
  replaced: {
    en: 'It takes the place of {replaced}, which stays on record.',
    ko: '{replaced}을(를) 대신하며, 이전 제출도 기록에 남습니다.',
  },
  standing: {
    en: 'These files stand already as submission {id} (manifest {manifest}). Nothing was sent.',
    ko: '같은 파일이 이미 제출되어 있습니다: {id} (목록 {manifest}). 보낸 것은 없습니다.',
  },
  overtaken: {
    en: 'Submission {id} is on record as entry {index}, but {by} was there first and stands. Run the command again to replace it.',
    ko: '제출 {id}은(는) {index}번 항목으로 기록되었으나 {by}이(가) 먼저 들어와 그것이 유효합니다. 대신하려면 명령을 다시 실행하십시오.',
  },
  lacking: {
    en: 'Not handed in. The checker finds lacking:',
    ko: '제출하지 않았습니다. 고칠 것:',
  },
  refused: {
    en: 'Refused by the office, and nothing was entered. It finds lacking:',
    ko: '사무국이 받지 않았으며 기록된 것은 없습니다. 고칠 것:',
  },
} as const
