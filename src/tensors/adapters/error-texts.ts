import type { Bilingual } from '#base'

/** Refusals of adapters. */
export const adapterErrors = {
  'tensors/adapter-kind': {
    en: 'The adapter {adapter} is of a kind that is not merged here ({kind}). Merge it with the tool that made it and give the result.',
    ko: '어댑터 {adapter}은(는) 여기서 병합할 수 없는 종류입니다({kind}). 만든 도구로 병합한 결과를 제출하십시오.',
  },
  'tensors/adapter-setting': {
    en: 'The settings of the adapter {adapter} have {setting} = {got}; {wanted} is needed. Correct adapter_config.json.',
    ko: '어댑터 {adapter}의 설정에서 {setting}이(가) {got}입니다. 필요한 값: {wanted}. adapter_config.json을 고치십시오.',
  },
  'tensors/adapter-tensor': {
    en: 'The adapter {adapter} holds {tensor}, which belongs to no LoRA that is known here.',
    ko: '어댑터 {adapter}의 {tensor}은(는) 알려진 LoRA의 텐서가 아닙니다.',
  },
  'tensors/adapter-rank': {
    en: 'Tensor {tensor} of the adapter {adapter} has the shape {got}; by its settings one side must be {rank}.',
    ko: '어댑터 {adapter}의 텐서 {tensor}의 모양이 {got}입니다. 설정에 따르면 한쪽이 {rank}이어야 합니다.',
  },
  'tensors/adapter-other-base': {
    en: 'The adapter {adapter} was not made for {base}: it needs {tensor} of shape {wanted}, and finds {got}. Name its own base.',
    ko: '어댑터 {adapter}은(는) {base}용이 아닙니다. {tensor}의 모양이 {wanted}이어야 하지만 {got}입니다. 맞는 기반 모델을 지정하십시오.',
  },
} as const satisfies Record<string, Bilingual>
