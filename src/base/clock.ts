/** A moment as ISO 8601 in UTC with milliseconds, `2027-03-02T09:00:00.000Z`: it sorts as text. */
export type Instant = string & { readonly __brand: 'Instant' }

/** The only way that anything learns the time. */
export type Clock = () => Instant

export const instantOf = (date: Date): Instant => date.toISOString() as Instant
