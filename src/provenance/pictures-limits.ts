import type { ToldComponent } from './pictures-telling.ts'
import type { Language } from './pictures-terms.ts'

/** Why no more is said; figures of the reason stand in the sentence itself. */
export const reasonWords = ({ reason }: ToldComponent, language: Language): string[] =>
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

export const notClaimedWords = (
  { finding, reason, direction, notes = [] }: ToldComponent,
  language: Language,
): string[] => {
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
