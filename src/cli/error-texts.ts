import { arenaErrors } from '#arena'
import type { Bilingual } from '#base'
import { benchmarkErrors } from '#benchmark'
import { httpErrors } from '#http'
import { inferenceErrors } from '#inference'
import { ledgerErrors } from '#ledger'
import { bundleErrors, officeErrors } from '#office'
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
  ...storeErrors,
  ...tensorsErrors,
  ...provenanceErrors,
  ...inferenceErrors,
  ...benchmarkErrors,
  ...reviewErrors,
  ...arenaErrors,
  ...programmeErrors,
  ...ledgerErrors,
}
