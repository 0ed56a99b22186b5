import { coinTests, labelTests, strongest, type ComparedComponent, type Pair } from './comparison.ts'
import type { Lang, ReportData } from './data.ts'
import { capital, inWords, plural, probability, whole } from './formats.ts'
import { koreanCount, withParticle } from './korean.ts'
import { roundOf } from './round-facts.ts'
import { namesIn } from './round-view.ts'
import { componentName } from './terms.ts'

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

/** A sentence on one component that can be quoted as it stands: finding, what was counted, and its null. */
export const componentSentence = (data: ReportData, pair: Pair, component: ComparedComponent, lang: Lang): string => {
  const names = namesIn(data, lang)
  const about = {
    team: names.team(pair.team),
    component: componentName(component.component, lang),
    reference: names.reference(pair.reference),
  }
  const coins = strongest(coinTests(component))
  const labels = strongest(labelTests(component))
  const byLabel = labels !== undefined && (labels.log10P ?? 0) < (coins?.log10P ?? 0)
  const counted = byLabel
    ? labelWords(labels.labels, lang)
    : coins === undefined
      ? undefined
      : coinWords(coins.coins, lang)
  return lang === 'ko' ? koreanSentence(about, component, counted) : englishSentence(about, component, counted)
}

type About = { readonly team: string; readonly component: string; readonly reference: string }

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

const englishSentence = (about: About, { finding, log10P }: ComparedComponent, counted: string | undefined): string => {
  const where = `the ${lowerFirst(about.component)} of ${about.team}`
  const chance =
    log10P !== undefined && log10P < -3
      ? `; models trained independently agree so far with a probability of ${odds(log10P, 'en')}`
      : ''
  const because = counted === undefined ? '' : `: ${counted}${chance}`
  switch (finding) {
    case 'derived':
    case 'partial':
      return `${capital(where)} shares ${finding === 'partial' ? 'some ' : ''}trained weights with that of ${about.reference}${because}.`
    case 'shared-init':
      return `${capital(where)} and that of ${about.reference} began from the same random values, and share nothing trained${because}.`
    case 'structural':
      return `The units of ${where} match those of ${about.reference} one to one, with signs and labels scrambled; for this there is no p-value.`
    case 'independent':
      return `No common origin of ${where} and ${about.reference} was found${counted === undefined ? '' : `: ${counted}, as fair coins do`}.`
    default:
      return `These tests cannot say whether ${where} and ${about.reference} have a common origin.`
  }
}

const koreanSentence = (about: About, { finding, log10P }: ComparedComponent, counted: string | undefined): string => {
  const who = `${about.team}의 ${about.component}`
  const chance =
    log10P !== undefined && log10P < -3 ? ` 따로 학습한 모형이 이만큼 일치할 확률은 ${odds(log10P, 'ko')}이다.` : ''
  const because = counted === undefined ? '' : ` ${counted}.${chance}`
  switch (finding) {
    case 'derived':
    case 'partial':
      return `${withParticle(who, '은', '는')} ${about.reference}의 것과 학습된 가중치${finding === 'partial' ? ' 일부' : ''}를 공유한다.${because}`
    case 'shared-init':
      return `${withParticle(who, '은', '는')} ${about.reference}의 것과 같은 무작위 값에서 시작했을 뿐 학습된 것을 공유하지 않는다.${because}`
    case 'structural':
      return `${who}의 단위는 ${about.reference}의 것과 하나씩 대응하나 부호와 번호가 섞여 있다. 여기에는 p값이 없다.`
    case 'independent':
      return `${who}에서 ${withParticle(about.reference, '과', '와')} 공통된 기원을 찾지 못했다.${counted === undefined ? '' : ` ${counted}. 공정한 동전과 다르지 않다.`}`
    default:
      return `이 검사로는 ${who}와 ${about.reference}에 공통된 기원이 있는지 말할 수 없다.`
  }
}

const odds = (log10P: number, lang: Lang): string => {
  const text = probability(log10P).replace(/^[<≤] /, '')
  return lang === 'ko' ? `${text} 미만` : `less than ${text}`
}

const coinWords = ({ n, alike }: { n: number; alike: number }, lang: Lang): string => {
  if (lang === 'ko')
    return alike === n
      ? `동전 ${whole(n)}개가 모두 같은 쪽으로 떨어졌다`
      : `동전 ${whole(n)}개 가운데 ${whole(alike)}개가 같은 쪽으로 떨어졌다`
  return alike === n ? `all ${whole(n)} coins fell alike` : `${whole(alike)} of ${whole(n)} coins fell alike`
}

const labelWords = ({ matched, equal }: { matched: number; equal: number }, lang: Lang): string => {
  if (lang === 'ko') return `짝지은 단위 ${whole(matched)}개 가운데 ${whole(equal)}개의 번호가 같다`
  return `${equal === matched ? `all ${whole(matched)}` : `${whole(equal)} of ${whole(matched)}`} matched units bear the same number`
}
