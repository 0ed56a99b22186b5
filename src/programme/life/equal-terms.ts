import { daysBetween, plusDays } from './calendar.ts'

/** Days of development and compute that the others have before the next round. */
export type Terms = {
  readonly from: string
  readonly to: string
  readonly accelerators: readonly { readonly kind: string; readonly count: number }[]
}
export type EqualTerms = Terms & {
  readonly days: number
  readonly acceleratorHours: Readonly<Record<string, number>>
}

/**
 * What a late entrant gets so that it has what the others have: as many days from its own start, and as many accelerators
 * for them. Of what the rules do not equalise it is given what the office says elsewhere: here, nothing.
 *
 * @param equalise the rules' `vacancy.equalise`: `development-days`, `compute`
 */
export const equalTerms = (others: Terms, startsOn: string, equalise: readonly string[]): EqualTerms => {
  const sameDays = equalise.includes('development-days')
  const to = sameDays ? plusDays(startsOn, daysBetween(others.from, others.to) - 1) : others.to
  const days = daysBetween(startsOn, to)
  const accelerators = equalise.includes('compute') ? others.accelerators : []
  return {
    from: startsOn,
    to,
    days,
    accelerators,
    acceleratorHours: Object.fromEntries(accelerators.map(({ kind, count }) => [kind, 24 * days * count])),
  }
}
