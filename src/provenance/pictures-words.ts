import type { Test } from './comparison.ts'
import { decimal, probability, whole } from './pictures-figures.ts'
import {
  coinTests,
  countedIn,
  countsUnderIndependence,
  labelTests,
  median,
  strongest,
  type ToldComparison,
  type ToldComponent,
} from './pictures-telling.ts'
import { basisName, componentName, findingTerms, type Language, relationName, tensorRole } from './pictures-terms.ts'

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

const SHARED: readonly string[] = ['derived', 'partial']

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

const SURPRISING_LOG10_P = -3

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

/** Rows found value for value: the figure of a copy that no coin and no label reaches. */
const copiedWords = ({ tests = [] }: ToldComponent, language: Language): string[] => {
  const shares = tests.filter(({ test }) => test === 'row-digests').map(({ estimate }) => estimate)
  const most = Math.max(0, ...shares)
  if (most < TELLING_ROWS) return []
  return language === 'ko'
    ? [`한 부분의 행 ${percent(most)}가 기준 모형에 값 그대로 있고, 독립 모형에는 하나도 없다.`]
    : [
        `Of the rows of one part ${percent(most)} stand in the reference value for value, where independent models have none.`,
      ]
}

const TELLING_ROWS = 0.01

const shareWords = ({ finding, share, log10P = 0 }: ToldComponent, language: Language): string[] => {
  if (share === undefined || (!SHARED.includes(finding) && finding !== 'shared-init')) return []
  if (log10P > SURPRISING_LOG10_P) return []
  return language === 'ko'
    ? [
        `블록의 ${percent(share)}가 공통된 기원을 보인다. 블록마다 독립 모형이 그럴 확률이 10⁻⁶ 미만이거나 행이 값 그대로 같다.`,
      ]
    : [
        `Of its blocks ${percent(share)} show the common origin, each at a probability below 10⁻⁶ for independent models or copied value for value.`,
      ]
}

const slopeWords = ({ trained }: ToldComponent, language: Language): string[] => {
  if (trained === undefined || trained === null) return []
  const slope = decimal(trained.slope, 2)
  const most = decimal(trained.initialHigh, 2)
  const verdict = {
    trained: { ko: '공유하는 것은 학습된 것이다', en: 'what is shared was trained' },
    initial: { ko: '학습된 것을 공유한 흔적이 없다', en: 'nothing trained was found in common' },
    undecided: { ko: '어느 쪽인지 정하지 못한다', en: 'that settles nothing' },
  }[trained.kind][language]
  return language === 'ko'
    ? [`조상 기울기는 ${slope}이고, 시작만 같은 모형에서는 많아야 ${most}이다: ${verdict}.`]
    : [`The ancestor slope is ${slope}, where models with only their start in common reach ${most}: ${verdict}.`]
}

/** One-to-one matching, with the probability that counting control models gives. */
const matchWords = ({ finding, reason, phi, structural }: ToldComponent, language: Language): string[] => {
  if (finding !== 'structural' && reason !== 'unexplained-match') return []
  const ko = language === 'ko'
  const words: string[] = []
  if (phi !== undefined && phi !== null) {
    words.push(
      ko
        ? `단위의 ${percent(phi.value)}가 하나씩 맞고, 독립 모형에서는 많아야 ${percent(phi.controlHigh)}다.`
        : `Of the units ${percent(phi.value)} match one to one, where independent models reach ${percent(phi.controlHigh)}.`,
    )
  }
  if (structural === undefined || structural === null) {
    words.push(ko ? '대조 모형을 세지 않았으므로 p값은 없다.' : 'No control model was counted, so there is no p-value.')
  } else {
    const { controls, p } = structural
    const asMany = Math.max(0, Math.round(p * (controls + 1)) - 1)
    words.push(
      ko
        ? `대조 모형 ${whole(controls)}개 가운데 이만큼 맞는 것은 ${whole(asMany)}개이며, 모형을 세어 얻은 p값은 ${decimal(p, 3)}이다.`
        : `Of ${whole(controls)} control models ${whole(asMany)} match as well, which gives p = ${decimal(p, 3)} by counting models.`,
    )
  }
  return words
}

/** The median cosine of one role of matrices beside what independent models give. */
const likenessWords = ({ effectSizes = [] }: ToldComponent, language: Language): string[] => {
  const told = LIKENESS_ROLES.map((role) => effectSizes.filter((size) => size.role === role)).find((sizes) =>
    sizes.some(({ cosine, underIndependence }) => cosine !== null && underIndependence !== null),
  )
  const band = told?.find(({ underIndependence }) => underIndependence !== null)?.underIndependence?.cosine
  if (told === undefined || band === undefined) return []
  const middle = decimal(median(told.flatMap(({ cosine }) => cosine ?? [])), 3)
  const role = tensorRole(told[0]?.role ?? '', language)
  const [low, high] = [decimal(band.low, 3), decimal(band.high, 3)]
  return language === 'ko'
    ? [
        `크기만 말하면, 행을 있는 순서대로 놓은 ${role}의 코사인은 가운데 값이 ${middle}이고, 독립 모형에서는 ${low}에서 ${high} 사이다.`,
      ]
    : [
        `For size alone, the ${role} with their rows as they stand have a median cosine of ${middle}, where independent models stay between ${low} and ${high}.`,
      ]
}

/** Matrices that every layer has, the widest sampled first. */
const LIKENESS_ROLES = ['gate', 'up', 'down', 'qkv', 'v', 'o', 'q', 'k', 'embedding'] as const

const sampleWords = ({ sampled, finding, planted }: ToldComponent, language: Language): string[] => {
  const ko = language === 'ko'
  const words: string[] = []
  if (finding === 'independent') words.push(powerWords(planted, language))
  if (sampled === true) {
    words.push(
      ko
        ? '미리 정한 규칙으로 고른 층과 단위만 읽었다.'
        : 'Only layers and units chosen by a rule set beforehand were read.',
    )
  }
  return words
}

const powerWords = (planted: ToldComponent['planted'], language: Language): string => {
  const ko = language === 'ko'
  if (planted === undefined || planted === null) {
    return ko ? '이 검사의 검출력은 재지 않았다.' : 'The power of these tests was not measured.'
  }
  const { cosine, disguised, parts, partsFound, log10P, found } = planted
  const drift = decimal(cosine, 2)
  const chance = probability(log10P)
  if (ko) {
    const kind = disguised ? '돌리고 섞어 감춘' : '감추지 않은'
    return `기준 모형을 코사인 ${drift}까지 바꾸고 ${kind} 사본은 ${whole(parts)}부분 가운데 ${whole(partsFound)}부분에서 ${found ? '찾아냈다' : '찾았으나 모자랐다'}(p ${chance}, 기원이 다른 모형이 그럴 확률의 상한).`
  }
  return `A copy of the reference, drifted to a cosine of ${drift} and ${disguised ? 'disguised by rotation and another order' : 'not disguised'}, ${found ? 'was found' : 'was not found'} (${whole(partsFound)} of ${whole(parts)} parts, p ${chance}, an upper bound for models with no common origin).`
}

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

/** Why no more is said; figures of the reason stand in the sentence itself. */
const reasonWords = ({ reason }: ToldComponent, language: Language): string[] =>
  reason === undefined || reason === null ? [] : [REASONS[reason]?.[language] ?? reason.replaceAll('-', ' ')]

const REASONS: Readonly<Record<NonNullable<ToldComponent['reason']>, { readonly ko: string; readonly en: string }>> = {
  'no-frame': {
    en: 'No test applies: widths or layouts differ, or signs and order are fixed in both models.',
    ko: '적용할 검사가 없다. 너비나 구조가 다르거나, 양쪽 모두 부호와 순서가 정해져 있다.',
  },
  'few-coins': {
    en: 'Fewer than 64 coins could be tested, too few to speak of independence.',
    ko: '검사한 동전이 64개보다 적어 독립이라고 말할 수 없다.',
  },
  'no-power': {
    en: 'A drifted copy of the reference would not have been found either, so finding none says nothing.',
    ko: '기준 모형의 변형 사본도 찾아내지 못하므로, 찾지 못했다는 것이 아무 뜻도 갖지 않는다.',
  },
  'weak-evidence': {
    en: 'The probability lies between 10⁻⁹ and 10⁻³: too small to pass over, too large for a finding.',
    ko: '확률이 10⁻⁹과 10⁻³ 사이로, 넘기기에는 작고 판정하기에는 크다.',
  },
  'alike-matrix': {
    en: 'A matrix lies nearly on that of the reference, as no two independent models’ do, and no test with a p-value covers it.',
    ko: '독립 모형에서는 볼 수 없을 만큼 기준 모형과 겹치는 행렬이 있으나, 확률을 주는 검사가 그것을 다루지 않는다.',
  },
  'unexplained-match': {
    en: 'More units match one to one than in independent models, and no test with a p-value confirms it.',
    ko: '독립 모형보다 많은 단위가 하나씩 맞으나, 확률을 주는 검사로 확인되지 않는다.',
  },
  'common-origin': {
    en: 'A common origin may be a common random start; the ancestor slope does not tell.',
    ko: '공통된 기원은 같은 무작위 시작일 수도 있으며, 조상 기울기로 가려지지 않는다.',
  },
  'unread-part': {
    en: 'A part that could carry a copy could not be read, so nothing is said of it.',
    ko: '사본이 있을 수 있는 부분을 읽지 못했다. 그 부분에 대해서는 아무것도 말하지 않는다.',
  },
  'not-comparable': {
    en: 'The weights say nothing: zeros, constant rows, or too few live units on one side.',
    ko: '가중치가 아무것도 말하지 않는다. 한쪽의 값이 영이거나 같은 행뿐이거나, 살아 있는 단위가 너무 적다.',
  },
}

const notClaimedWords = ({ finding, reason, direction, notes = [] }: ToldComponent, language: Language): string[] => {
  const ko = language === 'ko'
  switch (finding) {
    case 'derived':
    case 'partial':
      return [
        ...(direction === undefined || direction === 'undecided'
          ? [ko ? '어느 쪽이 먼저인지는 주장하지 않는다.' : 'It is not claimed which of the two came first.']
          : []),
        ko
          ? '누가 어떻게 가져왔는지, 규칙을 어겼는지는 주장하지 않는다.'
          : 'It is not claimed who took anything, by what way, or that a rule was broken.',
        ...(notes.some(({ code }) => code === 'same-batches')
          ? [
              ko
                ? '같은 시작에서 같은 자료를 같은 순서로 따로 학습해도 이와 같이 보인다.'
                : 'Two trainings with one random start on the same batches in the same order would look the same.',
            ]
          : []),
      ]
    case 'shared-init':
      return [
        ko
          ? '이것은 누구를 탓하는 말이 아니다. 같은 기본 난수 씨앗을 쓰면 서로 모르는 두 팀도 시작이 같아진다.'
          : 'This accuses nobody: two teams that know nothing of each other share a start when both use a default random seed.',
        ko ? '학습된 가중치를 공유한다고 주장하지 않는다.' : 'It is not claimed that trained weights are shared.',
      ]
    case 'structural':
      return [
        ko
          ? '정리에 따른 p값이 없으므로, 학습된 가중치를 공유한다고 주장하지 않는다.'
          : 'No theorem gives a p-value here, so it is not claimed that trained weights are shared.',
      ]
    case 'independent':
      return [
        ko
          ? '적힌 검출력보다 더 바뀌거나 더 감춘 사본이 없다고 주장하지 않는다. 모든 부호를 무작위로 바꾼 사본은 단위가 하나씩 맞는 것으로만 드러날 수 있고 p값은 없으며, 미끼 단위를 끼우거나 단위를 나누어 폭을 늘린 사본은 재지 않았다.'
          : 'It is not claimed that a copy changed or disguised beyond the stated power would have been seen: with random signs everywhere it could show only by units that match one to one, without a p-value, and copies with decoy units or grown in width were not planted.',
        ko
          ? '학습 자료와 방법에 대해서는 아무것도 주장하지 않는다.'
          : 'Nothing is claimed of training data or methods.',
      ]
    default:
      return reason === 'common-origin'
        ? [ko ? '학습된 가중치를 공유한다고 주장하지 않는다.' : 'It is not claimed that trained weights are shared.']
        : [
            ko
              ? '독립이라고도, 기원이 같다고도 주장하지 않는다.'
              : 'Neither independence nor a common origin is claimed.',
          ]
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

const percent = (share: number): string => `${decimal(share * 100, share > 0 && share < 0.1 ? 1 : 0)}\u00a0%`

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** 은 or 는 after a word of the glossary, which always ends in Hangul. */
const withTopic = (word: string): string => {
  const last = word.charCodeAt(word.length - 1) - HANGUL_FIRST
  return `${word}${last >= 0 && last % FINALS !== 0 ? '은' : '는'}`
}

const HANGUL_FIRST = 0xac00
const FINALS = 28
