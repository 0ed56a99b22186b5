import { AssayError, type Instant, instantOf } from '#base'
import type { Calendar, Period } from '../rules-of-life.ts'

const DAY_MS = 86_400_000
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

/**
 * The moment at which a period is over: the first one that is too late. The day of the event does not count, and the
 * period ends with the end of its last day where the calendar's clock stands. Without a calendar a day is 24 hours.
 *
 * @throws AssayError `programme/calendar-missing` where business days are counted without a calendar,
 *   `programme/calendar-without-year` where a day of a year must be judged that the calendar does not have
 */
export const endOf = (from: Instant, period: Period, calendar: Calendar | undefined, rule: string): Instant => {
  const countsBusiness = period.of === 'business' || period['end-on'] === 'business'
  if (calendar === undefined) {
    if (countsBusiness) throw new AssayError('programme/calendar-missing', { rule })
    return instantOf(new Date(Date.parse(from) + period.days * DAY_MS))
  }
  let day = localDay(from, calendar['time-zone'])
  if (period.of === 'calendar') day = plusDays(day, period.days)
  else for (let left = period.days; left > 0;) if (isBusinessDay((day = plusDays(day, 1)), calendar, rule)) left--
  if (period['end-on'] === 'business') while (!isBusinessDay(day, calendar, rule)) day = plusDays(day, 1)
  return startOf(plusDays(day, 1), calendar['time-zone'])
}

/** A moment as rules and acts write it, with or without milliseconds, in the form that sorts as text. */
export const momentOf = (written: string): Instant => instantOf(new Date(written))

/** @param day `2026-01-15` */
export const isBusinessDay = (day: string, calendar: Calendar, rule: string): boolean => {
  const holidays = calendar.holidays[day.slice(0, 4)]
  if (holidays === undefined) {
    const known = Object.keys(calendar.holidays).toSorted()
    throw new AssayError('programme/calendar-without-year', { rule, year: day.slice(0, 4), known })
  }
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]!
  return !calendar.weekend.includes(weekday) && !holidays.includes(day)
}

export const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** Days from one to another, both of them included. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS) + 1

/** The day that a clock in a zone shows. */
export const localDay = (at: Instant, zone: string): string => formatOf(zone).format(Date.parse(at))

export const isTimeZone = (zone: string): boolean => {
  try {
    formatOf(zone)
    return true
  } catch {
    return false // the only way to ask the runtime whether it knows a zone
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()
const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  formats.set(zone, format)
  return format
}

// The first moment of a day in a zone, by halving: a day may begin at one o'clock where the clocks are put on at midnight.
const startOf = (day: string, zone: string): Instant => {
  const noon = Date.parse(`${day}T00:00:00Z`)
  let [before, within] = [noon - 15 * 3_600_000, noon + 15 * 3_600_000]
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2)
    if (formatOf(zone).format(middle) < day) before = middle
    else within = middle
  }
  return instantOf(new Date(within))
}
