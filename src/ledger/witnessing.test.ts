import { describe, expect, it } from 'vitest'
import { encodeBase64 } from './base64.ts'
import { signCheckpoint } from './checkpoint.ts'
import { cosignaturesOn } from './cosignature.ts'
import { consistencyProof } from './proofs.ts'
import { memoryWitnessMemory } from './shelves/memory-witness-memory.ts'
import { newSigningKey, verifierKeyOf } from './signed-note.ts'
import { leafHash, rootOfLeaves } from './tree.ts'
import { parseVerifierKey } from './verifier-key.ts'
import { answerAddCheckpoint, parseAddCheckpoint } from './witnessing.ts'

const log = newSigningKey('office.example/ledger', new Uint8Array(32).fill(1))
const stranger = newSigningKey('office.example/ledger', new Uint8Array(32).fill(2))
const key = newSigningKey('witness.example/w1', new Uint8Array(32).fill(3))
const leaves = Array.from({ length: 20 }, (_, i) => leafHash(Uint8Array.of(i)))
const forked = leaves.with(3, leafHash(Uint8Array.of(99)))

const head = (size: number, of = leaves, by = log, origin = log.name): string =>
  signCheckpoint({ origin, size, root: rootOfLeaves(of.slice(0, size)) }, by)
const request = (old: number, note: string, proof: readonly Uint8Array[] = []): string =>
  [`old ${old}`, ...proof.map(encodeBase64), '', note].join('\n')
const proved = (old: number, size: number, of = leaves): Uint8Array[] => consistencyProof(of.slice(0, size), old)

const openWitness = () => {
  const memory = memoryWitnessMemory()
  const logs = [{ origin: log.name, keys: [parseVerifierKey(verifierKeyOf(log))] }]
  const answer = (body: string) => answerAddCheckpoint(body, { logs, memory, key, seconds: () => 1_800_000_000 })
  return { memory, answer }
}

describe('a request to add a checkpoint', () => {
  it('is read as the standard’s example writes it', () => {
    const body = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`
    const { oldSize, proof, checkpoint } = parseAddCheckpoint(body)
    expect([oldSize, proof.length, checkpoint.split('\n')[1]]).toEqual([20852014, 4, '20852163'])
  })

  it.each([
    ['old 01\n\nx', 'a leading zero'],
    ['old -1\n\nx', 'a negative size'],
    ['new 1\n\nx', 'another word'],
    ['old 1\nAAAA\n\nx', 'a hash of three bytes'],
    [`old 1\n${`${encodeBase64(new Uint8Array(32))}\n`.repeat(64)}\nx`, '64 hashes'],
    ['old 1', 'no checkpoint'],
    ['x'.repeat(300_000), 'more than any request has'],
  ])('is not read from %j (%s)', async (body) => {
    expect((await openWitness().answer(body)).status).toBe(400)
  })
})

describe('a witness', () => {
  it('cosigns a log that it sees first, and then what continues it', async () => {
    const { answer } = openWitness()
    const first = await answer(request(0, head(3)))
    expect(first.status).toBe(200)
    expect(
      cosignaturesOn(head(3) + first.body, [parseVerifierKey(verifierKeyOf(key, 'cosignature'), 'cosignature')]),
    ).toHaveLength(1)
    expect((await answer(request(3, head(11), proved(3, 11)))).status).toBe(200)
    expect((await answer(request(11, head(11)))).status).toBe(200)
  })

  it('answers as the standard says where it does not cosign', async () => {
    const { answer, memory } = openWitness()
    await answer(request(0, head(8)))
    const asked = async (body: string) => {
      const { status, contentType, body: said } = await answer(body)
      return status === 409 ? [status, contentType, said] : [status]
    }
    expect(await asked(request(8, head(11, leaves, log, 'other.example'), proved(8, 11)))).toEqual([404])
    expect(await asked(request(8, head(11, leaves, stranger), proved(8, 11)))).toEqual([403])
    expect(await asked(request(12, head(11)))).toEqual([400])
    expect(await asked(request(0, head(11)))).toEqual([409, 'text/x.tlog.size', '8\n'])
    expect(await asked(request(3, head(11), proved(3, 11)))).toEqual([409, 'text/x.tlog.size', '8\n'])
    expect(await asked(request(8, head(8, forked)))).toEqual([409, 'text/x.tlog.size', '8\n'])
    expect(await asked(request(8, head(11, forked), proved(8, 11, forked)))).toEqual([422])
    expect(await asked(request(8, head(11), proved(8, 11).slice(1)))).toEqual([422])
    expect(await asked(request(8, head(11)))).toEqual([422])
    expect((await memory.latest(log.name))?.size).toBe(8)
  })

  it('needs no proof for a log that it sees first, and refuses one', async () => {
    expect((await openWitness().answer(request(0, head(3), [new Uint8Array(32)]))).status).toBe(422)
  })

  it('cosigns one of two heads that come at once', async () => {
    const { answer } = openWitness()
    await answer(request(0, head(4)))
    const two = await Promise.all([
      answer(request(4, head(9), proved(4, 9))),
      answer(request(4, head(9, forked.with(3, leaves[3] as Uint8Array).with(7, forked[3] as Uint8Array)), [])),
      answer(request(4, head(12), proved(4, 12))),
    ])
    expect(two.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 422])
  })
})
