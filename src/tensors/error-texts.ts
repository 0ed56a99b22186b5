import type { Bilingual } from '#base'
import { adapterErrors } from './adapters/error-texts.ts'
import { ggufErrors } from './gguf/error-texts.ts'
import { numpyErrors } from './numpy/error-texts.ts'
import { onnxErrors } from './onnx/error-texts.ts'
import { pickleErrors } from './pickle/error-texts.ts'
import { quantisedErrors } from './quantised/error-texts.ts'
import { httpErrors } from './http-error-texts.ts'
import { torchErrors } from './torch/error-texts.ts'

/** A sentence for each refusal of this room; `{fact}` stands for a fact of the error. */
export const tensorsErrors = {
  'tensors/not-found': {
    en: 'There is nothing at {path}. Check the path.',
    ko: '{path}에 파일이나 폴더가 없습니다. 경로를 확인하십시오.',
  },
  'tensors/not-permitted': {
    en: '{path} may not be read by this user. Give it the right to read.',
    ko: '현재 사용자에게 {path}의 읽기 권한이 없습니다. 읽기 권한을 주십시오.',
  },
  'tensors/read-failed': {
    en: '{path} could not be read ({reason}). Check the disk and the file, then run the command again.',
    ko: '{path}을(를) 읽지 못했습니다({reason}). 디스크와 파일을 확인한 뒤 다시 실행하십시오.',
  },
  'tensors/special-file': {
    en: '{path} is neither a file nor a folder (a pipe, a socket or a device). Remove it.',
    ko: '{path}은(는) 파일도 폴더도 아닙니다(파이프, 소켓 또는 장치). 제거하십시오.',
  },
  'tensors/file-too-large': {
    en: '{path} has {bytes} bytes; at most {limit} are read. It is not what its name says.',
    ko: '{path}의 크기가 {bytes}바이트로 한도 {limit}바이트를 넘습니다. 이름에 맞는 파일이 아닙니다.',
  },
  'tensors/not-utf8': {
    en: '{path} is not UTF-8 text. Save it again as UTF-8.',
    ko: '{path}은(는) UTF-8 텍스트가 아닙니다. UTF-8로 다시 저장하십시오.',
  },
  'tensors/no-weights': {
    en: '{folder} holds no weights. Put model.safetensors, or shards with model.safetensors.index.json, there; PyTorch, GGUF, NumPy and ONNX files are read too. It holds: {files}.',
    ko: '{folder}에 가중치가 없습니다. model.safetensors 또는 분할 파일과 model.safetensors.index.json을 넣으십시오. PyTorch, GGUF, NumPy, ONNX 파일도 읽습니다. 현재 내용: {files}.',
  },
  'tensors/unknown-format': {
    en: '{path} is no file of weights. Safetensors, PyTorch, GGUF, NumPy and ONNX files are read, and indices of shards.',
    ko: '{path}은(는) 가중치 파일이 아닙니다. safetensors, PyTorch, GGUF, NumPy, ONNX 파일과 분할 파일 목록을 읽을 수 있습니다.',
  },
  'tensors/ambiguous-weights': {
    en: '{folder} holds more than one set of weights ({files}). Name the file that is meant, or remove the others.',
    ko: '{folder}에 가중치가 둘 이상 있습니다({files}). 대상 파일을 직접 지정하거나 나머지를 제거하십시오.',
  },
  'tensors/empty-file': {
    en: '{file} is empty (0 bytes). Copy it again from where it was made.',
    ko: '{file}이(가) 비어 있습니다(0바이트). 원본에서 다시 복사하십시오.',
  },
  'tensors/not-safetensors': {
    en: '{file} is no safetensors file; it looks like: {looksLike}. Hand in the weights themselves, as safetensors.',
    ko: '{file}은(는) safetensors 파일이 아니며 {looksLike}(으)로 보입니다. 가중치를 safetensors 형식으로 제출하십시오.',
  },
  'tensors/header-too-large': {
    en: '{file} declares a header of {got} bytes; the format allows {limit}. The file is damaged or no safetensors file.',
    ko: '{file}의 헤더 길이가 {got}바이트로 형식의 한도 {limit}바이트를 넘습니다. 손상되었거나 safetensors 파일이 아닙니다.',
  },
  'tensors/header-beyond-file': {
    en: '{file} has {bytes} bytes and ends before its header does. It was cut off; copy it again.',
    ko: '{file}({bytes}바이트)이 헤더가 끝나기 전에 끊겼습니다. 다시 복사하십시오.',
  },
  'tensors/malformed-header': {
    en: 'The header of {file} is malformed: {why}. Write the file again with a safetensors library.',
    ko: '{file}의 헤더가 올바르지 않습니다: {why}. safetensors 라이브러리로 다시 저장하십시오.',
  },
  'tensors/duplicate-name': {
    en: '{file} gives the name {name} twice. Which one counts can not be known; write the file again.',
    ko: '{file}에 {name}이라는 이름이 두 번 나옵니다. 어느 쪽이 유효한지 알 수 없으므로 다시 저장하십시오.',
  },
  'tensors/bad-entry': {
    en: 'In {file} the field {field} of tensor {tensor} is not as the format wants it: {got}.',
    ko: '{file}의 텐서 {tensor}에서 {field} 항목이 형식에 맞지 않습니다: {got}.',
  },
  'tensors/unknown-dtype': {
    en: 'In {file} tensor {tensor} has the dtype {got}, which the safetensors format does not have.',
    ko: '{file}의 텐서 {tensor}에 safetensors 형식에 없는 자료형 {got}이(가) 있습니다.',
  },
  'tensors/shape-too-large': {
    en: 'In {file} the shape of tensor {tensor} is larger than any file can be.',
    ko: '{file}의 텐서 {tensor}의 형상이 파일이 담을 수 있는 크기를 넘습니다.',
  },
  'tensors/too-many-tensors': {
    en: '{file} names more than {limit} tensors; no model has so many in one file.',
    ko: '{file}의 텐서가 {limit}개를 넘습니다. 한 파일에 이만큼 많은 텐서를 담는 모델은 없습니다.',
  },
  'tensors/size-mismatch': {
    en: 'In {file} tensor {tensor} ({dtype}, shape {shape}) needs {wanted} bytes and is given {got}.',
    ko: '{file}의 텐서 {tensor}({dtype}, 형상 {shape})에는 {wanted}바이트가 필요하지만 {got}바이트가 배정되었습니다.',
  },
  'tensors/ranges-overlap': {
    en: 'In {file} tensor {tensor} begins at byte {begin} of the data and overlaps what ends at {wanted}.',
    ko: '{file}의 텐서 {tensor}이(가) 데이터 {begin}바이트에서 시작하여 {wanted}바이트에서 끝나는 앞 텐서와 겹칩니다.',
  },
  'tensors/ranges-gap': {
    en: 'In {file} tensor {tensor} begins at byte {begin} of the data, and bytes from {wanted} belong to no tensor.',
    ko: '{file}의 텐서 {tensor}이(가) 데이터 {begin}바이트에서 시작하여 {wanted}바이트부터 어느 텐서에도 속하지 않는 틈이 있습니다.',
  },
  'tensors/truncated': {
    en: '{file} has {got} bytes of data where its header names {wanted}. It was cut off; copy it again.',
    ko: '{file}의 데이터가 {got}바이트로 헤더가 밝힌 {wanted}바이트보다 짧습니다. 파일이 잘렸으니 다시 복사하십시오.',
  },
  'tensors/trailing-bytes': {
    en: '{file} has {bytes} bytes after its last tensor. The format allows none; write the file again.',
    ko: '{file}의 마지막 텐서 뒤에 {bytes}바이트가 더 있습니다. 형식상 허용되지 않으므로 다시 저장하십시오.',
  },
  'tensors/malformed-index': {
    en: 'The index {file} is malformed: {why}. Save the model again with its index.',
    ko: '색인 {file}이(가) 올바르지 않습니다: {why}. 모델과 색인을 다시 저장하십시오.',
  },
  'tensors/shard-outside-folder': {
    en: 'The index {file} names {shard}, which is not a plain file name. Shards must lie beside their index.',
    ko: '색인 {file}의 {shard}은(는) 단순한 파일 이름이 아닙니다. 분할 파일은 색인과 같은 폴더에 있어야 합니다.',
  },
  'tensors/shard-not-safetensors': {
    en: 'The index {file} names {shard}, which is no .safetensors file. Convert it, or correct the index.',
    ko: '색인 {file}의 {shard}은(는) .safetensors 파일이 아닙니다. 변환하거나 색인을 고치십시오.',
  },
  'tensors/too-many-shards': {
    en: 'The index {file} names {got} shards; at most {limit} are read.',
    ko: '색인 {file}의 분할 파일이 {got}개로 한도 {limit}개를 넘습니다.',
  },
  'tensors/missing-shard': {
    en: 'The index {index} names {shard}, which is not beside it. Add the file or correct the index.',
    ko: '색인 {index}에 적힌 {shard}이(가) 같은 폴더에 없습니다. 파일을 추가하거나 색인을 고치십시오.',
  },
  'tensors/index-disagrees': {
    en: 'Tensor {tensor} is in shard {named} by the index {index}, and was found in {found}. Save the model again.',
    ko: '색인 {index}에 따르면 텐서 {tensor}은(는) {named}에 있어야 하지만 실제로는 {found}에 있습니다. 모델을 다시 저장하십시오.',
  },
  'tensors/closed': {
    en: '{source} was closed before all was read.',
    ko: '{source}을(를) 다 읽기 전에 닫았습니다.',
  },
  'tensors/unknown-tensor': {
    en: '{source} has no tensor named {tensor}.',
    ko: '{source}에 {tensor}라는 텐서가 없습니다.',
  },
  'tensors/out-of-range': {
    en: 'Tensor {tensor} of {source} has {size} bytes; {bytes} from byte {offset} were asked for.',
    ko: '{source}의 텐서 {tensor}은(는) {size}바이트인데 {offset}바이트부터 {bytes}바이트를 요청했습니다.',
  },
  'tensors/rows-out-of-range': {
    en: 'Tensor {tensor} of {source} has {rows} rows; rows {from} to {to} were asked for.',
    ko: '{source}의 텐서 {tensor}은(는) 행이 {rows}개인데 {from}부터 {to}까지 요청했습니다.',
  },
  'tensors/too-large': {
    en: 'Tensor {tensor} of {source} takes {bytes} bytes as F32; at most {limit} were allowed here.',
    ko: '{source}의 텐서 {tensor}은(는) F32로 {bytes}바이트이며 여기서 허용된 {limit}바이트를 넘습니다.',
  },
  'tensors/odd-bytes': {
    en: '{bytes} bytes are not a whole number of {dtype} elements, or do not fit the {values} values given.',
    ko: '{bytes}바이트는 {dtype} 원소의 정수 개가 아니거나 주어진 값 {values}개와 맞지 않습니다.',
  },
  'tensors/non-finite': {
    en: 'Tensor {tensor} of {source} holds {nan} NaN and {infinite} infinite values. Weights must be numbers.',
    ko: '{source}의 텐서 {tensor}에 NaN {nan}개와 무한대 {infinite}개가 있습니다. 가중치는 유한한 수여야 합니다.',
  },
  'tensors/pair-differs': {
    en: 'Tensors {subject} ({got} values) and {reference} ({wanted} values) can not be laid over each other.',
    ko: '텐서 {subject}(값 {got}개)와 {reference}(값 {wanted}개)는 크기가 달라 겹쳐 비교할 수 없습니다.',
  },
  'tensors/no-files': {
    en: '{folder} holds no file. A submission needs at least one.',
    ko: '{folder}에 파일이 없습니다. 제출물에는 파일이 하나 이상 있어야 합니다.',
  },
  'tensors/too-many-files': {
    en: '{folder} holds more than {limit} files. Remove what is not part of the submission.',
    ko: '{folder}의 파일이 {limit}개를 넘습니다. 제출물이 아닌 것을 제거하십시오.',
  },
  'tensors/too-deep': {
    en: 'Folders in {folder} are nested deeper than {limit}.',
    ko: '{folder} 안의 폴더가 {limit}단계보다 깊게 중첩되어 있습니다.',
  },
  'tensors/name-not-utf8': {
    en: 'The file name {path} is not UTF-8. Rename the file.',
    ko: '파일 이름 {path}이(가) UTF-8이 아닙니다. 이름을 바꾸십시오.',
  },
  'tensors/link-outside-folder': {
    en: '{path} is a link that leaves the folder. Put the file itself there.',
    ko: '{path}은(는) 폴더 밖을 가리키는 링크입니다. 파일 자체를 넣으십시오.',
  },
  'tensors/link-to-folder': {
    en: '{path} is a link to a folder. Put the folder itself there.',
    ko: '{path}은(는) 폴더를 가리키는 링크입니다. 폴더 자체를 넣으십시오.',
  },
  'tensors/changed-while-reading': {
    en: '{path} changed while it was read. Wait until nothing writes to it, then run the command again.',
    ko: '{path}이(가) 읽는 동안 바뀌었습니다. 쓰기가 끝난 뒤 다시 실행하십시오.',
  },
  ...quantisedErrors,
  ...adapterErrors,
  ...httpErrors,
  ...numpyErrors,
  ...onnxErrors,
  ...pickleErrors,
  ...torchErrors,
  ...ggufErrors,
} as const satisfies Record<string, Bilingual>
