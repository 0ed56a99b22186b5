import type { Bilingual } from '#base'

/** Refusals of models on servers. */
export const httpErrors = {
  'tensors/http-address': {
    en: '{got} is not an http or https address.',
    ko: '{got}은(는) http 또는 https 주소가 아닙니다.',
  },
  'tensors/hub-name': {
    en: '{got} is not the name of a model on a hub. Write ORG/NAME or ORG/NAME@REVISION.',
    ko: '{got}은(는) 허브의 모델 이름이 아닙니다. ORG/NAME 또는 ORG/NAME@REVISION 형식으로 쓰십시오.',
  },
  'tensors/http-refused': {
    en: 'The server answered {status} for {where}. Check the address, and whether a token is needed (401, 403).',
    ko: '{where}에 대해 서버가 {status}(으)로 답했습니다. 주소와 토큰이 필요한지(401, 403) 확인하십시오.',
  },
  'tensors/http-unreachable': {
    en: '{where} could not be read in {attempts} attempts ({reason}). Check the connection and the server, then run the command again.',
    ko: '{where}을(를) {attempts}번 시도했으나 읽지 못했습니다({reason}). 연결과 서버를 확인한 뒤 다시 실행하십시오.',
  },
  'tensors/http-redirect': {
    en: 'The server led from {where} to where it can not be followed ({reason}).',
    ko: '서버가 {where}에서 따라갈 수 없는 곳으로 넘겼습니다({reason}).',
  },
  'tensors/http-no-ranges': {
    en: 'The server of {where} gives whole files only, and no ranges. Fetch the model and name its folder.',
    ko: '{where}의 서버는 범위 요청을 지원하지 않고 파일 전체만 보냅니다. 모델을 내려받아 폴더를 지정하십시오.',
  },
  'tensors/http-malformed': {
    en: 'The server of {where} breaks the protocol of ranges: {why}. Fetch the model and name its folder.',
    ko: '{where}의 서버가 범위 요청 규약을 어깁니다: {why}. 모델을 내려받아 폴더를 지정하십시오.',
  },
  'tensors/changed-on-server': {
    en: '{where} changed while it was read. Name a fixed revision, or run the command again.',
    ko: '{where}이(가) 읽는 동안 바뀌었습니다. 고정된 리비전을 지정하거나 다시 실행하십시오.',
  },
} as const satisfies Record<string, Bilingual>
