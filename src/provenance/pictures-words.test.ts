import { describe, expect, it } from 'vitest'
import derived from '../../web/provenance/samples/derived.json' with { type: 'json' }
import independent from '../../web/provenance/samples/independent.json' with { type: 'json' }
import partial from '../../web/provenance/samples/partial.json' with { type: 'json' }
import sharedInit from '../../web/provenance/samples/shared-init.json' with { type: 'json' }
import { Direction, Finding, Reason, Relation } from './comparison.ts'
import type { ToldComparison, ToldComponent } from './pictures-telling.ts'
import { componentWords, headlineOf, paragraphOf } from './pictures-words.ts'

const LANGUAGES = ['ko', 'en'] as const
const NAMES = { subject: 'Birch', reference: 'open-vlm' }

const told = (comparison: unknown): ToldComparison => comparison as ToldComparison
const [whole] = told(derived).components
if (whole === undefined) throw new Error('the sample has a component')

/** A component that says everything a component can say. */
const component = (rest: Partial<ToldComponent>): ToldComponent => ({
  ...whole,
  planted: { cosine: 0.7, disguised: true, seed: '1', log10P: -74.2, parts: 4, partsFound: 4, found: true },
  phi: { value: 0.98, controlHigh: 0.06 },
  structural: { phi: 0.98, controls: 12, p: 1 / 13 },
  ...rest,
})
const comparison = (rest: Partial<ToldComponent>): ToldComparison => {
  const only = component(rest)
  return { ...told(derived), finding: only.finding, components: [only] }
}

const every = Finding.options.flatMap((finding) =>
  [null, ...Reason.options].flatMap((reason) =>
    Relation.options.flatMap((relation) =>
      Direction.options.map((direction) => ({ finding, reason, relation, relations: [relation], direction })),
    ),
  ),
)
const texts = (language: 'ko' | 'en') =>
  every.map((said) => ({
    ...said,
    text: `${headlineOf(comparison(said), language, NAMES)}. ${paragraphOf(comparison(said), language, NAMES)}`,
  }))

const KNOWN = ['subject-from-reference', 'reference-from-subject']
const SHARED = ['derived', 'partial']

describe.each(LANGUAGES)('every finding, reason, relation and direction, in %s', (language) => {
  const said = texts(language)

  it('leaves no placeholder, and is sentences', () => {
    for (const { text } of said) {
      expect(text).not.toMatch(/[{}]|undefined|null|NaN|\[object|\$|  /)
      expect(text.endsWith('.')).toBe(true)
    }
  })
  it('prints each finding as its own word and leaves none without a claim and its limits', () => {
    for (const finding of Finding.options) {
      const { sentence, notClaimed } = componentWords(component({ finding, reason: null }), language, NAMES)
      expect(sentence.length).toBeGreaterThan(20)
      expect(notClaimed.length).toBeGreaterThan(0)
    }
  })
  it('calls nobody dishonest', () => {
    const words = /steal|stole|theft|thief|copied from|plagiar|cheat|fraud|guilty|훔|도용|표절|베꼈|베낀|부정|속였/i
    expect(said.filter(({ text }) => words.test(text))).toEqual([])
  })
})

describe('who came first', () => {
  it('is said only where the direction is known, and only of weights that are shared', () => {
    for (const { text, direction, finding } of texts('en')) {
      expect(/\bfrom\b|\bcomes\b/.test(text)).toBe(KNOWN.includes(direction) && SHARED.includes(finding))
    }
    for (const { text, direction, finding } of texts('ko')) {
      expect(text.includes('에서 왔다')).toBe(KNOWN.includes(direction) && SHARED.includes(finding))
    }
  })
  it('names the right one of the two', () => {
    const words = (direction: 'subject-from-reference' | 'reference-from-subject') =>
      paragraphOf(comparison({ finding: 'derived', direction, directionBasis: 'slope' }), 'en', NAMES)
    expect(words('subject-from-reference')).toContain(
      'The language model of Birch comes from that of open-vlm, by an empirical rule (ancestor slope).',
    )
    expect(words('reference-from-subject')).toContain('The language model of open-vlm comes from that of Birch')
  })
  it('is disclaimed where it is not known', () => {
    const words = paragraphOf(comparison({ finding: 'derived', direction: 'undecided' }), 'en', NAMES)
    expect(words).toContain('It is not claimed which of the two came first.')
  })
})

describe('names', () => {
  it('are written as they are given, at the head of a sentence too', () => {
    const names = { subject: 'same-init', reference: 'base-a' }
    expect(headlineOf(told(sharedInit), 'en', names)).toMatch(/^same-init and base-a have a common start/)
    expect(headlineOf(told(sharedInit), 'en')).toMatch(/^The subject and the reference/)
  })
})

describe('Korean', () => {
  it('has no English words but the names', () => {
    const latin = texts('ko').flatMap(({ text }) => text.replaceAll(/Birch|open-vlm/g, '').match(/[A-Za-z]+/g) ?? [])
    expect([...new Set(latin)]).toEqual(['p'])
  })
  it('uses the particle that fits each component', () => {
    const sentence = (of: string) =>
      componentWords(component({ component: of, finding: 'derived' }), 'ko', NAMES).sentence
    expect(sentence('language')).toMatch(/^Birch의 언어 모형은 open-vlm의 것과/)
    expect(sentence('vision')).toMatch(/^Birch의 비전 인코더는 /)
    expect(sentence('projector')).toMatch(/^Birch의 연결부는 /)
  })
})

describe('a common start', () => {
  it('is no accusation in either language', () => {
    expect(paragraphOf(told(sharedInit), 'en')).toContain('This accuses nobody')
    expect(paragraphOf(told(sharedInit), 'ko')).toContain('누구를 탓하는 말이 아니다')
    expect(paragraphOf(told(sharedInit), 'en')).not.toMatch(/shares (?:some )?trained|derived/)
  })
})

describe('figures', () => {
  it('of a real comparison stand beside what independent models give', () => {
    const words = paragraphOf(told(partial), 'en', { subject: 'vlm-suspect', reference: 'vlm-foreign' })
    expect(words).toContain(
      'The vision encoder of vlm-suspect shares trained weights with that of vlm-foreign: all 256 matched units bear the same number, where independent models give 4 at most; models with no common origin agree so far with a probability of less than 10⁻⁵⁰⁴, corrected for 97 tests.',
    )
    expect(words).toContain('All 96 coins fell alike, where fair coins give 32 to 64.')
    expect(words).toContain(
      'the gate matrices with their rows as they stand have a median cosine of 0.994, where independent models stay between −0.026 and 0.026.',
    )
  })
  it('of independence name the planted copy that would have been found', () => {
    expect(paragraphOf(told(independent), 'en')).toContain(
      'A copy of the reference, drifted to a cosine of 0.70 and disguised by rotation and another order, was found',
    )
    const unmeasured = comparison({ finding: 'independent', planted: null })
    expect(paragraphOf(unmeasured, 'en')).toContain('The power of these tests was not measured.')
  })
  it('of a structural match count models, and claim no theorem', () => {
    const words = paragraphOf(comparison({ finding: 'structural', reason: null }), 'en', NAMES)
    expect(words).toContain('Of the units 98\u00a0% match one to one, where independent models reach 6.0\u00a0%.')
    expect(words).toContain('Of 12 control models 0 match as well, which gives p = 0.077 by counting models.')
    expect(words).toContain('No theorem gives a p-value here')
    expect(paragraphOf(comparison({ finding: 'structural', structural: null }), 'en')).toContain('No control model')
  })
  it('are left out where evidence does not hold them', () => {
    const bare = told({ finding: 'derived', components: [{ component: 'vision', finding: 'derived' }] })
    expect(paragraphOf(bare, 'en', NAMES)).toBe(
      'Finding on Birch against open-vlm: derived. The vision encoder of Birch shares trained weights with that of open-vlm. It is not claimed which of the two came first. It is not claimed who took anything, by what way, or that a rule was broken.',
    )
  })
})
