import type { Bilingual } from '#base'

/** A sentence for each refusal of a GGUF file; those that other formats have too stand with the room's. */
export const ggufErrors = {
  'tensors/not-gguf': {
    en: '{file} is no GGUF file; it looks like: {looksLike}. Name the weights themselves.',
    ko: '{file}은(는) GGUF 파일이 아니며 {looksLike}(으)로 보입니다. 가중치 파일을 직접 지정하십시오.',
  },
  'tensors/gguf-version': {
    en: '{file} has GGUF version {got}; versions 2 and 3 are read. Convert it again with a current llama.cpp.',
    ko: '{file}의 GGUF 버전은 {got}이며 버전 2와 3만 읽습니다. 최신 llama.cpp로 다시 변환하십시오.',
  },
  'tensors/gguf-cut-off': {
    en: '{file} claims {wanted} bytes for {what} at byte {at} and has {left} left. It was cut off, or a length in it is false; copy it again.',
    ko: '{file}은(는) {at}바이트 위치의 {what}에 {wanted}바이트가 있다고 하지만 남은 것은 {left}바이트입니다. 파일이 잘렸거나 길이가 거짓이니 다시 복사하십시오.',
  },
  'tensors/gguf-header-too-large': {
    en: 'The header of {file} goes on beyond {limit} bytes; no model needs so much. The file is damaged.',
    ko: '{file}의 헤더가 {limit}바이트를 넘습니다. 이만큼 큰 헤더가 필요한 모델은 없으므로 손상된 파일입니다.',
  },
  'tensors/gguf-too-many': {
    en: '{file} claims {got} entries of {what} where at most {limit} can be. It was cut off or is damaged; copy it again.',
    ko: '{file}에 {what} 항목이 {got}개 있다고 하지만 최대 {limit}개만 있을 수 있습니다. 잘렸거나 손상되었으니 다시 복사하십시오.',
  },
  'tensors/gguf-malformed': {
    en: 'The header of {file} is malformed near byte {at}, in {what}: {got}. Convert the model again.',
    ko: '{file}의 헤더가 {at}바이트 부근 {what}에서 올바르지 않습니다: {got}. 모델을 다시 변환하십시오.',
  },
  'tensors/gguf-alignment': {
    en: '{file} gives general.alignment as {got}; it must be a power of two of type uint32. Convert the model again.',
    ko: '{file}의 general.alignment 값이 {got}입니다. uint32 형의 2의 거듭제곱이어야 하므로 모델을 다시 변환하십시오.',
  },
  'tensors/gguf-unknown-type': {
    en: 'In {file} tensor {tensor} has the type number {got}, which is not known. It is damaged, or newer than this program.',
    ko: '{file}의 텐서 {tensor}의 형식 번호 {got}은(는) 알 수 없습니다. 손상되었거나 이 프로그램보다 새로운 파일입니다.',
  },
  'tensors/gguf-removed-type': {
    en: 'In {file} tensor {tensor} has the type {got}, which may not stand in a file (any more). Quantise the model again.',
    ko: '{file}의 텐서 {tensor}의 형식 {got}은(는) (더는) 파일에 쓸 수 없습니다. 모델을 다시 양자화하십시오.',
  },
  'tensors/gguf-odd-row': {
    en: 'In {file} tensor {tensor} has rows of {row} elements, no multiple of the {block} that a block of {type} holds.',
    ko: '{file}의 텐서 {tensor}의 행은 원소가 {row}개로 {type} 블록의 원소 수 {block}의 배수가 아닙니다.',
  },
  'tensors/gguf-misplaced': {
    en: 'In {file} tensor {tensor} begins at byte {got} of the data; after the one before it must begin at {wanted}.',
    ko: '{file}의 텐서 {tensor}이(가) 데이터 {got}바이트에서 시작하지만 앞 텐서 다음인 {wanted}바이트에서 시작해야 합니다.',
  },
  'tensors/gguf-big-endian': {
    en: 'In {file} tensor {tensor} has blocks of {type} in big-endian order, which is not read. Convert the file to little-endian.',
    ko: '{file}의 텐서 {tensor}은(는) 빅 엔디언 {type} 블록이라 읽지 않습니다. 리틀 엔디언으로 변환하십시오.',
  },
  'tensors/gguf-heads': {
    en: 'In {file} the {rows} rows of tensor {tensor} can not be shared among {heads} attention heads as the metadata say.',
    ko: '{file}의 텐서 {tensor}의 행 {rows}개를 메타데이터의 어텐션 헤드 {heads}개로 나눌 수 없습니다.',
  },
  'tensors/gguf-split-name': {
    en: '{file} is one of {count} parts, and its name does not end in -00001-of-0000N.gguf as names of parts do. Restore its name.',
    ko: '{file}은(는) {count}개 분할 파일 중 하나지만 이름이 -00001-of-0000N.gguf 꼴로 끝나지 않습니다. 원래 이름으로 되돌리십시오.',
  },
  'tensors/gguf-missing-part': {
    en: '{part}, a part of the model that {file} belongs to, is not beside it. Add the file.',
    ko: '{file}이(가) 속한 모델의 분할 파일 {part}이(가) 같은 폴더에 없습니다. 파일을 추가하십시오.',
  },
  'tensors/gguf-split-disagrees': {
    en: '{file} gives {field} as {got} where the set of parts has {wanted}. Parts of two models are mixed, or one was cut.',
    ko: '{file}의 {field} 값은 {got}이지만 분할 파일 묶음에 따르면 {wanted}이어야 합니다. 두 모델의 파일이 섞였거나 일부가 빠졌습니다.',
  },
} as const satisfies Record<string, Bilingual>
