import type { Bilingual } from '#base'

/** A sentence for each refusal of this room; `{fact}` stands for a fact of the error. */
export const arenaErrors = {
  'arena/not-an-id': {
    en: '{where}, line {line}: “{got}” in the column {column} is no id (1–64 of a–z 0–9 . _ -, no e-mail address). Further problems: {further}.',
    ko: '{where} {line}행: {column} 열의 “{got}”은(는) 식별자가 아닙니다(a–z 0–9 . _ - 1–64자, 전자우편 주소 불가). 그 밖의 문제: {further}건.',
  },
  'arena/unknown-name': {
    en: '{where}, line {line}: the round knows no {column} “{got}”; it knows {known}. Further problems: {further}.',
    ko: '{where} {line}행: 이 평가 단계에 {column} “{got}”이(가) 없습니다. 있는 것은 {known}입니다. 그 밖의 문제: {further}건.',
  },
  'arena/not-a-rating': {
    en: '{where}, line {line}: “{got}” is no rating; write a whole number such as 4. Further problems: {further}.',
    ko: '{where} {line}행: “{got}”은(는) 평점이 아닙니다. 4와 같은 정수로 쓰십시오. 그 밖의 문제: {further}건.',
  },
  'arena/rating-out-of-range': {
    en: '{where}, line {line}: the rating {got} lies outside {low}–{high}. Further problems: {further}.',
    ko: '{where} {line}행: 평점 {got}이(가) {low}–{high} 범위를 벗어났습니다. 그 밖의 문제: {further}건.',
  },
  'arena/duplicate-rating': {
    en: '{where}, line {line}: {user} has rated {team} already on line {earlier}. Keep one of them. Further problems: {further}.',
    ko: '{where} {line}행: {user}은(는) {earlier}행에서 이미 {team}을(를) 평가했습니다. 하나만 남기십시오. 그 밖의 문제: {further}건.',
  },
} as const satisfies Record<string, Bilingual>
