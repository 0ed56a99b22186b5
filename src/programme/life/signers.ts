import type { Duty, PersonRole } from '../rules-of-life.ts'
import type { Rules } from '../rules.ts'
import { conflictsIn, conflictsOf } from './conflicts.ts'
import type { Entered } from './entered.ts'
import { refusal, type Refusal } from './refusal.ts'

export type Signing = {
  readonly rules: Rules
  readonly acts: readonly Entered[]
  readonly act: Entered
}

/** A party signs for itself, with its own id and no other. */
export const signedByParty = ({ act }: Signing, party: string, rule: string): readonly Refusal[] =>
  act.by.length === 1 && act.by[0] === party
    ? []
    : [refusal('programme/wrong-role', rule, { who: act.by, kind: act.act.kind, needed: party })]

/**
 * People sign for the office: with the role, so many of them, each another person, and none with a conflict that blocks.
 * Where the rules name no people, ids are taken as they are, and only their number and difference are checked.
 */
export const signedByPeople = (
  { rules, acts, act }: Signing,
  wanted: {
    readonly role: PersonRole
    readonly count: number
    readonly rule: string
    readonly duty?: Duty
    readonly team?: string | undefined
    readonly teams?: readonly string[]
  },
): readonly Refusal[] => {
  const { role, count, rule, duty } = wanted
  const kind = act.act.kind
  const ids = [...new Set(act.by)]
  const people = rules.people
  const strangers =
    people === undefined ? [] : ids.filter((id) => !people.some((one) => one.id === id && one.roles.includes(role)))
  const twins = ids.filter((id, i) => ids.slice(0, i).some((other) => isSamePerson(rules, id, other)))
  const conflicts =
    duty === undefined
      ? []
      : conflictsIn(conflictsOf(rules, acts, wanted.teams ?? (wanted.team === undefined ? [] : [wanted.team])), {
          people: ids,
          duty,
          team: wanted.team,
        }).filter(({ effect }) => effect === 'block')
  return [
    ...(strangers.length === 0 ? [] : [refusal('programme/wrong-role', rule, { who: strangers, kind, needed: role })]),
    ...(twins.length === 0
      ? []
      : [
          refusal('programme/same-person', rule, {
            ids: ids.filter((id) => twins.some((twin) => twin === id || isSamePerson(rules, id, twin))),
            kind,
          }),
        ]),
    ...(ids.length - twins.length >= count
      ? []
      : [refusal('programme/too-few-officers', rule, { kind, needed: count, got: ids.length - twins.length })]),
    ...conflicts.map((one) =>
      refusal('programme/conflict-of-interest', one.rule, {
        who: one.person,
        team: one.team,
        kind: one.kind,
        via: one.via,
      }),
    ),
  ]
}

export const isSamePerson = ({ people = [] }: Rules, a: string, b: string): boolean => {
  if (a === b) return true
  const of = (id: string): string | undefined => people.find((one) => one.id === id)?.person
  return of(a) !== undefined && of(a) === of(b)
}
