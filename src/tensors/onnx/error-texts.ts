import type { Bilingual } from '#base'

/** Sentences for refusals of ONNX models; `{place}` is a byte of the file. */
export const onnxErrors = {
  'tensors/onnx-malformed': {
    en: '{file} is no sound ONNX model; at byte {place}: {why}. Export it again.',
    ko: '{file}은(는) 올바른 ONNX 모델이 아닙니다. {place}바이트: {why}. 다시 내보내십시오.',
  },
  'tensors/onnx-tensor': {
    en: 'In {file} tensor {tensor} can not be read: {why}. Export the model again.',
    ko: '{file}의 텐서 {tensor}을(를) 읽을 수 없습니다: {why}. 모델을 다시 내보내십시오.',
  },
  'tensors/onnx-external': {
    en: 'In {file} the data of tensor {tensor} should be in {location}: {why}. Put the file beside the model, or export it again.',
    ko: '{file}의 텐서 {tensor} 데이터가 {location}에 있어야 합니다: {why}. 파일을 모델과 같은 폴더에 두거나 다시 내보내십시오.',
  },
} as const satisfies Record<string, Bilingual>
