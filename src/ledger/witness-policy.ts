import { AssayError } from '#base'
import type { Cosignature } from './cosignature.ts'
import { parseVerifierKey, type VerifierKey } from './verifier-key.ts'

/** Whom a reader believes: which log keys, which witnesses, and how many of them must have cosigned (C2SP tlog-policy). */
export type WitnessPolicy = {
  readonly logs: readonly PolicyKey[]
  readonly witnesses: readonly (PolicyKey & { readonly name: string })[]
  /** whether these witnesses' cosignatures make a checkpoint valid; by key id */
  readonly satisfiedBy: (cosigned: ReadonlySet<string>) => boolean
  /** seconds since 1970 in which cosignatures count under this policy: from the first, and before the second */
  readonly validFrom: number | undefined
  readonly validUntil: number | undefined
}

/**
 * Whether one of the policies is satisfied by the cosignatures that were given while it held. Witnesses come and go: an old
 * checkpoint is judged by the policy of its day, and nobody's key counts after its term.
 *
 * @returns the first such policy
 */
export const policyMet = (
  policies: readonly WitnessPolicy[],
  cosignatures: readonly Cosignature[],
): WitnessPolicy | undefined =>
  policies.find(({ satisfiedBy, validFrom = 0, validUntil = Number.POSITIVE_INFINITY }) =>
    satisfiedBy(
      new Set(
        cosignatures
          .filter(({ seconds }) => seconds >= validFrom && seconds < validUntil)
          .map(({ witness }) => witness.keyId),
      ),
    ),
  )

export type PolicyKey = { readonly key: VerifierKey; readonly url: string | undefined }

/** Longer policies are refused before they are read. */
const MAX_POLICY_LENGTH = 100_000

type Member = (cosigned: ReadonlySet<string>) => boolean

/**
 * Reads a policy file. The comments `# valid-from: TIME` and `# valid-until: TIME` (RFC 3339) say when it holds; to readers
 * that do not know them they are comments.
 *
 * @param where named in refusals
 * @throws AssayError `ledger/policy-malformed` with the line
 */
export const parseWitnessPolicy = (text: string, where: string): WitnessPolicy => {
  if (text.length > MAX_POLICY_LENGTH) throw refused(where, 0, 'it is longer than 100,000 characters')
  const logs: PolicyKey[] = []
  const witnesses: (PolicyKey & { name: string })[] = []
  const members = new Map<string, Member>()
  const used = new Set<string>()
  let quorum: Member | undefined
  const term: Record<string, number> = {}

  const define = (line: number, name: string, member: Member): void => {
    if (name === 'none' || members.has(name)) throw refused(where, line, `the name ${name} is taken`)
    members.set(name, member)
  }
  const keyAt = (
    line: number,
    keyText: string,
    use: 'note' | 'cosignature',
    known: readonly PolicyKey[],
  ): VerifierKey => {
    const key = readKey(keyText, use, (what) => refused(where, line, what))
    const same = known.some((other) => other.key.publicKey.join() === key.publicKey.join())
    if (same) throw refused(where, line, 'the same key was listed before')
    return key
  }
  const memberAt = (line: number, name: string): Member => {
    const member = members.get(name)
    if (member === undefined) throw refused(where, line, `${name} is not defined above`)
    return member
  }

  for (const [index, whole] of text.split('\n').entries()) {
    const line = index + 1
    // oxlint-disable-next-line no-control-regex
    if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(whole)) throw refused(where, line, 'it has a control character')
    const [word, ...rest] = whole.split(/[ \t]+/).filter((part) => part !== '')
    if (word === undefined) continue
    if (word.startsWith('#')) {
      const [, end, time = ''] = /^[ \t]*#[ \t]*valid-(from|until):[ \t]*(\S+)[ \t]*$/.exec(whole) ?? []
      if (end === undefined) continue
      if (term[end] !== undefined) throw refused(where, line, `a second valid-${end}`)
      term[end] = secondsAt(time, () =>
        refused(where, line, `${time.slice(0, 40)} is no time like 2027-01-01T00:00:00Z`),
      )
      continue
    }
    const [first = '', second = '', third] = rest
    if (word === 'log' && rest.length >= 1 && rest.length <= 2) {
      logs.push({ key: keyAt(line, first, 'note', logs), url: rest[1] })
    } else if (word === 'witness' && rest.length >= 2 && rest.length <= 3) {
      const key = keyAt(line, second, 'cosignature', witnesses)
      define(line, first, (cosigned) => cosigned.has(key.keyId))
      witnesses.push({ name: first, key, url: third })
    } else if (word === 'group' && rest.length >= 3) {
      const names = rest.slice(2)
      for (const name of names) {
        if (used.has(name)) throw refused(where, line, `${name} is a member of a group already`)
        used.add(name)
      }
      const own = names.map((name) => memberAt(line, name))
      const needed = neededOf(second, own.length)
      if (needed === undefined) throw refused(where, line, `${second} of ${own.length} is no threshold`)
      define(line, first, (cosigned) => own.filter((member) => member(cosigned)).length >= needed)
    } else if (word === 'quorum' && rest.length === 1) {
      if (quorum !== undefined) throw refused(where, line, 'a second quorum')
      quorum = first === 'none' ? () => true : memberAt(line, first)
    } else throw refused(where, line, `"${whole.trim().slice(0, 80)}" is no line of a policy`)
  }
  if (quorum === undefined) throw refused(where, 0, 'it has no quorum line')
  const { from: validFrom, until: validUntil } = term
  return { logs, witnesses, satisfiedBy: quorum, validFrom, validUntil }
}

const secondsAt = (time: string, refuse: () => AssayError): number => {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time) ? Date.parse(time) : Number.NaN
  if (Number.isNaN(ms)) throw refuse()
  return ms / 1000
}

const neededOf = (word: string, of: number): number | undefined => {
  if (word === 'any') return 1
  if (word === 'all') return of
  const needed = /^[1-9]\d{0,5}$/.test(word) ? Number(word) : 0
  return needed >= 1 && needed <= of ? needed : undefined
}

const readKey = (text: string, use: 'note' | 'cosignature', refuse: (what: string) => AssayError): VerifierKey => {
  try {
    return parseVerifierKey(text, use)
  } catch {
    throw refuse(`"${text.slice(0, 80)}" is no ${use === 'note' ? 'key of a log' : 'key of a witness'}`)
  }
}

const refused = (where: string, line: number, what: string): AssayError =>
  new AssayError('ledger/policy-malformed', { where, line, what })
