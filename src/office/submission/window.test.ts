import { describe, expect, it } from 'vitest'
import type { Instant } from '#base'
import { refuseOutside } from './window.ts'

const window = { opens: '2027-03-02T00:00:00.000Z' as Instant, closes: '2027-03-31T15:00:00.000Z' as Instant }
const at =
  (now: string, latest?: string, isClosed = false) =>
  () =>
    refuseOutside(window, { now: now as Instant, latest: latest as Instant | undefined, isClosed })

describe('the window of submissions', () => {
  it('holds its first moment and not its last', () => {
    expect(at('2027-03-02T00:00:00.000Z')()).toBe('2027-03-02T00:00:00.000Z')
    expect(at('2027-03-31T14:59:59.999Z')()).toBe('2027-03-31T14:59:59.999Z')
    expect(at('2027-03-31T15:00:00.000Z')).toThrow(/submission\/too-late/)
    expect(at('2027-03-01T23:59:59.999Z')).toThrow(/submission\/too-early/)
  })

  it('is not opened again by a clock that was set back', () => {
    expect(at('2027-03-10T00:00:00.000Z', '2027-03-31T15:00:00.000Z')).toThrow(/submission\/too-late/)
    expect(at('2027-03-10T00:00:00.000Z', '2027-03-09T00:00:00.000Z', true)).toThrow(/submission\/too-late/)
    expect(at('2027-03-10T00:00:00.000Z', '2027-03-20T00:00:00.000Z')()).toBe('2027-03-20T00:00:00.000Z')
  })
})
