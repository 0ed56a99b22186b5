import { compare, fromDecimal, type Rational, sum } from '#base'
import { lifeProblemsOf, warningsOf } from './check-life.ts'
import { FINDINGS } from './finding.ts'
import { isOfficeKind } from './evidence-kinds.ts'
import { everyPart, partTree, TOTAL } from './part-tree.ts'
import { type Gate, type Part, PROVENANCE, type Round, type Rules } from './rules.ts'

/**
 * What the schema cannot say: that points add up, that names name something, that every gate can be judged.
 *
 * @returns one line for each problem, `path: what`; empty when the rules hold together
 */
export const problemsOf = (rules: Rules): readonly string[] => [
  ...repeated('rounds', rules.rounds),
  ...repeated('references', rules.references),
  ...repeated('parties', rules.parties ?? []),
  ...amendmentProblems(rules),
  ...rules.rounds.flatMap((round, i) => roundProblems(rules, round, `rounds/${i}`)),
  ...lifeProblemsOf(rules),
]

/** Problems refuse rules; warnings are for their author to read before they are sealed. */
export const checkRules = (
  rules: Rules,
): { readonly problems: readonly string[]; readonly warnings: readonly string[] } => ({
  problems: problemsOf(rules),
  warnings: warningsOf(rules),
})

const amendmentProblems = (rules: Rules): readonly string[] => {
  const versions = (rules.amendments ?? []).map(({ version }) => version)
  const unordered = versions.flatMap((version, i) =>
    version === i + 2 ? [] : [`amendments/${i}/version: is ${version}, and amendments are numbered 2, 3, … in order`],
  )
  const current = versions.length + 1
  const stated = rules.version ?? current
  if (stated !== current) return [...unordered, `version: is ${stated}, and the amendments make it ${current}`]
  return unordered
}

const roundProblems = (rules: Rules, round: Round, at: string): readonly string[] => {
  const step = round.rounding.when === 'each-part' ? fromDecimal(round.rounding.to) : undefined
  const paths = everyPart(partTree(round)).map(({ path }) => path)
  return [
    ...repeated(`${at}/parts`, round.parts),
    ...repeated(`${at}/gates`, round.gates),
    ...round.parts.flatMap((part, i) => partProblems(part, `${at}/parts/${i}`, step)),
    ...round.parts.flatMap(({ id }, i) =>
      RESERVED.includes(id) ? [`${at}/parts/${i}/id: "${id}" has a meaning`] : [],
    ),
    ...sumProblems(round.points, round.parts, at),
    ...round.gates.flatMap((gate, i) => gateProblems(rules, gate, `${at}/gates/${i}`)),
    ...tieProblems(round, paths, `${at}/rank/ties`),
    ...(round.disclosure ?? []).flatMap(({ figure }, i) =>
      figure === TOTAL || figure === 'rank' || paths.includes(figure)
        ? []
        : [`${at}/disclosure/${i}/figure: no part is called ${figure}; the figures are total, rank and ${list(paths)}`],
    ),
    ...measureProblems(round, at),
  ]
}

const LOT = 'lot'
const RESERVED: readonly string[] = [TOTAL, LOT, 'rank']

const partProblems = (part: Part, at: string, step: Rational | undefined): readonly string[] => {
  if (part.parts !== undefined) {
    return [
      ...(part.measure === undefined ? [] : [`${at}/measure: a part that has parts takes its points from them`]),
      ...(part['points-from'] === undefined
        ? []
        : [`${at}/points-from: a part that has parts takes its points from them`]),
      ...repeated(`${at}/parts`, part.parts),
      ...sumProblems(part.points, part.parts, at),
      ...part.parts.flatMap((child, i) => partProblems(child, `${at}/parts/${i}`, step)),
    ]
  }
  const offGrid = step !== undefined && !isMultiple(fromDecimal(part.points), step)
  return [
    ...formulaProblems(part, at),
    ...(offGrid
      ? [`${at}/points: ${part.points} is no multiple of the rounding step, so that full points cannot be reached`]
      : []),
  ]
}

const formulaProblems = (part: Part, at: string): readonly string[] => {
  const from = part['points-from']
  if (from === undefined) return [`${at}/points-from: is missing, and so are parts; a part needs one of them`]
  const measure = part.measure
  if (measure === undefined) return from === 'as-given' ? [] : [`${at}/measure: is missing; this formula needs one`]
  if (isOfficeKind(measure)) return [`${at}/measure: "${measure}" is a record of the office, not a measure`]
  if (from === 'as-given') return []
  if ('linear' in from && from.linear.zero === from.linear.full) {
    return [`${at}/points-from/linear: zero and full are both ${from.linear.full}, so that no scale lies between them`]
  }
  if ('target' in from && isOfficeKind(from.target)) {
    return [`${at}/points-from/target: "${from.target}" is a record of the office, not a measure`]
  }
  if ('rank' in from) return tableProblems(from.rank.table, part.points, `${at}/points-from/rank/table`)
  return []
}

const tableProblems = (table: readonly number[], points: number, at: string): readonly string[] => [
  ...((table[0] ?? 0) > points ? [`${at}/0: is ${table[0]}, more than the part's ${points} points`] : []),
  ...table.flatMap((value, i) =>
    i > 0 && value > (table[i - 1] ?? 0) ? [`${at}/${i}: is ${value}, more than the rank above it`] : [],
  ),
]

const sumProblems = (stated: number | undefined, parts: readonly Part[], at: string): readonly string[] => {
  if (stated === undefined) return []
  const exact = sum(parts.map(({ points }) => fromDecimal(points)))
  if (compare(exact, fromDecimal(stated)) === 0) return []
  const terms = parts.map(({ id, points }) => `${id} ${points}`).join(' + ')
  return [`${at}/points: is ${stated}, but its parts do not add up to it: ${terms}`]
}

const gateProblems = (rules: Rules, gate: Gate, at: string): readonly string[] => {
  const { finding, permits } = gate['met-when']
  const forms = [finding, permits].filter((form) => form !== undefined)
  const problems = forms.length === 1 ? [] : [`${at}/met-when: needs one of finding: […] and permits: […]`]
  if (gate.evidence !== PROVENANCE) {
    return gate.components === undefined
      ? problems
      : [...problems, `${at}/components: only a gate on the evidence "${PROVENANCE}" has components`]
  }
  const unknown = (finding ?? []).filter((name) => !FINDINGS.some((known) => known === name))
  const both = (gate['may-reuse'] ?? []).filter((name) => gate.components?.includes(name))
  return [
    ...problems,
    ...(permits === undefined ? [] : [`${at}/met-when/permits: provenance gives a finding, not permissions`]),
    ...unknown.map((name) => `${at}/met-when/finding: no finding is called ${name}; there are ${list(FINDINGS)}`),
    ...(gate.components === undefined
      ? [`${at}/components: is missing; name the components that the gate judges`]
      : []),
    ...both.map((name) => `${at}/may-reuse: ${name} is also among the components that the gate judges`),
    ...(rules.references.length > 0
      ? []
      : [`${at}/evidence: no reference model is named, so that nothing can be compared`]),
    ...(rules['sampling-seed'] === undefined
      ? [`${at}/evidence: needs the sampling-seed of the rules, which is missing`]
      : []),
  ]
}

const tieProblems = (round: Round, paths: readonly string[], at: string): readonly string[] => {
  const { ties } = round.rank
  return [
    ...ties.flatMap((name, i) =>
      name === LOT || paths.includes(name) ? [] : [`${at}/${i}: no part is called ${name}; there are ${list(paths)}`],
    ),
    ...(ties.at(-1) === LOT ? [] : [`${at}: must end with lot, or a tie at the cut could not be settled`]),
    ...ties.flatMap((name, i) => (ties.indexOf(name) < i ? [`${at}/${i}: ${name} stands here a second time`] : [])),
  ]
}

const measureProblems = (round: Round, at: string): readonly string[] => {
  const used = new Set(
    everyPart(partTree(round)).flatMap((part) => {
      if (part.kind === 'group') return []
      const target = part.from !== 'as-given' && 'target' in part.from ? [part.from.target] : []
      return part.measure === undefined ? target : [part.measure, ...target]
    }),
  )
  return Object.keys(round.measures ?? {}).flatMap((kind) =>
    used.has(kind) ? [] : [`${at}/measures/${kind}: no part takes its points from this measure`],
  )
}

const repeated = (at: string, things: readonly { readonly id: string }[]): readonly string[] => {
  const seen = new Set<string>()
  return things.flatMap(({ id }, i) => {
    if (seen.has(id)) return [`${at}/${i}/id: ${id} stands here a second time`]
    seen.add(id)
    return []
  })
}

const isMultiple = (value: Rational, step: Rational): boolean => (value.n * step.d) % (value.d * step.n) === 0n
const list = (names: readonly string[]): string => names.join(', ')
