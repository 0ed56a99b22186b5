import type { z } from 'zod'
import type { Digest } from '#base'
import type { ConflictKind, ConflictRule, Duty, Person } from '../rules-of-life.ts'
import type { Rules } from '../rules.ts'
import { ConflictDeclaration } from './act-kinds.ts'
import { actsOf, type Entered, type Read } from './entered.ts'

/** A person who cannot, or should not unmarked, act on a team. */
export type Conflict = {
  readonly person: string
  readonly team: string
  readonly kind: ConflictKind
  /** The parties or references that join the person to the team, from the employer on. */
  readonly via: readonly string[]
  /** The declaration; `undefined` where the conflict follows from the rules' parties, people and relations. */
  readonly declaration: Digest | undefined
  /** What the rules make of it, and where they say so. */
  readonly effects: readonly {
    readonly in: Duty
    readonly effect: ConflictRule['effect']
    readonly reach: ConflictRule['reach']
    readonly rule: string
  }[]
}

/**
 * Every conflict of interest between people and teams, declared or inferred. Standing does not end it: who was removed as a
 * contestant goes on as a supplier, an employer or an owner of a reference.
 *
 * @param teams those who contest; for an applicant's panel the applicants
 */
export const conflictsOf = (rules: Rules, acts: readonly Entered[], teams: readonly string[]): readonly Conflict[] => {
  const declarations = actsOf(acts, 'conflict-declaration', ConflictDeclaration)
  return (rules.people ?? []).flatMap((person) =>
    teams.flatMap((team) => conflictsBetween(rules, declarations, person, team)),
  )
}

type Declarations = readonly Read<z.infer<typeof ConflictDeclaration>>[]

const conflictsBetween = (
  rules: Rules,
  declarations: Declarations,
  person: Person,
  team: string,
): readonly Conflict[] => {
  const found = (kind: ConflictKind, via: readonly string[], declaration?: Digest): Conflict => ({
    person: person.id,
    team,
    kind,
    via,
    declaration,
    effects: effectsOf(rules, kind),
  })
  const declared = declarations
    .filter(
      ({ result }) => result.person === person.id && (result.party === team || isPartOf(rules, result.party, team)),
    )
    .map(({ digest, result }) => found('declared', [result.party], digest))
  const { employer } = person
  if (employer === undefined) return declared
  const stands = (is: string, party: string, of: string): boolean =>
    (rules.relations ?? []).some((one) => one.is === is && one.party === party && one.of === of)
  const references = (rules.relations ?? []).filter((one) => one.is === 'reference-owner' && one.party === employer)
  return [
    ...declared,
    ...(employer === team ? [found('employer-contests', [employer])] : []),
    ...(stands('member', employer, team) ? [found('employer-is-member', [employer, team])] : []),
    ...(stands('supplier', employer, team) ? [found('employer-supplies', [employer, team])] : []),
    ...(stands('owner', employer, team) || stands('owner', team, employer)
      ? [found('employer-owns', [employer, team])]
      : []),
    ...references.map(({ of }) => found('employer-owns-reference', [employer, of])),
  ]
}

const isPartOf = (rules: Rules, party: string, team: string): boolean =>
  (rules.relations ?? []).some((one) => one.is === 'member' && one.party === party && one.of === team)

const effectsOf = (rules: Rules, kind: ConflictKind): Conflict['effects'] =>
  (rules.conflicts ?? []).flatMap((rule, i) =>
    rule.kind === kind
      ? rule.in.map((duty) => ({ in: duty, effect: rule.effect, reach: rule.reach, rule: `conflicts/${i}` }))
      : [],
  )

/** The conflicts that touch one act: of these people, in this duty, on this team (or, by reach, on any team of the round). */
export const conflictsIn = (
  all: readonly Conflict[],
  act: { readonly people: readonly string[]; readonly duty: Duty; readonly team: string | undefined },
): readonly (Conflict & { readonly effect: ConflictRule['effect']; readonly rule: string })[] =>
  all
    .filter(({ person }) => act.people.includes(person))
    .flatMap((one) =>
      one.effects
        .filter(
          ({ in: duty, reach }) =>
            duty === act.duty && (reach === 'round' || act.team === undefined || one.team === act.team),
        )
        .map(({ effect, rule }) => ({ ...one, effect, rule })),
    )
