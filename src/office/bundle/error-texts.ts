import type { Bilingual } from '#base'

/** Sentences for the errors of writing a bundle; `{fact}` stands for the fact of that name. */
export const bundleErrors = {
  'bundle/blob-misnamed': {
    en: 'A blob does not have the digest {digest}. Its file was changed; restore it and write the bundle again.',
    ko: '블롭의 다이제스트가 {digest}이(가) 아닙니다. 파일이 바뀌었으니 복구한 뒤 공개 묶음을 다시 만드십시오.',
  },
  'bundle/checkpoint-missing': {
    en: 'The last checkpoint is not of all {entries} ledger entries. Sign one, then write the bundle.',
    ko: '마지막 체크포인트가 원장 항목 {entries}개 전체의 것이 아닙니다. 체크포인트에 서명한 뒤 공개 묶음을 만드십시오.',
  },
  'bundle/not-written': {
    en: 'The bundle {folder} was not written: {reason}. What was there before is unchanged.',
    ko: '공개 묶음 {folder}을(를) 쓰지 못했습니다: {reason}. 이전 내용은 그대로 있습니다.',
  },
  'bundle/path-refused': {
    en: '{path} cannot be an extra file of a bundle: the name is reserved, or leads out of it.',
    ko: '{path}은(는) 공개 묶음의 추가 파일 이름으로 쓸 수 없습니다. 예약된 이름이거나 묶음 밖을 가리킵니다.',
  },
} as const satisfies Record<string, Bilingual>
