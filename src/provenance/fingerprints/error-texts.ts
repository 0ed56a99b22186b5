import type { Bilingual } from '#base'

/** A sentence for each refusal of an index of fingerprints. */
export const fingerprintErrors = {
  'provenance/no-index': {
    en: 'There is no index {path}. Make it with: assay index add MODEL… --index {path}',
    ko: '색인 {path}이(가) 없습니다. assay index add MODEL… --index {path} 명령으로 만드십시오.',
  },
  'provenance/not-an-index': {
    en: '{path} is not an index of fingerprints. Name the file that assay index add wrote.',
    ko: '{path}은(는) 지문 색인이 아닙니다. assay index add가 쓴 파일을 지정하십시오.',
  },
  'provenance/index-version': {
    en: 'The index {path} is of version {got}; this program reads {wanted}. Make it anew with assay index add.',
    ko: '색인 {path}의 버전은 {got}이고 이 프로그램은 {wanted}을(를) 읽습니다. assay index add로 다시 만드십시오.',
  },
  'provenance/index-damaged': {
    en: 'The index {path} is damaged: {what}. Restore it from a copy, or make it anew with assay index add.',
    ko: '색인 {path}이(가) 손상되었습니다: {what}. 사본으로 복구하거나 assay index add로 다시 만드십시오.',
  },
  'provenance/index-unreadable': {
    en: 'The index {path} cannot be read or written ({reason}). Check the path and its permissions.',
    ko: '색인 {path}을(를) 읽거나 쓸 수 없습니다({reason}). 경로와 권한을 확인하십시오.',
  },
  'provenance/index-in-use': {
    en: 'Process {process} is adding to the index {path}. Wait until it is done; if there is no such process, delete {lock}.',
    ko: '프로세스 {process}이(가) 색인 {path}에 추가하고 있습니다. 끝날 때까지 기다리십시오. 그런 프로세스가 없으면 {lock}을(를) 지우십시오.',
  },
} as const satisfies Readonly<Record<string, Bilingual>>
