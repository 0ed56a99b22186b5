import type { Bilingual } from '#base'

/** Refusals of quantised weights. */
export const quantisedErrors = {
  'tensors/unknown-quantisation': {
    en: 'The configuration of {source} names the quantisation {method}, which is not read here. Read are: {known}. Give the unquantised weights, or convert them.',
    ko: '{source}의 설정에 적힌 양자화 방식 {method}은(는) 읽을 수 없습니다. 읽을 수 있는 방식: {known}. 양자화하지 않은 가중치를 제출하거나 변환하십시오.',
  },
  'tensors/quantisation-setting': {
    en: 'The quantisation settings of {source} have {setting} = {got}; {wanted} is needed. Correct config.json.',
    ko: '{source}의 양자화 설정에서 {setting}이(가) {got}입니다. 필요한 값: {wanted}. config.json을 고치십시오.',
  },
  'tensors/missing-companion': {
    en: '{source} holds the quantised {tensor}, but not {companion}, without which its values are not known. Add it.',
    ko: '{source}에 양자화된 {tensor}이(가) 있으나 값을 정하는 데 필요한 {companion}이(가) 없습니다. 추가하십시오.',
  },
  'tensors/companion-shape': {
    en: 'Tensor {tensor} of {source} is {got}; with the tensors beside it, it must be {wanted}.',
    ko: '{source}의 텐서 {tensor}은(는) {got}이지만 함께 있는 텐서에 따르면 {wanted}이어야 합니다.',
  },
  'tensors/companion-value': {
    en: 'Tensor {tensor} of {source} says {got} at {place}; it must be {wanted}.',
    ko: '{source}의 텐서 {tensor}에서 {place} 위치의 값이 {got}입니다. 필요한 값: {wanted}.',
  },
  'tensors/name-taken': {
    en: '{source} holds {tensor} twice, quantised and as it is. Remove the one that is not meant.',
    ko: '{source}에 {tensor}이(가) 양자화된 것과 그렇지 않은 것으로 두 번 있습니다. 아닌 것을 제거하십시오.',
  },
} as const satisfies Record<string, Bilingual>
