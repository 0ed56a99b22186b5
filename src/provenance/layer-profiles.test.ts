import { describe, expect, it } from 'vitest'
import { openModel } from '#tensors/sources'
import { architectureRules } from './architectures.ts'
import { componentSites } from './component-sites.ts'
import { pairedByDepth, pairedByProfile } from './layer-pairs.ts'
import { type LayerProfile, layerProfiles } from './layer-profiles.ts'

const profilesOf = async (name: string): Promise<readonly LayerProfile[]> => {
  const model = await openModel(`test/zoo/${name}`)
  try {
    const sites = componentSites(model, architectureRules()).get('language')
    return sites === undefined ? [] : await layerProfiles(model, sites, { start: 0.5 })
  } finally {
    await model.close()
  }
}

const paired = async (subject: string, reference: string): Promise<string> => {
  const { pairs } = pairedByProfile(await profilesOf(subject), await profilesOf(reference))
  return pairs.map((pair) => `${pair.subject}:${pair.reference}`).join(' ')
}

describe('layers paired by their profiles', () => {
  it.each(['a-continued', 'a-rotated', 'a-permuted', 'a-rescaled', 'a-narrow'])(
    'are the same ones of %s and its parent',
    async (name) => expect(await paired(name, 'base-a')).toBe('0:0 1:1 2:2 3:3'),
  )

  it('move aside for a layer that was dropped', async () => {
    expect(await paired('a-shallow', 'base-a')).toBe('0:0 1:1 2:3')
  })

  it('leave repeated layers alone', async () => {
    expect(await paired('a-deeper', 'base-a')).toBe('0:0 1:1 2:2 5:3')
  })

  it('keep the order of both models, whatever the profiles', () => {
    const flat = (layers: readonly number[]): LayerProfile[] =>
      layers.map((layer) => ({ layer, profile: Float64Array.of(1, 2) }))
    const { pairs } = pairedByProfile(flat([0, 1, 2]), flat([0, 1, 2, 3, 4, 5]))
    expect(pairs.map(({ subject }) => subject)).toEqual([0, 1, 2])
    expect(pairs.map(({ reference }) => reference)).toEqual(
      pairs.map(({ reference }) => reference).toSorted((a, b) => a - b),
    )
  })
})

describe('layers paired by depth', () => {
  it('keep the first and the last', () => {
    expect(pairedByDepth([0, 1, 2], [0, 1, 2, 3, 4, 5, 6]).pairs).toEqual([
      { subject: 0, reference: 0 },
      { subject: 1, reference: 3 },
      { subject: 2, reference: 6 },
    ])
  })
})
