/** Sentences for submissions; `{fact}` is replaced by the fact of that name. One list for the checker and the reception. */
export const submissionErrors = {
  'submission/no-window': {
    en: 'The rules of round {round} say nothing of submissions. Its officers add `submission: {opens, closes, replace}`.',
    ko: '{round} 단계의 규칙에 제출에 관한 내용이 없습니다. 담당자가 `submission: {opens, closes, replace}`를 적어야 합니다.',
  },
  'submission/rules-malformed': {
    en: 'The rules of submission of round {round}: {problems}',
    ko: '{round} 단계의 제출 규칙: {problems}',
  },
  'submission/not-a-folder': {
    en: '{where} is no folder. Name the folder that holds the weights.',
    ko: '{where}은(는) 폴더가 아닙니다. 가중치가 든 폴더를 지정하십시오.',
  },
  'submission/path-outside': {
    en: '{where}: this path leads out of the folder, or is no plain path. Use names separated by /, without .. and \\.',
    ko: '{where}: 폴더 밖으로 나가거나 올바르지 않은 경로입니다. .. 과 \\ 없이 /로 구분한 이름을 쓰십시오.',
  },
  'submission/name-not-unicode': {
    en: '{where}: this name is not valid UTF-8. Rename the file.',
    ko: '{where}: 이름이 올바른 UTF-8이 아닙니다. 파일 이름을 바꾸십시오.',
  },
  'submission/name-deceives': {
    en: '{where}: this name holds invisible or composed characters and would read as another. Rename the file (Unicode NFC, visible characters).',
    ko: '{where}: 이름에 보이지 않거나 조합된 글자가 있어 다른 이름으로 읽힐 수 있습니다. 파일 이름을 바꾸십시오(유니코드 NFC, 보이는 글자).',
  },
  'submission/name-not-portable': {
    en: '{where}: some systems cannot hold this name. Avoid < > : " | ? *, device names, and spaces or dots at the end.',
    ko: '{where}: 일부 시스템에서 쓸 수 없는 이름입니다. < > : " | ? *, 장치 이름, 끝의 빈칸이나 점을 피하십시오.',
  },
  'submission/path-too-long': {
    en: '{where}: this path is longer than {limit} bytes or deeper than 32 folders. Shorten it.',
    ko: '{where}: 경로가 {limit}바이트나 폴더 32단계를 넘습니다. 줄이십시오.',
  },
  'submission/names-collide': {
    en: '{where} and {other} are one name on some systems, or out of order. Rename one of them.',
    ko: '{where}와(과) {other}은(는) 일부 시스템에서 같은 이름이거나 순서가 어긋납니다. 하나의 이름을 바꾸십시오.',
  },
  'submission/too-many-files': {
    en: '{where} holds more than {limit} files, the most that the rules allow. Remove what does not belong to the submission.',
    ko: '{where}의 파일이 규칙의 한도 {limit}개를 넘습니다. 제출물이 아닌 파일을 지우십시오.',
  },
  'submission/no-files': {
    en: '{where} is empty. Put the weights into it.',
    ko: '{where}이(가) 비어 있습니다. 가중치를 넣으십시오.',
  },
  'submission/too-large': {
    en: '{where} has {bytes} bytes; the rules allow {limit}. Hand in less.',
    ko: '{where}의 크기는 {bytes}바이트이고 규칙의 한도는 {limit}바이트입니다. 줄여서 제출하십시오.',
  },
  'submission/file-too-large': {
    en: '{where} has {bytes} bytes, more than the rules allow for one file. Split it into shards.',
    ko: '{where}의 크기 {bytes}바이트가 한 파일의 한도를 넘습니다. 여러 조각으로 나누십시오.',
  },
  'submission/sparse-file': {
    en: '{where} says {bytes} bytes but stores {stored}: it consists of holes. Copy the real file.',
    ko: '{where}은(는) {bytes}바이트라고 하나 실제로는 {stored}바이트만 저장되어 있습니다(빈 파일). 실제 파일을 복사하십시오.',
  },
  'submission/special-file': {
    en: '{where} is neither a file nor a folder. Remove it.',
    ko: '{where}은(는) 파일도 폴더도 아닙니다. 지우십시오.',
  },
  'submission/broken-link': {
    en: '{where} is a link to nothing. Put the file in its place, or remove it.',
    ko: '{where}은(는) 끊어진 링크입니다. 파일을 넣거나 링크를 지우십시오.',
  },
  'submission/link-outside': {
    en: '{where} is a link out of the folder. Put the file itself in its place.',
    ko: '{where}은(는) 폴더 밖을 가리키는 링크입니다. 파일 자체를 넣으십시오.',
  },
  'submission/link-to-folder': {
    en: '{where} is a link to a folder. Put the folder itself in its place.',
    ko: '{where}은(는) 폴더를 가리키는 링크입니다. 폴더 자체를 넣으십시오.',
  },
  'submission/pickle': {
    en: '{where} is a pickle, which the office does not open. Remove it, or hand its tensors in as safetensors.',
    ko: '{where}은(는) 피클 파일이며 사무국은 열지 않습니다. 지우거나 safetensors로 바꾸어 제출하십시오.',
  },
  'submission/format-not-allowed': {
    en: '{where}: the rules take weights as {allowed} only. Convert the file.',
    ko: '{where}: 규칙은 {allowed} 형식만 받습니다. 파일을 변환하십시오.',
  },
  'submission/non-finite': {
    en: 'Tensor {where} holds {nan} NaN and {infinite} infinite values. Hand in weights that are finite.',
    ko: '{where} 텐서에 NaN {nan}개, 무한대 {infinite}개가 있습니다. 유한한 가중치를 제출하십시오.',
  },
  'submission/tensor-missing': {
    en: 'By {where} there is a tensor {tensor} of shape {wanted}; the weights have none. Correct the configuration or add it.',
    ko: '{where}에 따르면 모양 {wanted}의 {tensor} 텐서가 있어야 하나 가중치에 없습니다. 설정을 고치거나 텐서를 넣으십시오.',
  },
  'submission/shape-differs': {
    en: 'Tensor {where} has the shape {got}; by config.json it is {wanted}. Correct the one that is wrong.',
    ko: '{where} 텐서의 모양은 {got}이나 config.json에 따르면 {wanted}입니다. 틀린 쪽을 고치십시오.',
  },
  'submission/layer-too-many': {
    en: 'Tensor {where} belongs to a layer beyond the {layers} of config.json. Correct num_hidden_layers or remove it.',
    ko: '{where} 텐서는 config.json의 {layers}개 층을 벗어납니다. num_hidden_layers를 고치거나 텐서를 지우십시오.',
  },
  'submission/licence-missing': {
    en: '{where} has no file LICENSE. Add one with the text of the licence.',
    ko: '{where}에 LICENSE 파일이 없습니다. 이용 허락의 글을 담아 넣으십시오.',
  },
  'submission/licence-empty': {
    en: 'The file LICENSE of {where} has no text that can be read. Put the text of the licence into it.',
    ko: '{where}의 LICENSE 파일에 읽을 수 있는 글이 없습니다. 이용 허락의 글을 넣으십시오.',
  },
  'submission/licence-not-allowed': {
    en: '{where} declares the licence {licence}; the rules allow {allowed}.',
    ko: '{where}의 이용 허락 {licence}은(는) 규칙이 허용하는 것({allowed})이 아닙니다.',
  },
  'submission/ml-bom-missing': {
    en: '{where} has no {name}. Begin one with `assay check FOLDER --draft {name}`.',
    ko: '{where}에 {name}이(가) 없습니다. `assay check FOLDER --draft {name}`으로 만들기 시작하십시오.',
  },
  'submission/ml-bom-invalid': {
    en: '{where}, {at}: {what} (CycloneDX 1.7).',
    ko: '{where}의 {at}: {what} (CycloneDX 1.7).',
  },
  'submission/ml-bom-model': {
    en: '{where} describes {models}; it must describe one model. Put it under metadata.component, of type machine-learning-model.',
    ko: '{where}이(가) 설명하는 모형: {models}. 하나여야 합니다. metadata.component에 machine-learning-model로 적으십시오.',
  },
  'submission/field-missing': {
    en: '{where} does not declare {field}, which the rules ask for. Add it (docs/formats/ml-bom.md says where).',
    ko: '{where}에 규칙이 요구하는 {field} 항목이 없습니다. 적으십시오(자리: docs/formats/ml-bom.md).',
  },
  'submission/declared-otherwise': {
    en: '{where} declares {field} as {declared}; what was handed in says {found}. Correct the one that is wrong.',
    ko: '{where}은(는) {field}을(를) {declared}(으)로 밝혔으나 제출된 파일에서는 {found}입니다. 틀린 쪽을 고치십시오.',
  },
  'submission/transcript-missing': {
    en: '{where} has no {name}, which the rules ask for. Add the transcript of training.',
    ko: '{where}에 규칙이 요구하는 {name}이(가) 없습니다. 학습 기록을 넣으십시오.',
  },
  'submission/transcript-malformed': { en: '{where}: {problems}', ko: '{where}: {problems}' },
  'submission/checkpoint-missing': {
    en: '{where} names {path}, which is not in the folder. Add it, or correct the path.',
    ko: '{where}에 적힌 {path}이(가) 폴더에 없습니다. 넣거나 경로를 고치십시오.',
  },
  'submission/steps-unordered': {
    en: '{where}: the steps of {what} do not increase. Put them in order, each once.',
    ko: '{where}: {what}의 단계 번호가 커지지 않습니다. 순서대로 한 번씩만 적으십시오.',
  },
  'submission/loss-no-number': {
    en: '{where}: at step {step} there is no number. Correct the row.',
    ko: '{where}: {step} 단계에 수가 없습니다. 해당 행을 고치십시오.',
  },
  'submission/manifest-malformed': {
    en: 'The manifest cannot be read: {what}. Make it with `assay submit`.',
    ko: '목록(manifest)을 읽을 수 없습니다: {what}. `assay submit`으로 만드십시오.',
  },
  'submission/manifest-refused': {
    en: 'The manifest is refused at {where} by {rule}. Make it anew with `assay submit` from a folder that `assay check` finds in order.',
    ko: '목록(manifest)을 받지 않습니다: {where}, 규칙 {rule}. `assay check`를 통과한 폴더에서 `assay submit`으로 다시 만드십시오.',
  },
  'submission/note-malformed': {
    en: 'What was signed is no submission: {what}. Make it with `assay submit`.',
    ko: '서명된 글이 제출서가 아닙니다: {what}. `assay submit`으로 만드십시오.',
  },
  'submission/note-differs': {
    en: 'The manifest that came ({got}) is not the one that was signed ({wanted}).',
    ko: '받은 목록({got})이 서명된 목록({wanted})과 다릅니다.',
  },
  'submission/wrong-key': {
    en: 'This was not signed by a key of team {team}. Use the key that the office knows for it.',
    ko: '{team} 팀의 열쇠로 서명되지 않았습니다. 사무국에 등록된 열쇠를 쓰십시오.',
  },
  'submission/no-key': {
    en: 'The office knows no key of team {team}. Have its verifier key registered first.',
    ko: '사무국에 {team} 팀의 열쇠가 없습니다. 먼저 검증 열쇠를 등록하십시오.',
  },
  'submission/too-early': {
    en: 'Submissions are taken from {opens} on (rule {rule}); it is {at} by the office’s clock.',
    ko: '제출은 {opens}부터 받습니다(규칙 {rule}). 사무국 시계로 지금은 {at}입니다.',
  },
  'submission/too-late': {
    en: 'Submissions were taken until {closes} (rule {rule}); it is {at} by the office’s clock. Nothing is taken or changed any more.',
    ko: '제출은 {closes}에 마감되었습니다(규칙 {rule}). 사무국 시계로 지금은 {at}입니다. 더 이상 받거나 바꾸지 않습니다.',
  },
  'submission/unknown-round': {
    en: '{round} names no single round that the office has sealed. Name one of {known}.',
    ko: '{round}은(는) 사무국이 봉인한 하나의 단계를 가리키지 않습니다. 다음 가운데 하나를 쓰십시오: {known}.',
  },
  'submission/unknown': {
    en: 'Nothing has begun to arrive under {id}. Begin with the signed text.',
    ko: '{id}(으)로 시작된 제출이 없습니다. 서명된 글부터 보내십시오.',
  },
  'submission/unknown-file': {
    en: 'The manifest has no {where}.',
    ko: '목록에 {where}이(가) 없습니다.',
  },
  'submission/wrong-offset': {
    en: '{where}: a piece begins at {offset}, but {received} bytes are there. Send it from there on.',
    ko: '{where}: {offset}에서 시작하는 조각을 받았으나 지금까지 {received}바이트가 있습니다. 그 자리부터 보내십시오.',
  },
  'submission/piece-too-large': {
    en: 'A piece has at most {limit} bytes.',
    ko: '한 조각은 {limit}바이트까지입니다.',
  },
  'submission/size-lies': {
    en: '{where}: the manifest says {bytes} bytes, and more came. Make the manifest anew.',
    ko: '{where}: 목록에는 {bytes}바이트라고 하나 더 많이 왔습니다. 목록을 다시 만드십시오.',
  },
  'submission/incomplete': {
    en: '{where}: {received} of {bytes} bytes have arrived. Send the rest with the same command.',
    ko: '{where}: {bytes}바이트 가운데 {received}바이트가 도착했습니다. 같은 명령으로 나머지를 보내십시오.',
  },
  'submission/digest-differs': {
    en: '{where}: what arrived is {got}, the manifest says {wanted}. It was thrown away; send it again, or sign anew if the file changed.',
    ko: '{where}: 도착한 것은 {got}, 목록은 {wanted}입니다. 받은 것을 버렸습니다. 다시 보내거나, 파일이 바뀌었으면 새로 서명하십시오.',
  },
  'submission/no-replacement': {
    en: 'Team {team} has handed in {standing}, and the rules allow no replacement (rule {rule}).',
    ko: '{team} 팀은 이미 {standing}을(를) 제출하였고 규칙은 교체를 허용하지 않습니다(규칙 {rule}).',
  },
  'submission/replaces-other': {
    en: 'This replaces {replaces}, but {standing} stands for team {team}. Run the command again: it names what stands.',
    ko: '이 제출은 {replaces}을(를) 대신한다고 하나 {team} 팀의 제출물은 {standing}입니다. 명령을 다시 실행하십시오.',
  },
  'submission/no-room': {
    en: 'The office has {free} bytes left for {bytes}. Tell its officers.',
    ko: '사무국에 {bytes}바이트를 받을 자리가 없습니다(남은 자리 {free}바이트). 담당자에게 알리십시오.',
  },
  'submission/source-not-allowed': {
    en: 'The office does not fetch from {source}; the rules allow {allowed} (rule {rule}). Upload instead, or use one of these.',
    ko: '사무국은 {source}에서 가져오지 않습니다. 규칙이 허용하는 곳: {allowed}(규칙 {rule}). 직접 올리거나 허용된 곳을 쓰십시오.',
  },
  'submission/source-refused': {
    en: '{source} answered with status {status}. Make the file public for the office, and complete again.',
    ko: '{source}의 응답 상태가 {status}입니다. 사무국이 읽을 수 있게 한 뒤 다시 마치십시오.',
  },
  'submission/source-unreachable': {
    en: '{source} cannot be read ({reason}). What has come is kept; the same command goes on.',
    ko: '{source}을(를) 읽을 수 없습니다({reason}). 받은 것은 남아 있으며 같은 명령으로 이어집니다.',
  },
  'submission/key-missing': {
    en: 'There is no key {path}. Make one with `assay submit --new-key {path}`.',
    ko: '열쇠 {path}이(가) 없습니다. `assay submit --new-key {path}`으로 만드십시오.',
  },
  'submission/key-exposed': {
    en: 'Others can read the key {path}. Run: chmod 600 {path}',
    ko: '다른 사람이 열쇠 {path}을(를) 읽을 수 있습니다. chmod 600 {path} 를 실행하십시오.',
  },
  'submission/key-damaged': {
    en: '{path} is no key of a team: a name, a space, and 64 hex digits. Restore it from its copy.',
    ko: '{path}은(는) 팀의 열쇠가 아닙니다(이름, 빈칸, 16진수 64자). 사본에서 되살리십시오.',
  },
  'submission/key-exists': {
    en: '{path} is there already and was left alone. Name another file.',
    ko: '{path}이(가) 이미 있어 그대로 두었습니다. 다른 파일 이름을 쓰십시오.',
  },
  'submission/key-not-written': {
    en: 'The key {path} could not be written ({reason}). Name a file in a folder that may be written to.',
    ko: '열쇠 {path}을(를) 쓸 수 없습니다({reason}). 쓸 수 있는 폴더의 파일 이름을 주십시오.',
  },
  'submission/changed': {
    en: '{where} became shorter while it was sent. Leave the folder alone, and run the command again.',
    ko: '보내는 동안 {where}이(가) 짧아졌습니다. 폴더를 그대로 두고 명령을 다시 실행하십시오.',
  },
  'submission/no-office': {
    en: 'What answers at {address} takes no submissions. Check the address with the office.',
    ko: '{address}에서는 제출을 받지 않습니다. 사무국에 주소를 확인하십시오.',
  },
  'submission/office-unreachable': {
    en: '{address} cannot be reached ({reason}, {attempts} attempts). The same command goes on from what has arrived.',
    ko: '{address}에 닿을 수 없습니다({reason}, {attempts}번 시도). 같은 명령으로 도착한 데서부터 이어집니다.',
  },
  'submission/request-malformed': {
    en: 'The request cannot be read: {what}.',
    ko: '요청을 읽을 수 없습니다: {what}.',
  },
  'submission/call-incomplete': {
    en: '`assay submit` also needs {missing}. See `assay submit --help`.',
    ko: '`assay submit`에 {missing}이(가) 더 필요합니다. `assay submit --help`를 보십시오.',
  },
} as const
