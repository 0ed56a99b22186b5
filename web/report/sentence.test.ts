import { describe, expect, it } from 'vitest'
import { withParticle, withTowards } from './korean.ts'
import { fourTeams } from './samples/four-teams.ts'
import { koreanRecord } from './samples/korean-record.ts'
import { roundReasons, roundSentence } from './sentence.ts'

describe('the sentence', () => {
  it('says who advances and what is left vacant, in both languages', () => {
    expect(roundSentence(koreanRecord, 'en')).toBe('Three of five teams advance, and one seat is left vacant')
    expect(roundSentence(koreanRecord, 'ko')).toBe('다섯 팀 가운데 세 팀이 진출하고, 한 자리가 비었습니다')
  })
  it('agrees in number', () => {
    const only = {
      ...fourTeams,
      decision: { ...fourTeams.decision, teams: fourTeams.decision.teams.slice(0, 2), vacancies: 2 },
    }
    expect(roundSentence(only, 'en')).toBe('One of two teams advances, and two seats are left vacant')
    expect(roundSentence(only, 'ko')).toBe('두 팀 가운데 한 팀이 진출하고, 두 자리가 비었습니다')
  })
  it('does not speak of an outcome while the decision is blocked', () => {
    const blocked = {
      ...fourTeams,
      decision: { ...fourTeams.decision, status: 'blocked' as const, missing: [{ team: 'alder', part: 'user' }] },
    }
    expect(roundSentence(blocked, 'en')).toBe('The decision is blocked: one piece of evidence is missing')
  })
  it('gives the winner of all parts, and keeps gate and points apart', () => {
    expect(roundReasons(koreanRecord, 'en')).toBe(
      'LG AI Research led all three parts with 90.2 points. NAVER Cloud was removed because it did not meet the gate “From scratch”, whatever its points. NC AI was removed on points.',
    )
    expect(roundReasons(koreanRecord, 'ko')).toBe(
      'LG AI연구원이 세 부문 모두 1위(90.2점)에 올랐습니다. 네이버클라우드는 점수와 무관하게 독자 개발 요건을 충족하지 못해 제외되었습니다. NC AI는 점수가 진출선에 미치지 못해 제외되었습니다.',
    )
  })
})

describe('Korean particles', () => {
  it.each([
    ['업스테이지', '업스테이지가'],
    ['SK텔레콤', 'SK텔레콤이'],
    ['NC AI', 'NC AI가'],
    ['Model 3', 'Model 3이'],
    ['alder-2', 'alder-2가'],
  ])('follows the last sound of %s', (word, expected) => {
    expect(withParticle(word, '이', '가')).toBe(expected)
  })
  it('treats a final ㄹ as open before 로', () => {
    expect(withTowards('서울')).toBe('서울로')
    expect(withTowards('연구원')).toBe('연구원으로')
  })
})
