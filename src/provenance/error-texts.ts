import type { Bilingual } from '#base'
import { fingerprintErrors } from './fingerprints/error-texts.ts'

/** A sentence for each refusal of this room; `{fact}` stands for a fact of the error. */
export const provenanceErrors = {
  ...fingerprintErrors,
  'provenance/no-common-component': {
    en: '{subject} and {reference} have no component in common (one has {subjectHas}, the other {referenceHas}). Compare models of one kind, or name their tensors in a rule file.',
    ko: '{subject}와 {reference}에는 공통된 구성 모듈이 없습니다({subjectHas} / {referenceHas}). 같은 종류의 모델을 비교하거나 규칙 파일에 텐서 이름을 적으십시오.',
  },
  'provenance/rule-file': {
    en: 'The rule file {where} cannot be used: {what}. Correct it and run the command again.',
    ko: '규칙 파일 {where}을(를) 쓸 수 없습니다: {what}. 고친 뒤 다시 실행하십시오.',
  },
  'provenance/layout-unknown': {
    en: 'No rule names the matrices of the component {component}. Add its architecture to a rule file.',
    ko: '구성 모듈 {component}의 행렬 이름을 정한 규칙이 없습니다. 규칙 파일에 구조를 추가하십시오.',
  },
  'provenance/empty-tensor': {
    en: 'The tensor {tensor} of {model} has the shape [{shape}], and so no elements. Hand in the weights as they were trained.',
    ko: '{model}의 텐서 {tensor}는 형태가 [{shape}]여서 값이 없습니다. 학습된 가중치를 그대로 제출하십시오.',
  },
  'provenance/dtype': {
    en: 'The tensor {tensor} of {model} is stored as {dtype}, whose rows cannot be read one by one. Store it as BF16 or F32.',
    ko: '{model}의 텐서 {tensor}는 {dtype} 형식이어서 행 단위로 읽을 수 없습니다. BF16 또는 F32로 저장하십시오.',
  },
} as const satisfies Readonly<Record<string, Bilingual>>

/** Why a finding is no stronger. */
export const reasonTexts = {
  'no-frame': {
    en: 'No test applies: the two differ in layout, or signs and order are fixed in both.',
    ko: '적용할 수 있는 검정이 없습니다. 구조가 다르거나, 양쪽 모두 부호와 순서가 고정되어 있습니다.',
  },
  'few-coins': {
    en: 'Fewer than 64 coins could be tested, too few to speak of independence.',
    ko: '검정한 동전이 64개보다 적어 독립이라고 말할 수 없습니다.',
  },
  'no-power': {
    en: 'A drifted copy of the reference would not have been found, so finding none says nothing.',
    ko: '참조 모델의 변형 사본도 찾아내지 못하므로, 찾지 못했다는 사실이 뜻을 갖지 않습니다.',
  },
  'weak-evidence': {
    en: 'The p-value lies between 1e-9 and 1e-3: too small to pass over, too large for a finding.',
    ko: 'p값이 1e-9와 1e-3 사이입니다. 넘기기에는 작고 판정하기에는 큽니다.',
  },
  'alike-matrix': {
    en: 'A matrix lies nearly on the reference’s, as no two independent models’ do, but no test with a p-value covers it. Look at the effect sizes.',
    ko: '서로 독립인 모형에서는 볼 수 없을 만큼 기준 모형과 겹치는 행렬이 있으나, p값이 있는 검정이 이를 다루지 않습니다. 효과 크기를 보십시오.',
  },
  'unexplained-match': {
    en: 'More units match one to one than between independent models, but no test with a p-value confirms it.',
    ko: '독립 모형 사이보다 많은 단위가 일대일로 맞지만, p값이 있는 검정으로 확인되지 않습니다.',
  },
  'common-origin': {
    en: 'The two have a common origin, but whether what they share was trained cannot be told.',
    ko: '두 모델의 기원이 같지만, 공유하는 부분이 학습된 것인지는 알 수 없습니다.',
  },
  'unread-part': {
    en: 'A part that could carry a copy could not be read, so nothing is said of it.',
    ko: '사본이 있을 수 있는 부분을 읽지 못하여, 그 부분에 대해서는 아무것도 말하지 않습니다.',
  },
  'not-comparable': {
    en: 'The weights of one side say nothing: most rows are zero, constant or copies of each other.',
    ko: '한쪽 가중치가 아무것도 말해 주지 않습니다. 대부분의 행이 0이거나, 값이 일정하거나, 서로의 사본입니다.',
  },
} as const satisfies Readonly<Record<string, Bilingual>>

/** What a reader of a component's result must know beside it. */
export const noteTexts = {
  'alike-matrix': {
    en: 'No test applies, but a matrix lies nearly on the reference’s, as no two independent models’ do. Look at the effect sizes, and name the layout in a rule file.',
    ko: '적용할 검정은 없으나, 서로 독립인 모형에서는 볼 수 없을 만큼 기준 모형과 겹치는 행렬이 있습니다. 효과 크기를 보고 규칙 파일에 구조를 적으십시오.',
  },
  'power-limits': {
    en: 'The planted copy was rotated and re-ordered only. Not covered: random signs on every unit and channel (units could then match one to one at most, without a p-value), decoy units beyond those that share a gate direction, and units split or mixed to grow the width.',
    ko: '심어 둔 복제본은 축을 돌리고 순서를 섞었을 뿐입니다. 모든 단위와 채널에 무작위 부호를 준 경우(단위가 하나씩 맞는 것만 보일 수 있고 p값은 없음), 게이트 방향을 공유하지 않는 미끼 단위, 단위를 나누거나 섞어 폭을 늘린 경우는 검출력에 들어 있지 않습니다.',
  },
  'no-p-value': {
    en: 'Units match one to one although signs and order do not. Independent models were never seen to do so, but no theorem says that they cannot: there is no p-value.',
    ko: '부호와 순서는 다르지만 단위가 일대일로 맞습니다. 독립 모형에서는 본 적이 없으나 그럴 수 없다는 정리는 없으므로 p값이 없습니다.',
  },
  'hidden-order-undone': {
    en: 'The hidden dimensions stand in another order, found from the embedding; the other tests were made with this order undone.',
    ko: '은닉 차원의 순서가 다르며, 이 순서는 임베딩에서 찾았습니다. 나머지 검정은 순서를 되돌린 뒤에 했습니다.',
  },
  'same-batches': {
    en: 'Two trainings from one random start on the same batches in the same order would look the same.',
    ko: '같은 초기값에서 같은 배치를 같은 순서로 따로 학습해도 이와 같이 보입니다.',
  },
  sampled: {
    en: 'The models are large: some layers, the largest units and a spread of dimensions were tested, by a rule that is blind to signs and order.',
    ko: '모델이 커서 일부 층, 가장 큰 단위, 고르게 고른 차원을 검정했습니다. 고르는 규칙은 부호와 순서를 보지 않습니다.',
  },
  'units-excluded': {
    en: 'Dead units and near copies inside a block entered no test, and of units with one gate direction one at most did (median share of a block left out: subject {subject}, reference {reference}).',
    ko: '죽은 단위와 블록 안의 사본은 검정에서 뺐고, 게이트 방향이 같은 단위는 하나만 검정했습니다(빠진 비율의 블록당 중앙값: 대상 {subject}, 참조 {reference}).',
  },
  'widths-differ': {
    en: 'The residual streams are {subject} and {reference} wide; tests with axes as they stand need equal widths.',
    ko: '잔차 스트림의 폭이 {subject}와 {reference}로 다릅니다. 축을 그대로 놓는 검정에는 같은 폭이 필요합니다.',
  },
  'nothing-to-test': {
    en: 'No part of the component {component} could be tested: too little is known of its layout, or every precondition failed on both sides.',
    ko: '구성 모듈 {component}에서 검정할 수 있는 부분이 없습니다. 구조를 충분히 알지 못하거나, 전제 조건이 양쪽 모두에서 어긋났습니다.',
  },
  'layers-unread': {
    en: '{layers} layers of the {side} stand on a stream of another width, and were not tested: shards of two models, or shapes that lie.',
    ko: '{side} 쪽의 층 {layers}개는 폭이 달라 검정하지 못했습니다. 두 모형의 조각이 섞였거나 형태가 사실과 다릅니다.',
  },
  'attention-unread': {
    en: 'The configuration of the {side} gives no number of heads that fits its attention, which was not tested: what it shares would not be seen.',
    ko: '{side} 쪽 설정에 어텐션과 맞는 헤드 수가 없어 어텐션을 검정하지 못했습니다. 그 안에서 공유하는 것은 보이지 않습니다.',
  },
  'layout-unknown': {
    en: 'No rule names the matrices of the component {component}; a rule file can add them.',
    ko: '구성 모듈 {component}의 행렬 이름을 정한 규칙이 없습니다. 규칙 파일로 추가할 수 있습니다.',
  },
} as const satisfies Readonly<Record<string, Bilingual>>
