import type { Lang, ReportData } from './data.ts'
import { capital, inWords, listed, plural, points } from './formats.ts'
import { koreanCount, withParticle } from './korean.ts'
import { roundOf } from './round-facts.ts'
import { namesIn } from './round-view.ts'

/** The one sentence that may be printed: who advances, of how many, and what is left vacant. No full stop. */
export const roundSentence = (data: ReportData, lang: Lang): string => {
  const { decision } = data
  const teams = decision.teams.length
  const advancing = decision.teams.filter(({ standing }) => standing === 'advances').length
  const vacant = decision.vacancies ?? 0
  if (decision.status === 'blocked') {
    const missing = decision.missing.length
    return lang === 'ko'
      ? `지금은 결정할 수 없습니다. 빠진 근거가 ${missing}건입니다`
      : `The decision is blocked: ${inWords(missing)} ${plural(missing, 'piece', 'pieces')} of evidence ${plural(missing, 'is', 'are')} missing`
  }
  return lang === 'ko' ? inKorean(teams, advancing, vacant) : inEnglish(teams, advancing, vacant)
}

const inEnglish = (teams: number, advancing: number, vacant: number): string => {
  const who =
    advancing === teams
      ? `All ${inWords(teams)} ${plural(teams, 'team', 'teams')} advance`
      : `${capital(inWords(advancing))} of ${inWords(teams)} teams ${advancing === 1 ? 'advances' : 'advance'}`
  if (vacant === 0) return who
  return `${who}, and ${inWords(vacant)} ${plural(vacant, 'seat is', 'seats are')} left vacant`
}

const inKorean = (teams: number, advancing: number, vacant: number): string => {
  const all = `${koreanCount(teams)} 팀`
  const some = `${koreanCount(advancing)} 팀이`
  const seats = `${koreanCount(vacant)} 자리가 비었습니다`
  if (advancing === 0)
    return vacant === 0 ? `${all} 가운데 진출한 팀이 없습니다` : `${all} 가운데 진출한 팀이 없고, ${seats}`
  if (advancing === teams) return vacant === 0 ? `${all}이 모두 진출합니다` : `${all}이 모두 진출하고, ${seats}`
  return vacant === 0 ? `${all} 가운데 ${some} 진출합니다` : `${all} 가운데 ${some} 진출하고, ${seats}`
}

/** Why: who led, and why each team that left did. Full sentences. */
export const roundReasons = (data: ReportData, lang: Lang): string =>
  [leaders(data, lang), ...removals(data, lang)].filter((text) => text !== '').join(' ')

const leaders = (data: ReportData, lang: Lang): string => {
  const names = namesIn(data, lang)
  const parts = roundOf(data).parts.map(({ id }) => id)
  const winners = parts.map((part) => data.decision.partWinners[part] ?? [])
  const [first] = winners
  if (winners.every((ids) => ids.length === 1 && ids[0] === first?.[0]) && first?.[0] !== undefined) {
    const total = data.decision.teams.find(({ id }) => id === first[0])?.total ?? null
    const name = names.team(first[0])
    if (lang === 'ko') {
      const with_ = total === null ? '' : `(${points(total)}점)`
      return `${withParticle(name, '이', '가')} ${koreanCount(parts.length)} 부문 모두 1위${with_}에 올랐습니다.`
    }
    return `${name} led all ${inWords(parts.length)} parts${total === null ? '' : ` with ${points(total)} points`}.`
  }
  const known = parts.flatMap((part, i) =>
    (winners[i]?.length ?? 0) === 0
      ? []
      : [{ part: names.part(part), who: listed((winners[i] ?? []).map(names.team), lang) }],
  )
  if (known.length === 0) return ''
  if (lang === 'ko') return `부문 1위는 ${known.map(({ part, who }) => `${part} ${who}`).join(', ')}입니다.`
  return `${listed(
    known.map(({ part, who }, i) => (i === 0 ? `${who} led ${lower(part)}` : `${who} ${lower(part)}`)),
    lang,
  )}.`
}

const lower = (text: string): string => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text)

const removals = (data: ReportData, lang: Lang): string[] => {
  const names = namesIn(data, lang)
  const inStanding = (standing: string) => data.decision.teams.filter((team) => team.standing === standing)
  const byGate = inStanding('removed: gate').map((team) => {
    const failed = listed(
      team.gates.filter(({ state }) => state === 'not-met').map(({ id }) => names.gate(id)),
      lang,
    )
    return lang === 'ko'
      ? `${withParticle(names.team(team.id), '은', '는')} 점수와 무관하게 ${failed} 요건을 충족하지 못해 제외되었습니다.`
      : `${names.team(team.id)} was removed because it did not meet the gate “${failed}”, whatever its points.`
  })
  const out = inStanding('removed: points').map(({ id }) => names.team(id))
  const left = inStanding('withdrawn').map(({ id }) => names.team(id))
  return [
    ...byGate,
    sentenceFor(out, lang, '점수가 진출선에 미치지 못해 제외되었습니다', ['was', 'were'], 'removed on points'),
    sentenceFor(left, lang, '기권했습니다', ['has', 'have'], 'withdrawn'),
  ]
}

const sentenceFor = (
  who: readonly string[],
  lang: Lang,
  korean: string,
  verb: readonly [string, string],
  english: string,
): string => {
  if (who.length === 0) return ''
  const names = listed(who, lang)
  return lang === 'ko'
    ? `${withParticle(names, '은', '는')} ${korean}.`
    : `${names} ${verb[who.length === 1 ? 0 : 1]} ${english}.`
}
