import type { Bilingual } from '#base'

/** Sentences for the errors of this room; `{fact}` stands for the fact of that name. */
export const ledgerErrors = {
  'ledger/base64-malformed': {
    en: '"{got}" is not standard base64 in its canonical form. Copy the text again, unchanged.',
    ko: '"{got}"은(는) 표준 base64의 정규 표기가 아닙니다. 원문을 그대로 다시 복사하십시오.',
  },
  'ledger/checkpoint-malformed': {
    en: 'This is no checkpoint: {what}. A checkpoint is three lines (origin, size, root), a blank line, and signatures.',
    ko: '체크포인트가 아닙니다: {what}. 체크포인트는 세 줄(출처, 크기, 루트)과 빈 줄, 서명으로 이루어집니다.',
  },
  'ledger/entry-malformed': {
    en: '{where} is no ledger entry: {what}.',
    ko: '{where}은(는) 원장 항목이 아닙니다: {what}.',
  },
  'ledger/entry-too-large': {
    en: 'A ledger entry has {bytes} bytes; {limit} is the most. Put the content into a blob and its digest into the entry.',
    ko: '원장 항목이 {bytes}바이트로, 한도 {limit}바이트를 넘습니다. 내용은 블롭에 두고 항목에는 다이제스트만 적으십시오.',
  },
  'ledger/file-too-large': {
    en: '{path} has {bytes} bytes; no file of a bundle has more than {limit}.',
    ko: '{path}의 크기가 {bytes}바이트입니다. 공개 묶음의 파일은 {limit}바이트를 넘을 수 없습니다.',
  },
  'ledger/key-malformed': {
    en: '"{key}" is no verifier key. It looks like office.example/ledger+1a2b3c4d+AbCd…: name, key id, base64.',
    ko: '"{key}"은(는) 검증 키가 아닙니다. office.example/ledger+1a2b3c4d+AbCd…처럼 이름, 키 번호, base64로 적습니다.',
  },
  'ledger/key-name-malformed': {
    en: '"{name}" cannot name a key: no spaces, no plus sign, 1 to 200 characters.',
    ko: '"{name}"은(는) 키 이름으로 쓸 수 없습니다. 공백과 더하기 기호 없이 1–200자여야 합니다.',
  },
  'ledger/link-in-bundle': {
    en: '{path} is a link. A bundle holds its files itself; replace the link by the file.',
    ko: '{path}은(는) 링크입니다. 공개 묶음에는 파일이 직접 들어 있어야 합니다. 링크를 파일로 바꾸십시오.',
  },
  'ledger/no-such-folder': {
    en: '{folder} is not a folder. Give the path of a bundle folder.',
    ko: '{folder}은(는) 폴더가 아닙니다. 공개 묶음 폴더의 경로를 주십시오.',
  },
  'ledger/no-such-leaf': {
    en: 'The ledger has {size} entries; there is none at {index}.',
    ko: '원장에는 항목이 {size}개뿐이며 {index}번 항목은 없습니다.',
  },
  'ledger/no-such-size': {
    en: 'A ledger of {of} entries never had {size}.',
    ko: '항목이 {of}개인 원장의 크기가 {size}였던 적은 없습니다.',
  },
  'ledger/not-a-file': {
    en: '{path} is neither a file nor a folder.',
    ko: '{path}은(는) 파일도 폴더도 아닙니다.',
  },
  'ledger/not-a-hash': {
    en: 'A hash has 32 bytes; this one has {bytes}.',
    ko: '해시는 32바이트여야 하는데 {bytes}바이트입니다.',
  },
  'ledger/not-signed-by-key': {
    en: 'There is no signature by {key}. Another key signed it, or it is from another office.',
    ko: '{key}의 서명이 없습니다. 다른 키로 서명되었거나 다른 기관의 것입니다.',
  },
  'ledger/note-malformed': {
    en: 'This is no signed note: {what}.',
    ko: '서명된 노트가 아닙니다: {what}.',
  },
  'ledger/path-refused': {
    en: '"{path}" cannot be a file of a bundle: letters, digits, ".", "_", "-" between slashes, and never "..".',
    ko: '"{path}"은(는) 공개 묶음의 파일 경로로 쓸 수 없습니다. 영문자, 숫자, ".", "_", "-"만 쓰고 ".."은 쓰지 않습니다.',
  },
  'ledger/salt-malformed': {
    en: 'A salt has 32 bytes; this one has {bytes}.',
    ko: '솔트는 32바이트여야 하는데 {bytes}바이트입니다.',
  },
  'ledger/seed-malformed': {
    en: 'The seed of a signing key has 32 bytes; this one has {bytes}.',
    ko: '서명 키의 시드는 32바이트여야 하는데 {bytes}바이트입니다.',
  },
  'ledger/signature-wrong': {
    en: 'The signature by {key} does not fit the text: one of the two was changed.',
    ko: '{key}의 서명이 본문과 맞지 않습니다. 둘 중 하나가 바뀌었습니다.',
  },
  'ledger/tile-conflict': {
    en: 'The tile {key} is already there with other bytes. A ledger never changes: compare both copies before going on.',
    ko: '타일 {key}이(가) 다른 내용으로 이미 있습니다. 원장은 바뀌지 않으므로 두 사본을 먼저 비교하십시오.',
  },
  'ledger/tile-key-malformed': {
    en: '"{key}" is no path of a tile.',
    ko: '"{key}"은(는) 타일 경로가 아닙니다.',
  },
  'ledger/tile-malformed': {
    en: '{where} is no tile: {what}.',
    ko: '{where}은(는) 타일이 아닙니다: {what}.',
  },
  'ledger/too-many-files': {
    en: '{folder} holds more than {limit} files; no bundle does.',
    ko: '{folder}에 파일이 {limit}개 넘게 있습니다. 공개 묶음의 한도를 넘습니다.',
  },
  'ledger/policy-malformed': {
    en: '{where}, line {line}: {what}. A policy has lines "log KEY", "witness NAME KEY", "group NAME all|any|N NAMES…" and one "quorum NAME".',
    ko: '{where} {line}행: {what}. 정책에는 "log 키", "witness 이름 키", "group 이름 all|any|수 이름들…" 행과 하나의 "quorum 이름" 행이 있어야 합니다.',
  },
  'ledger/add-checkpoint-malformed': {
    en: 'This is no request to add a checkpoint: {what}. It is a line "old SIZE", the hashes of a proof, an empty line, and the checkpoint.',
    ko: '체크포인트 추가 요청이 아닙니다: {what}. "old 크기" 행, 증명의 해시들, 빈 줄, 체크포인트 순서여야 합니다.',
  },
  'ledger/other-log': {
    en: 'The checkpoint is of the log {got}, not of {wanted}. Give the address and the key of the same log.',
    ko: '{wanted}이(가) 아니라 {got} 원장의 체크포인트입니다. 같은 원장의 주소와 키를 주십시오.',
  },
  'ledger/tile-missing': {
    en: 'The ledger does not serve {key}, without which its history cannot be checked. Ask its operator for the missing tile.',
    ko: '원장이 {key}을(를) 제공하지 않아 그 역사를 확인할 수 없습니다. 운영자에게 빠진 타일을 요청하십시오.',
  },
  'ledger/witness-memory-damaged': {
    en: '{path} should hold the last checkpoint that this witness cosigned, and does not. Nothing is cosigned. Restore the file: a witness that forgot could help a fork.',
    ko: '{path}에는 이 증인이 마지막으로 공동 서명한 체크포인트가 있어야 하는데 그렇지 않습니다. 아무것도 서명하지 않습니다. 파일을 복원하십시오. 잊은 증인은 갈라진 역사를 도울 수 있습니다.',
  },
  'ledger/no-such-copy': {
    en: 'There is no published ledger at {where}. Give the address of a ledger, or a folder that holds its checkpoint and tiles, such as a bundle.',
    ko: '{where}에는 공개된 원장이 없습니다. 원장의 주소나, 체크포인트와 타일이 든 폴더(공개 묶음 등)를 주십시오.',
  },
  'ledger/copy-unreachable': {
    en: '{where} cannot be read ({reason}). Check the address and try again.',
    ko: '{where}을(를) 읽을 수 없습니다({reason}). 주소를 확인하고 다시 하십시오.',
  },
  'ledger/unknown-checkpoint': {
    en: 'This ledger never signed that checkpoint. Cosign the one that it serves.',
    ko: '이 원장이 서명한 적 없는 체크포인트입니다. 원장이 제공하는 체크포인트에 공동 서명하십시오.',
  },
  'ledger/unknown-witness': {
    en: 'No witness of the office’s policy has cosigned this checkpoint. Ask the office to add the witness’s key to its policy.',
    ko: '사무국 정책에 있는 증인의 공동 서명이 없습니다. 사무국에 증인의 키를 정책에 넣어 달라고 요청하십시오.',
  },
  'ledger/cosigned-ahead': {
    en: 'The cosignature is dated more than five minutes ahead. Set the witness’s clock.',
    ko: '공동 서명의 시각이 5분 넘게 앞서 있습니다. 증인의 시계를 맞추십시오.',
  },
  'ledger/nothing-to-watch': {
    en: 'There is nothing to watch. Give the address of a ledger, or --listen PORT to let ledgers ask.',
    ko: '지켜볼 것이 없습니다. 원장의 주소를 주거나, --listen 포트로 원장이 묻게 하십시오.',
  },
  'ledger/witness-key-exposed': {
    en: '{path} holds a secret key and can be read by others. Run chmod 600 on it; if somebody may have read it, make a new key.',
    ko: '{path}에는 비밀 키가 있는데 다른 사용자가 읽을 수 있습니다. chmod 600을 실행하고, 누가 읽었을 수 있으면 새 키를 만드십시오.',
  },
  'ledger/witness-key-damaged': {
    en: '{path} is no key of a witness. Restore the file, or choose another folder with --state.',
    ko: '{path}은(는) 증인의 키가 아닙니다. 파일을 복원하거나 --state로 다른 폴더를 고르십시오.',
  },
  'ledger/witness-key-named': {
    en: 'The key in {path} has the name {got}, not {wanted}. Leave --name out, or choose another folder with --state.',
    ko: '{path}의 키 이름은 {wanted}이(가) 아니라 {got}입니다. --name을 빼거나 --state로 다른 폴더를 고르십시오.',
  },
  'ledger/envelope-malformed': {
    en: '{where} is no DSSE envelope: {what}. It has payload, payloadType, and signatures by different keys in the order of their keyid.',
    ko: '{where}은(는) DSSE 봉투가 아닙니다: {what}. payload, payloadType, 그리고 서로 다른 키의 서명이 keyid 순으로 있어야 합니다.',
  },
  'ledger/time-malformed': {
    en: '{got} is no time of a cosignature. Give whole seconds since 1970.',
    ko: '{got}은(는) 공동 서명의 시각이 될 수 없습니다. 1970년 이후의 초를 정수로 주십시오.',
  },
} as const satisfies Record<string, Bilingual>
