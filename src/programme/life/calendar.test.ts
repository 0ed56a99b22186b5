import { describe, expect, it } from 'vitest'
import type { Instant } from '#base'
import { refusal } from '../small-round.fixture.ts'
import { endOf } from './calendar.ts'

const seoul = {
  'time-zone': 'Asia/Seoul',
  weekend: ['saturday' as const, 'sunday' as const],
  holidays: { '2026': ['2026-02-16', '2026-02-17', '2026-02-18'] }, // the lunar new year
}
const at = (moment: string) => moment as Instant
const published = at('2026-01-15T05:00:00.000Z') // a Thursday, 14:00 in Seoul

describe('a period', () => {
  it('ends with its last day where the calendar’s clock stands', () => {
    expect(endOf(published, { days: 10, of: 'calendar' }, seoul, 'r')).toBe('2026-01-25T15:00:00.000Z') // 26 January, 00:00
  })

  it('does not count the day of the event, which is another one elsewhere', () => {
    const late = at('2026-01-15T15:30:00.000Z') // 16 January in Seoul
    expect(endOf(late, { days: 1, of: 'calendar' }, seoul, 'r')).toBe('2026-01-17T15:00:00.000Z')
  })

  it('leaves out weekends and holidays where business days are counted', () => {
    expect(endOf(published, { days: 10, of: 'business' }, seoul, 'r')).toBe('2026-01-29T15:00:00.000Z')
    // Friday 13 February, then the weekend and three holidays: Thursday 19 and Friday 20.
    expect(endOf(at('2026-02-13T01:00:00.000Z'), { days: 2, of: 'business' }, seoul, 'r')).toBe(
      '2026-02-20T15:00:00.000Z',
    )
  })

  it('may have to end on a business day', () => {
    const tenth = { days: 10, of: 'calendar', 'end-on': 'business' } as const // 25 January is a Sunday
    expect(endOf(published, tenth, seoul, 'r')).toBe('2026-01-26T15:00:00.000Z')
  })

  it('knows that a day may begin at one o’clock', () => {
    // In Beirut the clocks go on at midnight before 29 March 2026.
    const beirut = { ...seoul, 'time-zone': 'Asia/Beirut' }
    expect(endOf(at('2026-03-27T10:00:00.000Z'), { days: 1, of: 'calendar' }, beirut, 'r')).toBe(
      '2026-03-28T22:00:00.000Z',
    )
  })

  it('is so many times 24 hours where the rules have no calendar', () => {
    expect(endOf(published, { days: 10, of: 'calendar' }, undefined, 'r')).toBe('2026-01-25T05:00:00.000Z')
    expect(refusal(() => endOf(published, { days: 10, of: 'business' }, undefined, 'r'))).toEqual({
      code: 'programme/calendar-missing',
      rule: 'r',
    })
  })

  it('is refused where the calendar does not have the year', () => {
    const december = at('2026-12-30T05:00:00.000Z')
    expect(refusal(() => endOf(december, { days: 5, of: 'business' }, seoul, 'rounds/first/objection'))).toEqual({
      code: 'programme/calendar-without-year',
      rule: 'rounds/first/objection',
      year: '2027',
      known: ['2026'],
    })
  })
})
