import { describe, expect, it } from 'vitest'
import { parseRoundPlan } from './round-plan.ts'
import { parseAct } from './acts.ts'

const problems = (text: string): readonly string[] => {
  try {
    parseRoundPlan(text, 'round.yaml')
  } catch (error) {
    return (error as { facts: { problems: string[] } }).facts.problems
  }
  return []
}

describe('round.yaml', () => {
  it('reads where submissions, references and people’s marks lie', () => {
    const plan = parseRoundPlan(
      'round: first\nsubmissions:\n  - { team: alder, weights: submissions/alder }\npeople: { scores: scores.csv }\n',
      'round.yaml',
    )
    expect(plan).toMatchObject({
      round: 'first',
      submissions: [{ team: 'alder', weights: 'submissions/alder', declarations: {} }],
      references: [],
      people: { scores: 'scores.csv' },
    })
  })

  it.each([
    ['an unknown key', 'round: first\nbonus: 1', /bonus/],
    ['a key that stands twice', 'round: first\nround: second', /unique/],
    ['an alias', 'round: &a first\nacts: *a', /alias/i],
    ['a path out of the folder', 'round: first\nacts: ../elsewhere', /inside the programme folder/],
    ['an absolute path', 'round: first\nacts: /etc', /inside the programme folder/],
    ['no mapping at all', '- 1', /object/],
    ['text that is no YAML', 'round: [', /flow|end/i],
  ])('refuses %s, and says where', (_what, text, problem) => {
    expect(problems(text).join(' ')).toMatch(problem)
  })
})

describe('an act', () => {
  it('is refused without what independent models give', () => {
    const text =
      'act: determination\nteam: birch\ngate: from-scratch\nstate: not-met\nfinding: partial\nreasons: { ko: 이유, en: reason }\nby: [officer-1]\n'
    expect(() => parseAct(text, 'act.yaml')).toThrow(/under-independence/)
  })
})
