import type { Bilingual } from '#base'

/** A sentence for each refusal of this room; `{fact}` stands for a fact of the error. */
export const numericErrors = {
  'numeric/too-few-values': {
    en: '{got} values are too few; this estimate needs at least {needed}.',
    ko: '값이 {got}개로 너무 적습니다. 이 추정에는 {needed}개 이상이 필요합니다.',
  },
  'numeric/read-failed': {
    en: 'A thread could not read its file ({reason}). Check the disk, then run the command again.',
    ko: '스레드가 파일을 읽지 못했습니다({reason}). 디스크를 확인한 뒤 다시 실행하십시오.',
  },
  'numeric/thread-failed': {
    en: 'A thread of the comparison failed: {reason}. Run the command again; with less memory in use if it ran out.',
    ko: '비교 스레드가 중단되었습니다: {reason}. 다시 실행하십시오. 메모리가 부족했다면 먼저 확보하십시오.',
  },
  'numeric/threads-closed': {
    en: 'The comparison was ended before it was done.',
    ko: '비교가 끝나기 전에 중단되었습니다.',
  },
  'numeric/table-too-large': {
    en: 'A table of {bytes} bytes is beyond what one memory holds ({limit} at most), or the machine has too little free. Close other programs, or search on a larger machine.',
    ko: '{bytes}바이트 표는 메모리 하나에 들어가지 않거나(최대 {limit}) 빈 메모리가 부족합니다. 다른 프로그램을 닫거나 더 큰 기계에서 검색하십시오.',
  },
} as const satisfies Record<string, Bilingual>
