import { decimal, probability, whole } from './pictures-figures.ts'
import { median, SHARED, SURPRISING_LOG10_P, type ToldComponent } from './pictures-telling.ts'
import { type Language, tensorRole } from './pictures-terms.ts'
import { percent } from './pictures-phrases.ts'

/** Rows found value for value: the figure of a copy that no coin and no label reaches. */
export const copiedWords = ({ tests = [] }: ToldComponent, language: Language): string[] => {
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

export const shareWords = ({ finding, share, log10P = 0 }: ToldComponent, language: Language): string[] => {
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

export const slopeWords = ({ trained }: ToldComponent, language: Language): string[] => {
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
export const matchWords = ({ finding, reason, phi, structural }: ToldComponent, language: Language): string[] => {
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
export const likenessWords = ({ effectSizes = [] }: ToldComponent, language: Language): string[] => {
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

export const sampleWords = ({ sampled, finding, planted }: ToldComponent, language: Language): string[] => {
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
