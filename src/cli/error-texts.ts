import { arenaErrors } from '#arena'
import type { Bilingual } from '#base'
import { benchmarkErrors } from '#benchmark'
import { httpErrors } from '#http'
import { inferenceErrors } from '#inference'
import { ledgerErrors } from '#ledger'
import { numericErrors } from '#numeric'
import { bundleErrors, officeErrors, submissionErrors } from '#office'
import { programmeErrors } from '#programme'
import { provenanceErrors } from '#provenance'
import { reviewErrors } from '#review'
import { storeErrors } from '#store'
import { tensorsErrors } from '#tensors'

const baseErrors = {
  'base/json-malformed': { en: '{where} is not JSON: {what}', ko: '{where}은(는) JSON이 아닙니다: {what}' },
  'base/json-duplicate-name': {
    en: '{where} has the name {name} twice in one object; remove one of them.',
    ko: '{where}의 한 객체 안에 이름 {name}이(가) 두 번 나옵니다. 하나를 지우십시오.',
  },
  'base/json-too-deep': {
    en: '{where} is nested deeper than {limit} levels.',
    ko: '{where}의 중첩이 {limit}단계를 넘습니다.',
  },
  'base/csv-too-large': {
    en: '{where} has {bytes} bytes; a table has at most {limit}. Check that it is the right file.',
    ko: '{where}의 크기는 {bytes}바이트이고 표의 한도는 {limit}바이트입니다. 올바른 파일인지 확인하십시오.',
  },
  'base/csv-not-utf8': {
    en: '{where} is not UTF-8 (line {line}). Save it as “CSV UTF-8”.',
    ko: '{where}이(가) UTF-8이 아닙니다({line}행). “CSV UTF-8” 형식으로 저장하십시오.',
  },
  'base/csv-malformed': {
    en: '{where} cannot be read as CSV at line {line}: {what}. Correct the line.',
    ko: '{where}의 {line}행을 CSV로 읽을 수 없습니다: {what}. 해당 행을 고치십시오.',
  },
  'base/csv-wrong-columns': {
    en: '{where} has the columns {got}; it needs {wanted}, separated by commas. Correct its first line.',
    ko: '{where}의 열은 {got}입니다. 쉼표로 구분한 {wanted}이어야 합니다. 첫 행을 고치십시오.',
  },
  'base/csv-no-rows': {
    en: '{where} holds no rows. Add a line of column names and one line for each row.',
    ko: '{where}에 내용이 없습니다. 열 이름 행과 내용 행을 추가하십시오.',
  },
  'base/not-json': {
    en: 'A value cannot be written as JSON: {what} at {where}.',
    ko: 'JSON으로 쓸 수 없는 값이 있습니다: {where}의 {what}.',
  },
  'base/not-a-decimal': { en: '{value} is not a decimal number.', ko: '{value}은(는) 십진수가 아닙니다.' },
  'base/division-by-zero': { en: 'A rule divides by zero.', ko: '규칙이 0으로 나눕니다.' },
} as const

const cliErrors = {
  'cli/unknown-finding': {
    en: '--require {got}: a finding is one of {known}.',
    ko: '--require {got}: 판정은 다음 가운데 하나입니다: {known}.',
  },
  'cli/journal-of-other-models': {
    en: '{path} is the journal of another comparison, or one of the models was changed since. Name another file.',
    ko: '{path}은(는) 다른 비교의 기록이거나, 그 뒤에 모형이 바뀌었습니다. 다른 파일을 주십시오.',
  },
  'cli/journal-unusable': {
    en: 'The journal {path} cannot be used ({reason}). Name a file in a folder that may be written to.',
    ko: '기록 파일 {path}을(를) 쓸 수 없습니다({reason}). 쓸 수 있는 폴더의 파일을 주십시오.',
  },
  'cli/page-not-written': {
    en: 'The page {path} could not be written ({reason}). Name a file in a folder that exists and may be written to.',
    ko: '화면 파일 {path}을(를) 쓸 수 없습니다({reason}). 쓸 수 있는 폴더의 파일 이름을 주십시오.',
  },
  'cli/nothing-to-index': {
    en: 'No model is named. Give models’ folders, or --list with a file that names them.',
    ko: '지정된 모델이 없습니다. 모델 폴더를 주거나 --list로 목록 파일을 지정하십시오.',
  },
  'cli/bad-address': {
    en: '--endpoint {got} is not an http or https address; give the full one, like http://127.0.0.1:8000/v1/completions.',
    ko: '--endpoint {got}은(는) http(s) 주소가 아닙니다. http://127.0.0.1:8000/v1/completions 처럼 전체 주소를 주십시오.',
  },
} as const

/** A sentence for every error code of the house, in both languages; `docs/formats/error-codes.md` is made from it. */
export const errorTexts: Readonly<Record<string, Bilingual>> = {
  ...baseErrors,
  ...cliErrors,
  ...httpErrors,
  ...officeErrors,
  ...bundleErrors,
  ...submissionErrors,
  ...storeErrors,
  ...numericErrors,
  ...tensorsErrors,
  ...provenanceErrors,
  ...inferenceErrors,
  ...benchmarkErrors,
  ...reviewErrors,
  ...arenaErrors,
  ...programmeErrors,
  ...ledgerErrors,
}
