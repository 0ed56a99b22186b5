import { describe, expect, it } from 'vitest'
import type { MergeSearch } from '#provenance'
import { mergeTable } from './merge-table.ts'

const nothing: MergeSearch = {
  found: [],
  nextBest: null,
  candidates: ['one'],
  notAligned: [{ label: 'two', reason: 'other-axes' }],
  setsTried: 0,
  sampledWeights: 0,
  seed: '1',
}

describe('what a search for merges says', () => {
  it('where no set could be tried: that nothing was looked at, and why', () => {
    const said = mergeTable(nothing)
    expect(said).toContain('Nothing was looked at')
    expect(said).toContain('two: its axes do not lie over')
    expect(said).not.toMatch(/No merge of these|unexplained|–/)
    expect(mergeTable(nothing, 'ko')).toContain('살핀 것이 없습니다')
  })

  it('where only one set could be tried: that there is none beside it', () => {
    const said = mergeTable({ ...nothing, setsTried: 1, sampledWeights: 40_000 })
    expect(said).toContain('No merge of these models explains the weights.')
    expect(said).toContain('there is no other set to compare with')
  })

  it('what the best other set leaves', () => {
    expect(mergeTable({ ...nothing, setsTried: 3, sampledWeights: 40_000, nextBest: 0.8512 })).toContain(
      'the best other set leaves 0.85 unexplained',
    )
  })
})
