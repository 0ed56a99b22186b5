import type { Bilingual } from '#base'

/** Sentences for refusals of what PyTorch saved, and of the archives in which it and NumPy save. */
export const torchErrors = {
  'tensors/not-torch': {
    en: '{file} is no file of PyTorch weights; it looks like: {looksLike}. Save the weights again with torch.save, or as safetensors.',
    ko: '{file}은(는) PyTorch 가중치 파일이 아니며 {looksLike}(으)로 보입니다. torch.save 또는 safetensors로 다시 저장하십시오.',
  },
  'tensors/torch-script': {
    en: '{file} holds a program (TorchScript), not weights alone. Save the state dict of the model.',
    ko: '{file}에는 가중치만이 아니라 프로그램(TorchScript)이 들어 있습니다. 모델의 state dict를 저장하십시오.',
  },
  'tensors/torch-malformed': {
    en: '{file} is not as PyTorch saves: {why}. Save the weights again.',
    ko: '{file}이(가) PyTorch 저장 형식에 맞지 않습니다: {why}. 가중치를 다시 저장하십시오.',
  },
  'tensors/torch-storage': {
    en: 'In {file} the storage {storage} can not be used: {why}. Save the weights again.',
    ko: '{file}의 저장소 {storage}을(를) 쓸 수 없습니다: {why}. 가중치를 다시 저장하십시오.',
  },
  'tensors/torch-view': {
    en: 'In {file} tensor {tensor} does not fit its storage: {why}. Save the weights again.',
    ko: '{file}의 텐서 {tensor}이(가) 저장소와 맞지 않습니다: {why}. 가중치를 다시 저장하십시오.',
  },
  'tensors/torch-no-tensors': {
    en: '{file} holds no tensors; it holds: {found}. Save the state dict of the model.',
    ko: '{file}에 텐서가 없습니다. 현재 내용: {found}. 모델의 state dict를 저장하십시오.',
  },
  'tensors/torch-ambiguous': {
    en: '{file} holds several sets of tensors ({keys}). Which one is the model can not be known; save the one alone.',
    ko: '{file}에 텐서 묶음이 여럿 있어({keys}) 어느 것이 모델인지 알 수 없습니다. 하나만 저장하십시오.',
  },
  'tensors/zip-damaged': {
    en: 'The archive {file} is damaged: {why}. Copy it again, or save it again.',
    ko: '압축 파일 {file}이(가) 손상되었습니다: {why}. 다시 복사하거나 저장하십시오.',
  },
  'tensors/zip-record': {
    en: 'In the archive {file} the record {record} can not be used: {why}. Save it again.',
    ko: '압축 파일 {file}의 항목 {record}을(를) 쓸 수 없습니다: {why}. 다시 저장하십시오.',
  },
  'tensors/zip-bomb': {
    en: 'In the archive {file} the record {record} would grow from {stored} bytes to {inflated}; at most {limit} are allowed. Save it without compression.',
    ko: '압축 파일 {file}의 항목 {record}이(가) {stored}바이트에서 {inflated}바이트로 늘어나 한도 {limit}바이트를 넘습니다. 압축하지 않고 저장하십시오.',
  },
} as const satisfies Record<string, Bilingual>
