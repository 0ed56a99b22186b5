import type { Lang, ReportData } from './data.ts'
import { capital, inWords, plural } from './formats.ts'
import { koreanCount } from './korean.ts'
import { roundOf } from './round-facts.ts'

const SHARED = ['derived', 'partial']

/** What the gate found over all teams, in one sentence. No full stop. */
export const gateSentence = (data: ReportData, lang: Lang): string => {
  const gates = roundOf(data)
    .gates.filter(({ evidence }) => evidence === 'provenance')
    .map(({ id }) => id)
  const teams = data.decision.teams
  const found = (wanted: readonly string[]): number =>
    teams.filter((team) => team.gates.some((gate) => gates.includes(gate.id) && wanted.includes(gate.finding ?? '')))
      .length
  const shared = found(SHARED)
  const independent = found(['independent'])
  const all = teams.length
  if (shared > 0) {
    return lang === 'ko'
      ? `${koreanCount(all)} 팀 가운데 ${koreanCount(shared)} 팀의 모형이 기준 모형과 학습된 가중치를 공유합니다`
      : `${capital(inWords(shared))} of ${inWords(all)} ${plural(shared, 'models shares', 'models share')} trained weights with a reference`
  }
  if (independent === all) {
    return lang === 'ko'
      ? '어느 팀의 모형에서도 기준 모형과 공통된 기원을 찾지 못했습니다'
      : `No common origin with a reference was found in any of ${inWords(all)} models`
  }
  return lang === 'ko'
    ? `${koreanCount(all)} 팀 가운데 ${koreanCount(independent)} 팀의 모형을 독립으로 판정했습니다`
    : `${capital(inWords(independent))} of ${inWords(all)} ${plural(independent, 'models was', 'models were')} found independent`
}
