import { beforeAll, describe, expect, it } from 'vitest'
import { plainCodeTable } from '#numeric'
import { regauge } from '../../../test/support/regauge.ts'
import { syntheticDecoder } from '../../../test/support/synthetic-decoder.ts'
import { fullyDisguised, languageOf, syntheticIndependents } from '../../../test/support/synthetic-models.ts'
import { openZoo } from '../../../test/support/zoo.ts'
import { BLOCK_CODE_BYTES, MOST_BLOCKS } from './block-fingerprint.ts'
import { calibrated } from './calibrated.ts'
import { type ComponentFingerprint, fingerprintModel } from './fingerprint-model.ts'
import { blockSet, fingerprintDigest, type KnownModels, nearestKnown } from './known-models.ts'
import { population } from './population.ts'
import { shortlist } from './shortlist.ts'
import { TOKEN_CODE_BYTES } from './token-fingerprint.ts'

const languageCode = async (name: string): Promise<ComponentFingerprint> => {
  const [code] = await fingerprintModel(languageOf(await openZoo(name)))
  if (code === undefined) throw new Error(`${name} has no component`)
  return code
}

const knownFrom = (codes: ReadonlyMap<string, ComponentFingerprint>): KnownModels => {
  const names = [...codes.keys()]
  const all = [...codes.values()]
  const token = plainCodeTable(all.length, { codeBytes: TOKEN_CODE_BYTES, blocks: 1 })
  const block = plainCodeTable(all.length, { codeBytes: BLOCK_CODE_BYTES, blocks: MOST_BLOCKS })
  for (const [i, code] of all.entries()) {
    token.codes.set(code.token ?? [], i * TOKEN_CODE_BYTES)
    block.codes.set(blockSet(code.blocks), i * MOST_BLOCKS * BLOCK_CODE_BYTES)
  }
  const owners = Int32Array.from(names.keys())
  return {
    components: names.map((model, i) => ({
      model,
      source: model,
      component: 'language',
      architecture: null,
      fingerprint: fingerprintDigest(all[i] as ComponentFingerprint),
      token: true,
      blocks: all[i]?.blocks.length ?? 0,
    })),
    codes: [
      { component: 'language', kind: 'token', table: token, owners },
      { component: 'language', kind: 'block', table: block, owners },
    ],
  }
}

describe('a search among roots and independents', () => {
  let known: KnownModels
  beforeAll(async () => {
    const codes = new Map<string, ComponentFingerprint>()
    for (const name of ['base-b', 'base-a', 'base-c', 'distilled', 'twin-00']) {
      codes.set(name, await languageCode(name))
    }
    for await (const { model } of syntheticIndependents(4, 'test', ['twin-05', 'twin-06'])) {
      const [code] = await fingerprintModel(model)
      if (code !== undefined) codes.set(model.label, code)
    }
    known = knownFrom(codes)
  }, 60_000)

  it.each([
    ['a-continued', 'base-a'],
    ['a-narrow', 'base-a'],
    ['a-moe', 'base-a'],
    ['vlm-suspect', 'base-c'],
  ])('names the root of %s first by its tokens, far above every independent', async (child, root) => {
    const [first, second] = nearestKnown(known, await languageCode(child), 2).token
    expect(first?.known.model).toBe(root)
    expect(first?.score.similarity).toBeGreaterThan(0.4)
    expect(second?.score.similarity).toBeLessThan(0.12)
  })

  it.each([
    ['a-continued', 'base-a'],
    ['a-narrow', 'base-a'],
  ])(
    'names the root of %s first by its blocks, though it is rotated, reordered, rescaled and has another vocabulary order',
    async (child, root) => {
      const hidden = await fullyDisguised(languageOf(await openZoo(child)), `test ${child}`)
      const [code] = await fingerprintModel(hidden)
      const near = nearestKnown(known, code as ComponentFingerprint, 3)
      expect(near.block[0]?.known.model).toBe(root)
      expect(near.token[0]?.score.similarity).toBeLessThan(0.12) // the tokens say nothing any more
    },
  )

  it('puts models near by any code on the short list, each once', async () => {
    const candidates = shortlist(known, [await languageCode('a-finetune')], 3)
    expect(candidates[0]?.model).toBe('base-a')
    expect(candidates[0]?.scores.map(({ kind }) => kind)).toEqual(['token', 'block'])
    expect(new Set(candidates.map(({ source }) => source)).size).toBe(3)
  })
})

describe('a fingerprint', () => {
  it('does not change with signs and order, which are left to the tests', async () => {
    const model = await openZoo('twin-02')
    const other = await regauge(model, 'signs', { parts: { hidden: true, units: true, values: true }, layers: 2 })
    const [code, again] = [await fingerprintModel(model), await fingerprintModel(other)]
    const near = nearestKnown(
      knownFrom(new Map([['twin-02', code[0] as ComponentFingerprint]])),
      again[0] as ComponentFingerprint,
      1,
    )
    // Sums in another order round otherwise: a few signs of numbers next to zero.
    expect(near.token[0]?.score.similarity).toBeGreaterThan(0.99)
    expect(near.block[0]?.score.similarity).toBeGreaterThan(0.99)
  })

  it('is the same each time', async () => {
    expect(fingerprintDigest(await languageCode('twin-03'))).toBe(fingerprintDigest(await languageCode('twin-03')))
  })

  it('is made of each component that a rule names, and says why of one that has none', async () => {
    const codes = await fingerprintModel(await openZoo('vlm-suspect'))
    expect(codes.map(({ component, missing }) => [component, missing])).toEqual([
      ['language', []],
      ['vision', []],
    ])
    const foreign = syntheticDecoder('foreign', (weights) => {
      for (const [name, tensor] of new Map(weights)) {
        weights.delete(name)
        weights.set(`blob.${name.replaceAll('.', '_')}`, tensor)
      }
    })
    expect(await fingerprintModel(foreign)).toEqual([
      {
        component: 'language',
        architecture: null,
        vocabulary: 0,
        token: undefined,
        blocks: [],
        missing: ['layout-unknown'],
      },
    ])
  })

  it('stands for a model whose head is its embedding, and for one of another vocabulary', async () => {
    const tied = syntheticDecoder('tied', (weights) => void weights.delete('lm_head.weight'))
    const large = syntheticDecoder('large', undefined, { vocabulary: 16_500, hidden: 32, units: 48, layers: 1 })
    for (const model of [tied, large]) {
      const [code] = await fingerprintModel(model)
      expect(code?.missing).toEqual([])
      const ones = code?.token?.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0) ?? 0
      expect(ones / 16_384).toBeGreaterThan(0.4) // no part of it is empty
      expect(ones / 16_384).toBeLessThan(0.6)
    }
  })

  it('refuses weights that are no numbers', async () => {
    const broken = syntheticDecoder('broken', (weights) => {
      weights.get('model.layers.1.mlp.up_proj.weight')?.values.fill(Number.NaN)
    })
    await expect(fingerprintModel(broken)).rejects.toThrow('tensors/non-finite')
  })
})

describe('a calibrated score', () => {
  const BYTES = { component: 'language', vocabulary: 256 } as const

  it('counts the independents that came as near, itself among them', () => {
    const { token } = population().scores
    expect(token.length).toBeGreaterThanOrEqual(1_000)
    expect(calibrated('token', 0.9, BYTES).p).toBe(1 / (token.length + 1))
    expect(calibrated('token', -0.9, BYTES).p).toBe(1)
    const middle = token.toSorted()[token.length >> 1] ?? 0
    expect(calibrated('token', middle, BYTES).p).toBeCloseTo(0.5, 2)
  })

  it('has no p where no independents were measured', () => {
    const none = { similarity: 0.9, independents: null, p: null }
    expect(calibrated('block', 0.9, { component: 'vision', vocabulary: 48 })).toEqual({ kind: 'block', ...none })
    expect(calibrated('token', 0.9, { ...BYTES, vocabulary: 32_000 })).toEqual({ kind: 'token', ...none })
  })
})
