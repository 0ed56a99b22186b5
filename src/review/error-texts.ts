import type { Bilingual } from '#base'

/** A sentence for each refusal of this room; `{fact}` stands for a fact of the error. */
export const reviewErrors = {
  'review/not-an-id': {
    en: '{where}, line {line}: “{got}” in the column {column} is no id (1–64 of a–z 0–9 . _ -, no e-mail address). Further problems: {further}.',
    ko: '{where} {line}행: {column} 열의 “{got}”은(는) 식별자가 아닙니다(a–z 0–9 . _ - 1–64자, 전자우편 주소 불가). 그 밖의 문제: {further}건.',
  },
  'review/unknown-name': {
    en: '{where}, line {line}: the round knows no {column} “{got}”; it knows {known}. Further problems: {further}.',
    ko: '{where} {line}행: 이 평가 단계에 {column} “{got}”이(가) 없습니다. 있는 것은 {known}입니다. 그 밖의 문제: {further}건.',
  },
  'review/not-a-mark': {
    en: '{where}, line {line}: “{got}” is no mark; write a decimal such as 87.5. Further problems: {further}.',
    ko: '{where} {line}행: “{got}”은(는) 점수가 아닙니다. 87.5와 같은 십진수로 쓰십시오. 그 밖의 문제: {further}건.',
  },
  'review/mark-out-of-range': {
    en: '{where}, line {line}: the mark {got} lies outside {low}–{high}. Further problems: {further}.',
    ko: '{where} {line}행: 점수 {got}이(가) {low}–{high} 범위를 벗어났습니다. 그 밖의 문제: {further}건.',
  },
  'review/duplicate-mark': {
    en: '{where}, line {line}: {reviewer} has marked {criterion} of {team} already on line {earlier}. Keep one of them. Further problems: {further}.',
    ko: '{where} {line}행: {reviewer}은(는) {earlier}행에서 이미 {team}의 {criterion}을(를) 평가했습니다. 하나만 남기십시오. 그 밖의 문제: {further}건.',
  },
  'review/incomplete-scorecard': {
    en: '{where}: {reviewer} marked {team} but not {missing}. A reviewer marks every criterion of a team, or, with a conflict of interest, none. Further problems: {further}.',
    ko: '{where}: {reviewer}의 {team} 평가에 {missing}이(가) 없습니다. 평가위원은 한 팀의 모든 항목을 평가하며, 이해충돌이 있으면 아무것도 평가하지 않습니다. 그 밖의 문제: {further}건.',
  },
  'review/too-few-reviewers': {
    en: '{team} was marked by {got} reviewers; a trimmed mean needs {needed}. Wait for the others, or ask more.',
    ko: '{team}을(를) 평가한 위원은 {got}명이고 절사평균에는 {needed}명이 필요합니다. 나머지 평가를 기다리거나 위원을 추가하십시오.',
  },
} as const satisfies Record<string, Bilingual>
