import type { Bilingual } from '#base'

/** Sentences for refusals of NumPy arrays; `{array}` is the name in the archive, or — for an array alone. */
export const numpyErrors = {
  'tensors/not-numpy': {
    en: '{file} is neither a NumPy array nor an archive of them; it looks like: {looksLike}. Save it again with numpy.save or numpy.savez.',
    ko: '{file}은(는) NumPy 배열도 배열 묶음도 아니며 {looksLike}(으)로 보입니다. numpy.save 또는 numpy.savez로 다시 저장하십시오.',
  },
  'tensors/npy-header': {
    en: 'In {file} the header of array {array} is malformed: {why}. Save it again with NumPy.',
    ko: '{file}에 있는 배열 {array}의 헤더가 올바르지 않습니다: {why}. NumPy로 다시 저장하십시오.',
  },
  'tensors/npy-dtype': {
    en: 'In {file} array {array} holds {got}, which is no plain number (objects, texts, dates, structures and long doubles are not read). Save it as numbers.',
    ko: '{file}의 배열 {array}에 단순한 수가 아닌 {got}이(가) 들어 있습니다(객체, 문자열, 날짜, 구조체, long double은 읽지 않습니다). 수로 저장하십시오.',
  },
  'tensors/npy-size': {
    en: 'In {file} array {array} of shape {shape} needs {wanted} bytes of data and has {got}. Save it again.',
    ko: '{file}의 배열 {array}(형상 {shape})에는 데이터 {wanted}바이트가 필요하지만 {got}바이트가 있습니다. 다시 저장하십시오.',
  },
} as const satisfies Record<string, Bilingual>
