import { describe, expect, it } from 'vitest'
import { verifierKeyOf } from '#ledger'
import { composeBundle } from '../bundle/compose-bundle.ts'
import { memoryFiles, office, smallParts, stranger } from '../bundle/small-round.fixture.ts'
import { meaningOf } from './bundle-layout.ts'
import { type Check, verifyBundle, VerificationJson } from './verify-bundle.ts'

const carriedBy = (key: typeof office): Map<string, Uint8Array> =>
  new Map([...composeBundle(smallParts(key), key).files].filter(([path]) => meaningOf(path).kind !== 'extra'))
const carried = carriedBy(office)
const withoutManifest = { key: verifierKeyOf(office) }
const verify = (files: ReadonlyMap<string, Uint8Array>) => verifyBundle(memoryFiles(files), { withoutManifest })

/** Some bytes of each file, every bit of a byte in turn; a whole bundle's test tries all bytes. */
const STEP = 11

describe('verifying what a page carries of its bundle', () => {
  it('makes all checks, and says with the first what it left out', async () => {
    const seen: Check[] = []
    const { ok, checked, key } = await verifyBundle(memoryFiles(carried), {
      withoutManifest,
      onCheck: (check) => void seen.push(check),
    })
    expect({ ok, key, files: checked.files, signatures: checked.signatures }).toEqual({
      ok: true,
      key: 'bundle-only',
      files: carried.size,
      signatures: 3, // the checkpoints'; a whole bundle has the manifest's too
    })
    expect(seen.map(({ leftOut }) => leftOut)).toEqual([
      ['manifest', 'manifest-signature', 'pages'],
      ...Array.from({ length: 7 }, () => undefined),
    ])
  })

  it('leaves the answer about a whole bundle as it is documented', async () => {
    const whole = await verifyBundle(memoryFiles(composeBundle(smallParts(), office).files))
    expect(VerificationJson.parse(whole)).toEqual(whole)
  })

  it.each([...carried.keys()])('finds a bit turned in %s', async (path) => {
    const bytes = carried.get(path) as Uint8Array
    for (let at = 0; at < bytes.length; at += STEP) {
      if (path === 'programme.yaml' && at <= bytes.indexOf(10)) continue // a comment: only the manifest covers it
      const turned = bytes.slice()
      turned[at] = (turned[at] as number) ^ (1 << (at % 8))
      expect((await verify(new Map(carried).set(path, turned))).ok, `byte ${at}`).toBe(false)
    }
  })

  it.each([...carried.keys()].filter((path) => !path.startsWith('blobs/')))('finds that %s is gone', async (path) => {
    const rest = new Map(carried)
    rest.delete(path)
    expect((await verify(rest)).ok).toBe(false)
  })

  it('names the evidence that was changed', async () => {
    const path = [...carried.keys()].find((name) => name.startsWith('evidence/')) ?? ''
    const { failure } = await verify(new Map(carried).set(path, new TextEncoder().encode('{}')))
    expect(failure).toEqual({ what: 'verify/content-name', where: path })
  })

  it.each(['manifest.json', 'report.html', 'evidence/x.json'])(
    'refuses a file that it could not check: %s',
    async (path) => {
      const { failure } = await verify(new Map(carried).set(path, Uint8Array.of(1)))
      expect(failure).toEqual({ what: 'verify/file-misplaced', where: path })
    },
  )

  it('finds with the office’s key that another signed everything anew', async () => {
    const files = memoryFiles(carriedBy(stranger))
    const forged = { withoutManifest: { key: verifierKeyOf(stranger) } }
    expect((await verifyBundle(files, forged)).ok).toBe(true)
    const { failure, checks } = await verifyBundle(files, { ...forged, key: verifierKeyOf(office) })
    expect(failure).toEqual({
      what: 'verify/other-key',
      where: expect.stringContaining('ledger/checkpoints.txt is signed by office.example/ledger+') as string,
    })
    expect(checks.at(-1)).toEqual({ id: 'signatures', count: 0, ok: false })
  })

  it('finds that the key it carries is none, or not the one that signed', async () => {
    const by = async (key: string) => (await verifyBundle(memoryFiles(carried), { withoutManifest: { key } })).failure
    expect(await by('office')).toMatchObject({ what: 'verify/malformed' })
    expect(await by(verifierKeyOf(stranger))).toMatchObject({ what: 'verify/signature-wrong' })
  })
})
