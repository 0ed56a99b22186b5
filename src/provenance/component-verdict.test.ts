import { describe, expect, it } from 'vitest'
import { componentVerdict, type Findings, kindOfOrigin, modelFinding } from './component-verdict.ts'

const quiet: Findings = {
  logP: 0,
  rowsCopied: false,
  phi: 0.01,
  controlsAsAlike: 0,
  coins: 400,
  plantedFound: true,
  anyTest: true,
  silent: false,
  common: 'undecided',
  share: 0,
}
const certain: Findings = { ...quiet, logP: Math.log(1e-40), common: 'trained', share: 1 }

describe('the finding of a component', () => {
  it.each([
    { what: 'nothing was seen and a copy would have been', findings: quiet, finding: 'independent', reason: null },
    { what: 'no test applies', findings: { ...quiet, anyTest: false }, finding: 'inconclusive', reason: 'no-frame' },
    {
      what: 'the weights of one side say nothing',
      findings: { ...quiet, silent: true },
      finding: 'inconclusive',
      reason: 'not-comparable',
    },
    { what: 'few coins were tested', findings: { ...quiet, coins: 63 }, finding: 'inconclusive', reason: 'few-coins' },
    {
      what: 'a copy would have been missed',
      findings: { ...quiet, plantedFound: false },
      finding: 'inconclusive',
      reason: 'no-power',
    },
    {
      what: 'p lies between the levels',
      findings: { ...quiet, logP: Math.log(1e-6) },
      finding: 'inconclusive',
      reason: 'weak-evidence',
    },
    {
      what: 'units match beyond the controls',
      findings: { ...quiet, phi: 0.1 },
      finding: 'inconclusive',
      reason: 'unexplained-match',
    },
    { what: 'units match one to one', findings: { ...quiet, phi: 0.4 }, finding: 'structural', reason: null },
    { what: 'all blocks share trained weights', findings: certain, finding: 'derived', reason: null },
    { what: 'half of the blocks do', findings: { ...certain, share: 0.5 }, finding: 'partial', reason: null },
    {
      what: 'only the start is common',
      findings: { ...certain, common: 'initial' as const },
      finding: 'shared-init',
      reason: null,
    },
    {
      what: 'the common part can’t be told',
      findings: { ...certain, common: 'undecided' as const },
      finding: 'inconclusive',
      reason: 'common-origin',
    },
  ])('is $finding where $what', ({ findings, finding, reason }) => {
    expect(componentVerdict(findings)).toEqual({ finding, reason })
  })
})

describe('what is common', () => {
  const gate = {
    part: 'mlp 0',
    basis: 'gate' as const,
    pairing: 'label' as const,
    pairs: 300,
    subjectOnReference: { top: 0.9, bulk: 0.9 },
    referenceOnSubject: { top: 0.4, bulk: 0.6 },
    cosine: 0.6,
    subjectTrained: 2,
    referenceTrained: 2,
  }

  it('was trained where one side’s leading directions go on in the other', () => {
    expect(kindOfOrigin(gate)).toBe('trained')
  })

  it('is the initialisation where either side is as it was initialised', () => {
    expect(kindOfOrigin({ ...gate, referenceTrained: 1.1 })).toBe('initial')
  })

  it('is held to more on an embedding, whose early training is alike from one start', () => {
    expect(kindOfOrigin({ ...gate, basis: 'embedding', subjectOnReference: { top: 0.88, bulk: 0.98 } })).toBe(
      'undecided',
    )
    expect(kindOfOrigin({ ...gate, basis: 'embedding', subjectOnReference: { top: 1, bulk: 1 } })).toBe('trained')
  })
})

describe('the finding of a model', () => {
  it('is derived only if every component that it has is', () => {
    expect(modelFinding(['derived', 'derived'], true)).toBe('derived')
    expect(modelFinding(['derived', 'derived'], false)).toBe('partial')
    expect(modelFinding(['derived', 'independent'], true)).toBe('partial')
  })

  it('is the gravest of the others', () => {
    expect(modelFinding(['independent', 'inconclusive'], true)).toBe('inconclusive')
    expect(modelFinding(['shared-init', 'structural'], true)).toBe('structural')
    expect(modelFinding(['independent'], true)).toBe('independent')
  })
})
