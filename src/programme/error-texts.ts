import type { Bilingual } from '#base'
import { lifeErrors } from './life/error-texts.ts'

/** A sentence for each refusal of this room; `{fact}` is replaced. */
export const programmeErrors = {
  'programme/yaml-malformed': {
    en: '{where} is not plain YAML at line {line}, column {column}: {what}.',
    ko: '{where}의 {line}행 {column}열이 올바른 YAML이 아닙니다: {what}.',
  },
  'programme/rules-malformed': {
    en: 'The rules in {where} do not hold together: {problems}.',
    ko: '{where}의 규정이 서로 맞지 않습니다: {problems}.',
  },
  'programme/round-not-named': {
    en: 'The rules have several rounds; name one of them: {known}.',
    ko: '규정에 평가 단계가 여럿 있습니다. 다음 가운데 하나를 지정하십시오: {known}.',
  },
  'programme/round-unknown': {
    en: 'The rules have no round {round}; they have {known}.',
    ko: '규정에 평가 단계 {round}이(가) 없습니다. 있는 단계: {known}.',
  },
  'programme/evidence-malformed': {
    en: 'Evidence {evidence} is not of the form that "{kind}" has: {problems}.',
    ko: '평가 근거 {evidence}이(가) "{kind}"의 형식에 맞지 않습니다: {problems}.',
  },
  'programme/team-malformed': {
    en: 'Evidence names the team "{team}", which is no id: 1-64 of a-z 0-9 . _ -, beginning with a letter or digit.',
    ko: '평가 근거의 팀 "{team}"은(는) 식별자가 아닙니다. a-z 0-9 . _ - 가운데 1~64자이며 글자나 숫자로 시작합니다.',
  },
  'programme/evidence-contradicts': {
    en: 'Evidence "{kind}" says different things of the same matter: {said}. See {evidence}.',
    ko: '같은 사항에 대한 평가 근거 "{kind}"이(가) 서로 다릅니다: {said}. {evidence}을(를) 확인하십시오.',
  },
  'programme/figures-contradict': {
    en: 'These published figures cannot all be true: {said}. See {evidence}.',
    ko: '다음 공개 수치는 동시에 참일 수 없습니다: {said}. {evidence}을(를) 확인하십시오.',
  },
  'programme/figure-unknown': {
    en: 'Evidence {evidence} speaks of the figure {figure}, which the rules do not have; they have {known}.',
    ko: '평가 근거 {evidence}의 수치 {figure}은(는) 규정에 없습니다. 있는 수치: {known}.',
  },
  'programme/figure-out-of-range': {
    en: '{figure} of {team} is {value}, which lies outside 0 to {points}. See {evidence}.',
    ko: '{team}의 {figure} 값 {value}이(가) 0에서 {points}까지의 범위를 벗어납니다. {evidence}을(를) 확인하십시오.',
  },
  'programme/figure-off-grid': {
    en: '{figure} of {team} was published as {value}, which is no multiple of the rounding step {step}. See {evidence}.',
    ko: '{team}의 {figure} 공개 값 {value}이(가) 반올림 단위 {step}의 배수가 아닙니다. {evidence}을(를) 확인하십시오.',
  },
  'programme/other-weights': {
    en: 'Evidence {evidence} on {team} is about another {which} ({compared}) than the one on record ({expected}).',
    ko: '{team}에 대한 평가 근거 {evidence}은(는) 기록된 것({expected})과 다른 {which}({compared})을(를) 대상으로 합니다.',
  },
  'programme/determination-against-rule': {
    en: 'The determination {evidence} on gate {gate} of {team} contradicts the rules, by which the gate is {state} (finding: {finding}).',
    ko: '{team}의 적격 요건 {gate}에 대한 결정 {evidence}이(가) 규정과 어긋납니다. 규정에 따르면 이 요건은 {state}입니다(판정: {finding}).',
  },
  'programme/target-not-positive': {
    en: 'The target of {team} in part {part} is not above zero, so that no ratio to it exists.',
    ko: '{team}의 {part} 부문 목표 값이 0보다 크지 않아 비율을 계산할 수 없습니다.',
  },
  'programme/lot-too-early': {
    en: 'The lot was seeded at tree size {treeSize}, before the size {needed} that the rules name. See {evidence}.',
    ko: '추첨 씨앗이 규정에 정한 원장 크기 {needed}보다 이른 {treeSize}에서 정해졌습니다. {evidence}을(를) 확인하십시오.',
  },
  'programme/samples-do-not-fit': {
    en: 'The observations of {measure} make {made} for {team}, and the measure on record is {value}.',
    ko: '{measure}의 개별 관측값으로 계산하면 {team}은(는) {made}인데, 기록된 측정값은 {value}입니다.',
  },
  'programme/draws-out-of-range': {
    en: 'A stability report takes 1 to {most} draws, not {draws}.',
    ko: '안정성 보고서의 추출 횟수는 1에서 {most}까지입니다. {draws}은(는) 쓸 수 없습니다.',
  },
  'programme/solver-gave-up': {
    en: 'The integer solver reached no answer: {status}.',
    ko: '정수 계획 풀이가 답에 이르지 못했습니다: {status}.',
  },
  'programme/solver-erred': {
    en: 'The integer solver gave a point that the published figures do not allow. Nothing was concluded from it.',
    ko: '정수 계획 풀이가 공개 수치에 맞지 않는 답을 내놓았습니다. 그 답은 쓰지 않았습니다.',
  },
  ...lifeErrors,
} as const satisfies Record<string, Bilingual>
