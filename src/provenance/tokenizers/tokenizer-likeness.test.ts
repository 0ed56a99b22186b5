import { describe, expect, it } from 'vitest'
import { tokenizerForm, type TokenizerForm } from './tokenizer-form.ts'
import { TokenizerComparison, tokenizerLikeness } from './tokenizer-likeness.ts'

const MERGES = 120

/** Byte-pair encoding trained in the plainest way: the commonest pair of neighbours is merged, again and again. */
const trained = (text: string, merges: number): TokenizerForm => {
  const words = new Map<string, number>()
  for (const word of text.split(/(?=\s)/)) words.set(word, (words.get(word) ?? 0) + 1)
  let split = [...words].map(([word, times]) => ({ pieces: Array.from(word), times }))
  const tokens = new Set(Array.from(text))
  const learned: [string, string][] = []
  for (let round = 0; round < merges; round++) {
    const counts = new Map<string, number>()
    for (const { pieces, times } of split) {
      for (let k = 1; k < pieces.length; k++) {
        const pair = `${pieces[k - 1]}\u0000${pieces[k]}`
        counts.set(pair, (counts.get(pair) ?? 0) + times)
      }
    }
    const [best] = [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    if (best === undefined) break
    const [left = '', right = ''] = best[0].split('\u0000')
    learned.push([left, right])
    tokens.add(left + right)
    split = split.map(({ pieces, times }) => ({ times, pieces: mergedPieces(pieces, left, right) }))
  }
  const vocab = Object.fromEntries([...tokens].map((token, id) => [token, id]))
  const form = tokenizerForm(JSON.parse(JSON.stringify({ model: { type: 'BPE', vocab, merges: learned } })))
  if (form === undefined) throw new Error('no tokenizer')
  return form
}

const mergedPieces = (pieces: readonly string[], left: string, right: string): string[] => {
  const merged: string[] = []
  for (const piece of pieces) {
    if (merged.at(-1) === left && piece === right) merged[merged.length - 1] = left + right
    else merged.push(piece)
  }
  return merged
}

const ours = trained(
  `The rain came in from the sea in the early morning and stayed over the harbour until noon. The ferries ran late, and
the fishermen mended their nets in the sheds behind the market. By the afternoon the wind had turned to the north, the
clouds broke over the hills, and the water in the harbour was as flat as glass. Nobody remembered a colder spring. The
lighthouse keeper wrote down the hour, the height of the tide and the colour of the sky, as he had done each day for
thirty years, and closed the book before the lamp was lit again in the evening.`,
  MERGES,
)
const other = trained(
  `A committee that scores proposals needs rules which everyone can read before the first proposal arrives. Each member
gives marks alone, then the marks are compared, and a member who differs from all others explains the difference in
writing. Averages hide quarrels; medians hide minorities. What counts is that a stranger, years later, can compute the
same result from the same papers. For that the papers must be complete, numbered, and kept where no single hand can
change them. A decision without reasons is only an opinion with a signature.`,
  MERGES,
)
const third = trained(
  `Set the dough aside for two hours under a damp cloth, then fold it four times and set it aside once more. While the
oven grows hot, slice the onions as thin as paper and salt them. Bake the loaf on the lowest rack until the crust is
dark and the bottom sounds hollow. Butter, salt and patience do the rest; sugar has no place in it. Eat it the same day,
for on the next it serves for soup alone.`,
  MERGES,
)

describe('a tokenizer taken over', () => {
  it('shows all of its tokens and merges, beside what a control shows', () => {
    const result = tokenizerLikeness(ours, ours, [third])
    expect(result.tokens).toMatchObject({ jaccard: 1, sameId: 1 })
    expect(result.merges).toMatchObject({ jaccard: 1, inOrder: 1, samePrefix: MERGES })
    expect(result.controls?.samePrefix).toBeLessThan(30)
    expect(TokenizerComparison.parse(result)).toEqual(result)
  })

  it('and cut to half its merges keeps their order from the beginning', () => {
    const half = { ids: ours.ids, merges: ours.merges.slice(0, 60) }
    expect(tokenizerLikeness(half, ours).merges).toMatchObject({ common: 60, inOrder: 1, samePrefix: 60 })
  })

  it('and put in another order keeps its tokens, and not their numbers', () => {
    const renumbered = new Map([...ours.ids].map(([token, id]) => [token, ours.ids.size - 1 - id] as const))
    const { tokens } = tokenizerLikeness({ ids: renumbered, merges: ours.merges }, ours)
    expect(tokens.jaccard).toBe(1)
    expect(tokens.sameId).toBeLessThan(0.01)
  })
})

describe('a tokenizer trained on another text', () => {
  it('shares frequent tokens, while its merges part early and stand in another order', () => {
    const { tokens, merges } = tokenizerLikeness(other, ours)
    expect(tokens.jaccard).toBeGreaterThan(0.2)
    expect(tokens.jaccard).toBeLessThan(0.7)
    expect(merges?.inOrder).toBeLessThan(0.7)
    expect(merges?.samePrefix).toBeLessThan(30)
  })
})

describe('a file that is no tokenizer', () => {
  it.each([null, {}, { model: { vocab: {} } }, { model: { vocab: { a: -1 } } }, { model: { vocab: [['a']] } }])(
    '%j is not read',
    (json) => {
      expect(tokenizerForm(json)).toBeUndefined()
    },
  )

  it('of the unigram kind is read by the place of its tokens', () => {
    expect(
      tokenizerForm({
        model: {
          vocab: [
            ['▁the', -1.5],
            ['x', -9],
          ],
        },
      })?.ids.get('x'),
    ).toBe(1)
  })
})
