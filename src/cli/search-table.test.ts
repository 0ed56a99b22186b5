import { expect, it } from 'vitest'
import type { SearchJson } from '#office'
import { searchTable } from './search-table.ts'

const found = (unexplained: boolean): SearchJson => ({
  subject: 'ours',
  fingerprints: [],
  index: { path: 'known.idx', digest: '0'.repeat(64), components: 1, models: 1 },
  candidates: [
    {
      model: 'theirs',
      source: 'models/theirs',
      scores: [
        {
          component: 'language',
          kind: 'token',
          similarity: 0.21,
          independents: { models: 100, mean: 0, deviation: 0.02, greatest: 0.1 },
          p: 0.0099,
        },
      ],
      comparison: null,
      failure: null,
      unexplained,
    },
  ],
  merge: null,
  method: { fingerprints: 1, references: 1, seed: '1' },
})

it('warns of a model that no test finds although its tokens lie nearer than any control’s, in either language', () => {
  expect(searchTable(found(true))).toMatch(/theirs: .*do not read it as independent/)
  expect(searchTable(found(true), 'ko')).toMatch(/theirs: .*독립이라고 보아서는 안 됩니다/)
  expect(searchTable(found(false))).not.toMatch(/do not read it/)
})
