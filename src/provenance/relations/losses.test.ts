import { beforeAll, describe, expect, it } from 'vitest'
import { rowProducts, symmetricEigen } from '#numeric'
import type { TensorSource } from '#tensors'
import { changed, overTensors, type Step, transposed } from '../../../test/support/disguise.ts'
import { openZoo } from '../../../test/support/zoo.ts'
import { compareModels } from '../compare-models.ts'
import { codebookBits } from './codebook.ts'

const matrices =
  (change: (values: Float32Array, name: string, shape: readonly number[]) => Float32Array): Step =>
  (parts) =>
    overTensors(parts, (name, tensor) =>
      tensor.shape.length < 2 ? tensor : { ...tensor, values: change(tensor.values, name, tensor.shape) },
    )

const smallestZeroed = (share: number): Step =>
  matrices((values) => {
    const least = Float32Array.from(values, Math.abs).toSorted()[Math.floor(share * values.length)] as number
    return values.map((value) => (Math.abs(value) < least ? 0 : value))
  })

/** Every row projected on the leading right singular directions of its matrix. */
const cutTo = (rank: number): Step =>
  matrices((values, _, [n = 0, width = 0]) => {
    const columns = transposed(values, n, width)
    const gram = Float64Array.from(rowProducts(columns, columns, { n: width, m: width, width: n }))
    const { values: squares, vectors } = symmetricEigen(gram, width)
    const leading = [...squares.keys()]
      .toSorted((a, b) => (squares[b] as number) - (squares[a] as number))
      .slice(0, rank)
    const axes = Float32Array.from(
      leading.flatMap((c) => Array.from({ length: width }, (__, k) => vectors[k * width + c] as number)),
    )
    const along = rowProducts(values, axes, { n, m: rank, width })
    return rowProducts(along, transposed(axes, rank, width), { n, m: width, width: rank })
  })

const scaled = (pattern: RegExp, factor: number): Step =>
  matrices((values, name) => (pattern.test(name) ? values.map((value) => factor * value) : values))

let base: TensorSource
beforeAll(async () => {
  base = await openZoo('base-a')
})

const compare = async (subject: TensorSource, reference: TensorSource) => {
  const { components } = await compareModels(subject, reference, { seed: 'losses' })
  return components[0]
}

describe('a model that lost something is never called the source', () => {
  it('cut to a lower rank', async () => {
    const rank = 100
    const cut = await changed(base, 'cut', cutTo(rank))
    const relationDetails = [{ code: 'rank-cut', side: 'subject', rank }]
    expect(await compare(cut, base)).toMatchObject({ relationDetails, direction: 'subject-from-reference' })
    expect(await compare(base, cut)).toMatchObject({ relations: ['rank-cut'], direction: 'reference-from-subject' })
  })

  it.each([0.2, 0.4])('with the smallest %d of its weights set to zero', async (share) => {
    const pruned = await changed(base, 'pruned', smallestZeroed(share))
    const found = await compare(pruned, base)
    expect(found).toMatchObject({ relations: ['pruned'], direction: 'subject-from-reference' })
    const [detail] = found?.relationDetails ?? []
    expect(detail?.code === 'pruned' ? detail.zeros : 0).toBeCloseTo(share, 1)
    expect(await compare(base, pruned)).toMatchObject({ relations: ['pruned'], direction: 'reference-from-subject' })
  })

  it('trained and then pruned: both are told, and no direction', async () => {
    const pruned = await changed(await openZoo('a-finetune'), 'pruned', smallestZeroed(0.4))
    expect(await compare(pruned, base)).toMatchObject({ relations: ['pruned', 'fine-tuned'], direction: 'undecided' })
  })
})

describe('a copy', () => {
  it('is one whatever type it is stored in', async () => {
    expect(await compare(await changed(base, 'copy'), base)).toMatchObject({ relations: ['copy'] })
  })

  it.each([
    { what: 'one matrix three times as large', step: scaled(/layers\.1\.mlp\.down/, 3) },
    { what: 'one matrix zeroed', step: scaled(/layers\.2\.self_attn\.o_proj/, 0) },
    { what: 'all matrices a little smaller', step: scaled(/./, 0.97) },
  ])('is none with $what, and no training either', async ({ step }) => {
    expect(await compare(await changed(base, 'scaled', step), base)).toMatchObject({
      finding: 'derived',
      relation: 'common-origin',
      relations: [],
      direction: 'undecided',
    })
  })
})

describe('a codebook', () => {
  it('shows by the few values that neighbours share, however they lie', () => {
    const levels = [-1, -0.7, -0.53, -0.39, -0.28, -0.18, -0.09, 0, 0.08, 0.16, 0.25, 0.34, 0.44, 0.56, 0.72, 1]
    const rows = Float32Array.from({ length: 64 * 64 }, (_, k) => levels[(k * 7919 + (k >> 4)) % 16] as number)
    expect(codebookBits(rows, 64)).toBe(4)
  })

  it('is not seen in weights half of which are zero', () => {
    const rows = Float32Array.from({ length: 64 * 64 }, (_, k) => (k % 2 === 0 ? 0 : Math.sin(k)))
    expect(codebookBits(rows, 64)).toBeUndefined()
  })
})
