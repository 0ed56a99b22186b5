import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AssayError } from '#base'
import { readTensor, type TensorSource } from '#tensors'
import { openNpz, openOnnx, openTorch } from '#tensors/sources'
import { expectSentence } from '../../test/support/refusal-sentence.ts'

type Expect = 'refuse' | 'accept' | 'either'
type Case = { file: string; why: string; expect: Expect }

const TORCH = 'test/golden/torch'
const OTHER = 'test/golden/other'
const torch = JSON.parse(readFileSync(join(TORCH, 'hostile/golden.json'), 'utf8')) as {
  cases: Case[]
  index: { dir: string; why: string; expect: Expect }[]
}
const other = JSON.parse(readFileSync(join(OTHER, 'hostile/golden.json'), 'utf8')) as { cases: Case[] }
const cases = [
  ...torch.cases.map(({ file, ...rest }) => ({ ...rest, path: join(TORCH, file) })),
  ...torch.index.map(({ dir, ...rest }) => ({ ...rest, path: join(TORCH, dir, 'pytorch_model.bin.index.json') })),
  ...other.cases.map(({ file, ...rest }) => ({ ...rest, path: join(OTHER, file) })),
]

let folder = ''
let largestBefore = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-foreign-'))
  largestBefore = process.resourceUsage().maxRSS
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const open = (path: string): Promise<TensorSource> => {
  if (path.endsWith('.onnx')) return openOnnx(path)
  return /\.np[yz]$/.test(path) ? openNpz(path) : openTorch(path)
}

/** Opens and reads everything, as a comparison would. */
const outcomeOf = async (path: string): Promise<'accept' | AssayError> => {
  try {
    const source = await open(path)
    try {
      for (const name of source.tensors.keys()) await readTensor(source, name, { maxBytes: 1e7 })
    } finally {
      await source.close()
    }
    return 'accept'
  } catch (error) {
    if (error instanceof AssayError) return error
    throw error
  }
}

const FDS = '/proc/self/fd'
const openGolden = (): string[] =>
  readdirSync(FDS)
    .filter((fd) => existsSync(join(FDS, fd))) // the listing itself was open and is not any more
    .map((fd) => readlinkSync(join(FDS, fd), { encoding: 'utf8' }))
    .filter((target) => target.includes('test/golden'))

const BELOW = 'it must be a path below the folder of the model'

describe('a hostile file of PyTorch, NumPy or ONNX', () => {
  it.each(cases)('$expect: $why ($path)', async ({ path, expect: expected }) => {
    const outcome = await outcomeOf(path)
    if (expected === 'accept') expect(outcome).toBe('accept')
    if (expected === 'refuse') expect(outcome).toBeInstanceOf(AssayError)
    if (outcome !== 'accept') expectSentence(outcome)
  })

  it('runs nothing: no file that a payload would make is there', () => {
    const made = ['.', TORCH, join(TORCH, 'hostile'), OTHER, join(OTHER, 'hostile'), tmpdir(), '/'].flatMap((place) =>
      readdirSync(place).filter((name) => name.includes('pwned')),
    )
    expect(made).toEqual([])
  })

  it('costs little memory', () => {
    expect((process.resourceUsage().maxRSS - largestBefore) / 1024).toBeLessThan(150) // MiB
  })

  it.skipIf(process.platform !== 'linux')('leaves no file open when it is refused', async () => {
    for (const { path } of cases) await outcomeOf(path)
    expect(openGolden()).toEqual([])
  })

  it.each([
    ['code-global-os-system-reduce.pt', 'tensors/pickle-global', { global: 'os.system', place: 2 }],
    ['code-stack-global.pt', 'tensors/pickle-global', { global: 'os.system', place: 14 }],
    ['code-torch-dunder.pt', 'tensors/pickle-global', { global: 'torch.os.system' }],
    ['code-newobj-ex.pt', 'tensors/pickle-global', { global: 'subprocess.Popen' }],
    ['code-ext1.pt', 'tensors/pickle-opcode', { opcode: 'EXT1 (0x82)', place: 2 }],
    ['code-unknown-opcode.pt', 'tensors/pickle-opcode', { opcode: '0xff', place: 2 }],
    ['code-build-dict-slots.pt', 'tensors/pickle-call', { call: 'BUILD' }],
    ['code-reduce-non-callable.pt', 'tensors/pickle-call', { place: 9 }],
    ['code-proto-7.pt', 'tensors/pickle-malformed', { why: 'protocol 7 is not known' }],
    ['code-no-stop.pt', 'tensors/pickle-ends-early', {}],
    ['bomb-binunicode-length.pt', 'tensors/pickle-ends-early', { wanted: 4294967280 }],
    ['bomb-memo-billion-laughs.pt', 'tensors/torch-no-tensors', {}],
    ['tensor-expand-bomb.pt', 'tensors/torch-view', { tensor: 'a' }],
    ['tensor-size-overflow.pt', 'tensors/torch-view', { why: 'its shape is larger than any file can be' }],
    ['storage-count-huge.pt', 'tensors/torch-storage', { storage: '0' }],
    ['storage-key-traversal.pt', 'tensors/torch-storage', { storage: '../../../etc/passwd' }],
    ['key-duplicate.pt', 'tensors/duplicate-name', { name: 'a' }],
    ['zip-duplicate-entry.pt', 'tensors/zip-record', { why: 'it is there twice' }],
    ['zip-cd-name-differs.pt', 'tensors/zip-record', { why: 'directory and record give different names' }],
    ['zip-encrypted.pt', 'tensors/zip-record', { why: 'it is encrypted' }],
    ['zip-comment-fake-eocd.pt', 'tensors/zip-damaged', {}],
    ['zip-has-python-code.pt', 'tensors/torch-script', {}],
    ['old-tar.bin', 'tensors/not-torch', { looksLike: 'tar' }],
    ['legacy-keys-missing.bin', 'tensors/torch-storage', { why: 'its bytes are not in the file' }],
    ['legacy-size-lies.bin', 'tensors/torch-storage', { storage: 'k' }],
  ])('is refused for what is wrong with it: %s is %s', async (name, code, facts) => {
    const path = join(TORCH, 'hostile', name)
    expect(await outcomeOf(path)).toMatchObject({ code, facts: { file: path, ...facts } })
  })

  it.each([
    ['object-pickle.npy', 'tensors/npy-dtype', { got: '|O' }],
    ['structured.npy', 'tensors/npy-dtype', { got: 'a structure' }],
    ['datetime.npy', 'tensors/npy-dtype', { got: '<M8[D]' }],
    ['longdouble.npy', 'tensors/npy-dtype', { got: '<f16' }],
    ['header-code.npy', 'tensors/npy-header', {}],
    ['bomb-beyond-shape.npz', 'tensors/npy-size', { wanted: 8, got: 3000008 }],
    ['duplicate.npz', 'tensors/zip-record', { record: 'a.npy' }],
    ['ext-dotdot.onnx', 'tensors/onnx-external', { location: '../weights.bin', why: BELOW }],
    ['ext-absolute.onnx', 'tensors/onnx-external', { location: '/etc/passwd', why: BELOW }],
    ['ext-backslash.onnx', 'tensors/onnx-external', { why: BELOW }],
    ['ext-offset-beyond.onnx', 'tensors/onnx-external', { why: 'bytes 1000 to 1008 are not in it, it has 16' }],
    ['dtype-string.onnx', 'tensors/onnx-tensor', { tensor: 'a' }],
    ['raw-and-field.onnx', 'tensors/onnx-tensor', { why: 'its data stand in float_data and raw_data' }],
    ['deep-groups.onnx', 'tensors/onnx-malformed', { place: 0 }],
    ['length-beyond.onnx', 'tensors/onnx-malformed', { place: 0 }],
  ])('is refused for what is wrong with it: %s is %s', async (name, code, facts) => {
    const path = join(OTHER, 'hostile', name)
    expect(await outcomeOf(path)).toMatchObject({ code, facts: { file: path, ...facts } })
  })
})

it('is refused when data of ONNX lie behind a link that leaves the folder', async () => {
  const model = join(folder, 'linked/external.onnx')
  await mkdir(join(folder, 'linked'))
  await cp(join(OTHER, 'external.onnx'), model)
  await symlink(join(process.cwd(), OTHER, 'weights.bin'), join(folder, 'linked/weights.bin'))
  expect(await outcomeOf(model)).toMatchObject({
    code: 'tensors/onnx-external',
    facts: { location: 'weights.bin', why: 'it is a link that leaves the folder' },
  })
  await rm(join(folder, 'linked/weights.bin'))
  await cp(join(OTHER, 'weights.bin'), join(folder, 'linked/weights.bin'))
  expect(await outcomeOf(model)).toBe('accept')
})

// One byte of a sound file is another: what comes out is a source or a refusal, whichever byte it was.
describe('a damaged file', () => {
  it.each([
    join(TORCH, 'hostile/good.pt'),
    join(TORCH, 'hostile/legacy-good.bin'),
    join(TORCH, 'zip-protocol4.pt'),
    join(OTHER, 'v1.npy'),
    join(OTHER, 'hostile/bomb.npz'),
    join(OTHER, 'inline.onnx'),
  ])('is read or refused: %s', async (path) => {
    const sound = readFileSync(path)
    const copy = join(folder, path.replaceAll('/', '-'))
    const place = fc.oneof(fc.nat({ max: Math.min(sound.length - 1, 400) }), fc.nat({ max: sound.length - 1 }))
    const damage = fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const bytes = Uint8Array.from(sound)
      bytes[at] = (bytes[at] ?? 0) ^ by
      await writeFile(copy, bytes)
      const outcome = await outcomeOf(copy)
      if (outcome !== 'accept') expectSentence(outcome)
    })
    await fc.assert(damage, { numRuns: 50, seed: 7 })
  })
})
