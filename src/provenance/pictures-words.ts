import type { Test } from './comparison.ts'
import { probability, whole } from './pictures-figures.ts'
import { notClaimedWords, reasonWords } from './pictures-limits.ts'
import { capital, lowerFirst, withTopic } from './pictures-phrases.ts'
import { copiedWords, likenessWords, matchWords, sampleWords, shareWords, slopeWords } from './pictures-strengths.ts'
import {
  coinTests,
  countedIn,
  countsUnderIndependence,
  labelTests,
  SHARED,
  strongest,
  SURPRISING_LOG10_P,
  type ToldComparison,
  type ToldComponent,
} from './pictures-telling.ts'
import { basisName, componentName, findingTerms, type Language, relationName } from './pictures-terms.ts'

/** What the two models are called in a sentence. */
export type ComparedNames = { readonly subject: string; readonly reference: string }

/** A component in sentences that can be printed as they stand, each figure with what independent models give. */
export type ComponentWords = {
  /** the claim with its strongest figure */
  readonly sentence: string
  /** further figures */
  readonly figures: readonly string[]
  /** what lies between the two, and which way, where it is known */
  readonly claimed: readonly string[]
  /** why no more is said */
  readonly reasons: readonly string[]
  readonly notClaimed: readonly string[]
}

/**
 * A comparison as one paragraph in plain words: what is claimed, with which figures, and what is not. It says that weights
 * come from a model only where the direction is known, and accuses nobody for a common start.
 */
export const paragraphOf = (comparison: ToldComparison, language: Language, names?: ComparedNames): string =>
  paragraphsOf(comparison, language, names).join(' ')

/** The same in pieces: the finding, one piece a component, the gravest first, and what is not claimed. */
export const paragraphsOf = (
  comparison: ToldComparison,
  language: Language,
  names?: ComparedNames,
): readonly string[] => {
  const told = gravestFirst(comparison.components).map((component) => componentWords(component, language, names))
  const notClaimed = new Set(told.flatMap((words) => words.notClaimed)) // said once, whatever it was said of
  return [
    overall(comparison, language, names),
    ...told.map(({ sentence, figures, claimed, reasons }) => [sentence, ...figures, ...claimed, ...reasons].join(' ')),
    [...notComparedWords(comparison, language), ...notClaimed].join(' '),
  ].filter((piece) => piece !== '')
}

/** Components in the order of what is found of them, the gravest first. */
export const gravestFirst = <C extends { readonly finding: string }>(components: readonly C[]): readonly C[] =>
  components.toSorted((a, b) => gravity(a) - gravity(b))

const GRAVITY: readonly string[] = ['derived', 'partial', 'structural', 'shared-init', 'inconclusive', 'independent']

/** A finding of a later version counts as grave until somebody knows it. */
const gravity = ({ finding }: { readonly finding: string }): number => GRAVITY.indexOf(finding)

/** The one sentence that a page about the comparison opens with. No full stop. */
export const headlineOf = (comparison: ToldComparison, language: Language, names?: ComparedNames): string => {
  const { subject, reference } = names ?? NAMELESS[language]
  const shared = comparison.components.filter(({ finding }) => finding === 'derived' || finding === 'partial')
  // A model's own name is written as its owner writes it, at the head of a sentence too.
  const opened = (words: string): string => (names !== undefined && words.startsWith(subject) ? words : capital(words))
  const only = shared.length === 1 && comparison.components.length > 1 ? shared[0] : undefined
  const what = only === undefined ? undefined : componentName(only.component, language)
  const some = comparison.finding === 'partial' && only?.finding !== 'derived'
  if (language === 'ko') {
    const both = `${subject}의 가중치와 ${reference}의 가중치`
    switch (comparison.finding) {
      case 'derived':
      case 'partial':
        return what === undefined
          ? `${subject}의 가중치는 ${reference}의 가중치와 학습된 부분을 ${some ? '일부 ' : ''}공유합니다`
          : `${subject}의 ${withTopic(what)} ${reference}의 것과 학습된 가중치${some ? ' 일부' : ''}를 공유합니다`
      case 'shared-init':
        return `${withTopic(both)} 시작이 같고, 학습된 것을 공유한 흔적은 찾지 못했습니다`
      case 'structural':
        return `${subject}의 단위가 ${reference}의 단위와 하나씩 맞지만, 정리에 따른 p값은 없습니다`
      case 'independent':
        return `${both} 사이에서 공통된 기원을 찾지 못했습니다`
      default:
        return `${both}에 공통된 기원이 있는지 이 검사로는 말할 수 없습니다`
    }
  }
  switch (comparison.finding) {
    case 'derived':
    case 'partial': {
      const who = what === undefined ? subject : `the ${lowerFirst(what)} of ${subject}`
      const that = what === undefined ? reference : `that of ${reference}`
      return opened(`${who} shares ${some ? 'some ' : ''}trained weights with ${that}`)
    }
    case 'shared-init':
      return opened(`${subject} and ${reference} have a common start, and nothing trained was found in common`)
    case 'structural':
      return opened(`the units of ${subject} match those of ${reference} one to one; no theorem gives a p-value`)
    case 'independent':
      return opened(`no common origin of ${subject} and ${reference} was found`)
    default:
      return opened(`these tests cannot say whether ${subject} and ${reference} have a common origin`)
  }
}

/** What is said of one component. */
export const componentWords = (
  component: ToldComponent,
  language: Language,
  names: ComparedNames = NAMELESS[language],
): ComponentWords => {
  const strong = strongestTests(component)
  const sentence =
    language === 'ko' ? koreanSentence(component, names, strong) : englishSentence(component, names, strong)
  return {
    sentence,
    figures: [
      ...(strong.other === undefined ? [] : [sentenceOf(countWords(strong.other, language), language)]),
      ...copiedWords(component, language),
      ...shareWords(component, language),
      ...slopeWords(component, language),
      ...matchWords(component, language),
      ...likenessWords(component, language),
      ...sampleWords(component, language),
    ],
    claimed: [...relationWords(component, language), ...directionWords(component, language, names)],
    reasons: reasonWords(component, language),
    notClaimed: notClaimedWords(component, language),
  }
}

const NAMELESS: Readonly<Record<Language, ComparedNames>> = {
  ko: { subject: '제출 모형', reference: '기준 모형' },
  en: { subject: 'the subject', reference: 'the reference' },
}

const overall = ({ finding }: ToldComparison, language: Language, names?: ComparedNames): string => {
  const { subject, reference } = names ?? NAMELESS[language]
  const found = termOfFinding(finding, language)
  return language === 'ko'
    ? `${reference}에 견준 ${subject}의 판정: ${found}.`
    : `Finding on ${subject} against ${reference}: ${found}.`
}

const termOfFinding = (finding: string, language: Language): string =>
  (findingTerms as Readonly<Record<string, (typeof findingTerms)['derived']>>)[finding]?.[language] ?? finding

type Strong = { readonly first: Test | undefined; readonly other: Test | undefined }

const strongestTests = (component: ToldComponent): Strong => {
  const coins = strongest(coinTests(component))
  const labels = strongest(labelTests(component))
  return coins === undefined || (labels !== undefined && (labels.log10P ?? 0) < (coins.log10P ?? 0))
    ? { first: labels, other: coins }
    : { first: coins, other: labels }
}

/** No full stop, and in English no capital. */
const countWords = (test: Test, language: Language): string => {
  const { low, high } = countsUnderIndependence(test)
  const all = countedIn(test)
  if (test.coins !== null) {
    const { n, alike } = test.coins
    if (language === 'ko')
      return `동전 ${whole(n)}개 ${alike === n ? '모두' : `가운데 ${whole(alike)}개`}가 같은 쪽으로 떨어졌고, 공정한 동전이라면 ${whole(low)}–${whole(high)}개다`
    return `${alike === n ? `all ${whole(n)}` : `${whole(alike)} of ${whole(n)}`} coins fell alike, where fair coins give ${whole(low)} to ${whole(high)}`
  }
  const equal = test.labels?.equal ?? 0
  if (language === 'ko')
    return `짝지은 단위 ${whole(all)}개 ${equal === all ? '모두' : `가운데 ${whole(equal)}개`}의 번호가 같고, 독립 모형이라면 많아야 ${whole(high)}개다`
  return `${equal === all ? `all ${whole(all)}` : `${whole(equal)} of ${whole(all)}`} matched units bear the same number, where independent models give ${whole(high)} at most`
}

const sentenceOf = (words: string, language: Language): string =>
  language === 'ko' ? `${words}.` : `${capital(words)}.`

const englishSentence = (component: ToldComponent, names: ComparedNames, { first }: Strong): string => {
  const { finding, reason, log10P, testsCorrectedFor } = component
  const who = `the ${lowerFirst(componentName(component.component, 'en'))} of ${names.subject}`
  const Who = `T${who.slice(1)}`
  const that = `that of ${names.reference}`
  const corrected =
    testsCorrectedFor === undefined
      ? ''
      : `, corrected for ${whole(testsCorrectedFor)} ${testsCorrectedFor === 1 ? 'test' : 'tests'}`
  const chance =
    log10P !== undefined && log10P < SURPRISING_LOG10_P
      ? `; models with no common origin agree so far with a probability of less than ${bare(log10P)}${corrected}`
      : ''
  const because = first === undefined ? '' : `: ${countWords(first, 'en')}${chance}`
  switch (finding) {
    case 'derived':
      return `${Who} shares trained weights with ${that}${because}.`
    case 'partial':
      return `${Who} shares some trained weights with ${that}${because}.`
    case 'shared-init':
      return `${Who} and ${that} have a common origin at or near their random start, and no trained weights were found in common${because}.`
    case 'structural':
      return `The units of ${who} match those of ${names.reference} one to one, although their signs and numbers do not agree${first === undefined ? '' : `: ${countWords(first, 'en')}`}.`
    case 'independent':
      return `No common origin of ${who} and ${that} was found${first === undefined ? '' : `: ${countWords(first, 'en')}`}.`
    default:
      return reason === 'common-origin'
        ? `${Who} and ${that} have a common origin, and these tests cannot tell whether what they share was trained${because}.`
        : `These tests cannot say whether ${who} and ${that} have a common origin${because}.`
  }
}

const koreanSentence = (component: ToldComponent, names: ComparedNames, { first }: Strong): string => {
  const { finding, reason, log10P, testsCorrectedFor } = component
  const what = componentName(component.component, 'ko')
  const who = `${names.subject}의 ${what}`
  const that = `${names.reference}의 것`
  const corrected = testsCorrectedFor === undefined ? '' : `(검사 ${whole(testsCorrectedFor)}가지에 맞추어 보정)`
  const counted = first === undefined ? '' : ` ${countWords(first, 'ko')}.`
  const chance =
    first !== undefined && log10P !== undefined && log10P < SURPRISING_LOG10_P
      ? ` 기원이 다른 모형이 이만큼 일치할 확률은 ${bare(log10P)} 미만이다${corrected}.`
      : ''
  const because = `${counted}${chance}`
  switch (finding) {
    case 'derived':
      return `${withTopic(who)} ${that}과 학습된 가중치를 공유한다.${because}`
    case 'partial':
      return `${withTopic(who)} ${that}과 학습된 가중치 일부를 공유한다.${because}`
    case 'shared-init':
      return `${withTopic(who)} ${that}과 무작위 시작 또는 그 무렵의 기원이 같고, 학습된 가중치를 공유한 흔적은 찾지 못했다.${because}`
    case 'structural':
      return `${who} 단위는 ${that}과 하나씩 맞지만 부호와 번호는 맞지 않는다.${counted}`
    case 'independent':
      return `${who}에서 ${that}과 공통된 기원을 찾지 못했다.${counted}`
    default:
      return reason === 'common-origin'
        ? `${withTopic(who)} ${that}과 기원이 같으나, 공유하는 것이 학습된 것인지 이 검사로는 알 수 없다.${because}`
        : `${who}에 ${that}과 공통된 기원이 있는지 이 검사로는 말할 수 없다.${because}`
  }
}

/** An upper bound without its sign: `10⁻⁵⁰⁵`. */
const bare = (log10P: number): string => probability(log10P).replace(/^[<≤] /, '')

const SAID_ALREADY: readonly string[] = ['none', 'common-origin', 'common-initialisation']

const relationWords = (component: ToldComponent, language: Language): string[] => {
  if (!SHARED.includes(component.finding)) return []
  const listed = component.relations ?? []
  const relations = (listed.length > 0 ? listed : [component.relation ?? 'none']).filter(
    (relation) => !SAID_ALREADY.includes(relation),
  )
  if (relations.length === 0) return []
  const names = relations.map((relation) => relationName(relation, language)).join(', ')
  return language === 'ko'
    ? [`둘 사이의 차이는 경험 규칙에 따르면 다음과 같다: ${names}.`]
    : [`What lies between the two, by an empirical rule: ${names}.`]
}

const directionWords = (component: ToldComponent, language: Language, names: ComparedNames): string[] => {
  const { finding, direction = 'undecided', directionBasis } = component
  if (!SHARED.includes(finding)) return []
  const basis = basisName(directionBasis ?? '', language)
  const what = componentName(component.component, language)
  const { subject, reference } = names
  if (language === 'ko') {
    const rule = `경험 규칙${basis === undefined ? '' : `(${basis})`}에 따르면`
    switch (direction) {
      case 'subject-from-reference':
        return [`${rule} ${subject}의 ${withTopic(what)} ${reference}의 것에서 왔다.`]
      case 'reference-from-subject':
        return [`${rule} ${reference}의 ${withTopic(what)} ${subject}의 것에서 왔다.`]
      case 'common-ancestor':
        return [`${rule} 둘에는 공통된 조상이 있다.`]
      case 'undecided':
        return []
    }
  }
  const rule = `by an empirical rule${basis === undefined ? '' : ` (${basis})`}`
  const lower = lowerFirst(what)
  switch (direction) {
    case 'subject-from-reference':
      return [`The ${lower} of ${subject} comes from that of ${reference}, ${rule}.`]
    case 'reference-from-subject':
      return [`The ${lower} of ${reference} comes from that of ${subject}, ${rule}.`]
    case 'common-ancestor':
      return [`The two have a common ancestor, ${rule}.`]
    case 'undecided':
      return []
  }
}

const notComparedWords = ({ notCompared }: ToldComparison, language: Language): string[] => {
  const names = [...(notCompared?.subject ?? []), ...(notCompared?.reference ?? [])].map((id) =>
    language === 'ko' ? componentName(id, language) : lowerFirst(componentName(id, language)),
  )
  if (names.length === 0) return []
  return language === 'ko'
    ? [`한쪽에만 있어 견주지 않은 것: ${names.join(', ')}.`]
    : [`Not compared, since only one side has it: ${names.join(', ')}.`]
}
