import type { Bilingual } from '#base'

/** Sentences for refusals of pickles; `{place}` is a byte of the pickle (of the file, where it has no archive). */
export const pickleErrors = {
  'tensors/pickle-opcode': {
    en: 'The pickle in {file} has the opcode {opcode} at byte {place}, which weights do not need. Nothing was run; convert the file to safetensors where it is trusted.',
    ko: '{file}의 피클 {place}바이트에 가중치에 필요 없는 명령 {opcode}이(가) 있습니다. 아무것도 실행하지 않았으니, 신뢰하는 환경에서 safetensors로 변환하십시오.',
  },
  'tensors/pickle-global': {
    en: 'The pickle in {file} names {global} at byte {place}, which is not on the list of what weights need. Nothing was run; save the weights alone, or as safetensors.',
    ko: '{file}의 피클 {place}바이트에 가중치에 필요한 목록에 없는 이름 {global}이(가) 있습니다. 아무것도 실행하지 않았으니, 가중치만 따로 또는 safetensors로 저장하십시오.',
  },
  'tensors/pickle-call': {
    en: 'The pickle in {file} makes something of {call} at byte {place} that is refused: {why}. Nothing was run; save the weights again.',
    ko: '{file}의 피클 {place}바이트에 있는 {call} 호출을 받아들일 수 없습니다: {why}. 아무것도 실행하지 않았으니 가중치를 다시 저장하십시오.',
  },
  'tensors/pickle-malformed': {
    en: 'The pickle in {file} is malformed at byte {place}: {why}. Save the weights again.',
    ko: '{file}의 피클이 {place}바이트에서 올바르지 않습니다: {why}. 가중치를 다시 저장하십시오.',
  },
  'tensors/pickle-ends-early': {
    en: 'The pickle in {file} ends at byte {place}, where {wanted} bytes more are needed. The file was cut off; copy it again.',
    ko: '{file}의 피클이 {place}바이트에서 끝나 {wanted}바이트가 모자랍니다. 파일이 잘렸으니 다시 복사하십시오.',
  },
  'tensors/pickle-too-large': {
    en: 'The pickle in {file} has more {what} than any checkpoint (limit {limit}, passed at byte {place}). It was not read on.',
    ko: '{file}의 피클({what})이 {place}바이트에서 한도 {limit}을(를) 넘었습니다. 어떤 체크포인트보다도 크므로 더 읽지 않았습니다.',
  },
} as const satisfies Record<string, Bilingual>
