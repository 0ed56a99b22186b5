import type { Bilingual } from '#base'

/** A sentence for each refusal of this room; `{fact}` stands for a fact of the error. */
export const inferenceErrors = {
  'inference/no-config': {
    en: '{model} has no config.json beside its weights, so nobody can tell how they are computed. Add it.',
    ko: '{model}의 가중치 옆에 config.json이 없어 계산 방법을 알 수 없습니다. 파일을 추가하십시오.',
  },
  'inference/config-malformed': {
    en: 'The config.json of {model} does not describe a decoder that can be run: {problems}.',
    ko: '{model}의 config.json이 실행할 수 있는 디코더를 나타내지 않습니다: {problems}.',
  },
  'inference/unsupported-model': {
    en: 'This server cannot run {model}: {what}. Serve it with an engine of its own and give its address instead.',
    ko: '이 서버로는 {model}을(를) 실행할 수 없습니다: {what}. 다른 엔진으로 서비스하고 그 주소를 지정하십시오.',
  },
  'inference/missing-tensor': {
    en: '{model} lacks the tensor {tensor}, which its configuration calls for. Hand in the whole checkpoint.',
    ko: '{model}에 설정이 요구하는 텐서 {tensor}이(가) 없습니다. 체크포인트 전체를 제출하십시오.',
  },
  'inference/wrong-shape': {
    en: 'The tensor {tensor} of {model} has the shape {got}; the configuration says {wanted}. Correct one of them.',
    ko: '{model}의 텐서 {tensor}의 형상은 {got}인데 설정은 {wanted}입니다. 둘 중 하나를 바로잡으십시오.',
  },
  'inference/unexpected-tensor': {
    en: '{model} holds {tensor}, which has no place in the computation that its configuration describes; leaving it out would give wrong figures.',
    ko: '{model}에 설정이 나타내는 계산에 쓰이지 않는 텐서 {tensor}이(가) 있습니다. 빼고 계산하면 결과가 틀립니다.',
  },
  'inference/model-too-large': {
    en: '{model} has {parameters} parameters; this server runs up to {limit}. Serve it with an engine of its own and give its address instead.',
    ko: '{model}의 매개변수는 {parameters}개이고 이 서버의 한도는 {limit}개입니다. 다른 엔진으로 서비스하고 그 주소를 지정하십시오.',
  },
  'inference/weights-not-finite': {
    en: 'The tensor {tensor} of {model} holds NaN or infinite values, so every answer would be meaningless. Hand in sound weights.',
    ko: '{model}의 텐서 {tensor}에 NaN 또는 무한대가 있어 어떤 응답도 의미가 없습니다. 올바른 가중치를 제출하십시오.',
  },
  'inference/result-not-finite': {
    en: '{model} overflows at position {position} of the text: its log-probabilities are not numbers.',
    ko: '{model}의 계산이 텍스트의 {position}번째 위치에서 넘쳐 로그 확률이 수가 아닙니다.',
  },
  'inference/empty-prompt': {
    en: 'The prompt is empty, and {model} has no token to begin with. Give at least one character.',
    ko: '프롬프트가 비어 있고 {model}에는 시작 토큰이 없습니다. 한 글자 이상 입력하십시오.',
  },
  'inference/text-too-long': {
    en: 'Prompt and answer together are {tokens} tokens; the limit is {limit}. Shorten the prompt or ask for fewer tokens.',
    ko: '프롬프트와 응답을 합해 {tokens}토큰이고 한도는 {limit}토큰입니다. 프롬프트를 줄이거나 응답 길이를 줄이십시오.',
  },
  'inference/request-malformed': {
    en: 'The request cannot be answered as it stands: {problems}.',
    ko: '요청을 그대로는 처리할 수 없습니다: {problems}.',
  },
  'inference/request-too-large': {
    en: 'The request is larger than {limit} bytes. Send fewer prompts at once.',
    ko: '요청이 {limit}바이트보다 큽니다. 한 번에 보내는 프롬프트를 줄이십시오.',
  },
  'inference/answer-too-large': {
    en: 'The answer would hold {logProbs} log-probabilities; the limit is {limit}. Send fewer prompts at once or ask for fewer of the most probable tokens.',
    ko: '응답에 로그 확률이 {logProbs}개 들어가며 한도는 {limit}개입니다. 한 번에 보내는 프롬프트를 줄이거나 상위 토큰 수를 줄이십시오.',
  },
  'inference/unknown-model': {
    en: 'There is no model {model} here; there are {models}.',
    ko: '{model} 모형이 없습니다. 있는 모형은 {models}입니다.',
  },
  'inference/unknown-address': {
    en: '{method} {path} is not served; POST /v1/completions, POST /v1/chat/completions, GET /v1/models and GET /health are.',
    ko: '{method} {path}은(는) 없습니다. POST /v1/completions, POST /v1/chat/completions, GET /v1/models, GET /health를 쓰십시오.',
  },
  'inference/no-models': {
    en: 'No model was named to serve. Give at least one name with its folder.',
    ko: '서비스할 모형이 없습니다. 이름과 폴더를 하나 이상 지정하십시오.',
  },
  'inference/cannot-listen': {
    en: 'The model server cannot listen on {host}:{port} ({what}). Choose another port, or 0 for any.',
    ko: '모형 서버가 {host}:{port}에서 수신할 수 없습니다({what}). 다른 포트를 쓰거나 0을 지정하십시오.',
  },
  'inference/server-ended': {
    en: 'The model server ended before its work was done ({what}). Run the command again.',
    ko: '모형 서버가 작업을 마치기 전에 종료되었습니다({what}). 명령을 다시 실행하십시오.',
  },
} as const satisfies Record<string, Bilingual>
