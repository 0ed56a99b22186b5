import { compare, type Digest } from '#base'
import type { Assessment, TeamOnRecord } from './assess.ts'
import type { Settled } from './compose.ts'
import type { Reason } from './decision.ts'
import { TOTAL } from './part-tree.ts'

/** Each gate's state with the evidence behind it. */
export const gateReasons = ({ gates }: TeamOnRecord, at: string): readonly Reason[] =>
  gates.flatMap((gate): readonly Reason[] => {
    const rule = `${at}/gates/${gate.id}`
    const acts = [gate.reply, gate.determination].filter((digest) => digest !== null)
    return [
      { code: `gate-${gate.state}`, rule, evidence: [...gate.evidence, ...acts] },
      ...(gate.reuseDeclared
        ? [{ code: 'reuse-declared' as const, rule: `${rule}/declared-reuse`, evidence: [...gate.evidence] }]
        : []),
    ]
  })

/** Why a team is within the cut or outside it, and what settled a tie there; nothing while the cut is open. */
export const cutReasons = (team: TeamOnRecord, assessment: Assessment, settled: Settled): readonly Reason[] => {
  const place = settled.places.get(team.id)
  if (place !== 'within' && place !== 'outside') return []
  const { round } = assessment
  return [
    { code: `${place}-cut`, rule: `rounds/${round.id}/cut`, evidence: [...evidenceOfPoints(team.id, assessment)] },
    ...tieReasons(team.id, assessment, settled),
  ]
}

// Where a figure is unpublished, the statements about figures are what the place rests on.
const evidenceOfPoints = (team: string, { leaves, figures, sheet, statements }: Assessment): readonly Digest[] => {
  const all = new Set<Digest>()
  for (const { path } of leaves) for (const digest of figures.leaf(team, path).evidence) all.add(digest)
  if (sheet.upper.length > 0) for (const { evidence } of statements) for (const digest of evidence) all.add(digest)
  return [...all].toSorted()
}

const tieReasons = (
  team: string,
  { round, sheet }: Assessment,
  { field, places, lotSeed }: Settled,
): readonly Reason[] => {
  const ties = round.rank.ties.filter((name) => name !== 'lot')
  const total = sheet.shown(team, TOTAL)
  const own = places.get(team)
  const rivals =
    total === undefined
      ? []
      : field.filter((other) => {
          if (places.get(other) === own) return false
          const theirs = sheet.shown(other, TOTAL)
          return theirs !== undefined && compare(total, theirs) === 0
        })
  const settledBy = new Set(
    rivals.flatMap((other) => {
      for (const level of ties) {
        const ours = sheet.shown(team, level)
        const theirs = sheet.shown(other, level)
        if (ours === undefined || theirs === undefined) return []
        if (compare(ours, theirs) !== 0) return [level]
      }
      return ['lot']
    }),
  )
  return [...settledBy].map((level) =>
    level === 'lot'
      ? { code: 'lot-drawn', rule: `rounds/${round.id}/lot`, evidence: lotSeed === undefined ? [] : [lotSeed] }
      : { code: 'tie-settled', rule: `rounds/${round.id}/rank/ties/${level}`, evidence: [] },
  )
}
