export { hiddenFigures, type HiddenFigure, type Leak } from './disclosure/hidden-figures.ts'
export type { IntegerProgramme, SolveInteger } from './disclosure/integer-programme.ts'
export { decide } from './decide.ts'
export { type Decision, DecisionJson } from './decision.ts'
export { programmeErrors } from './error-texts.ts'
export { findingOf } from './gate-basis.ts'
export { type Interval, intervalsOf } from './intervals.ts'
export { parseRules } from './parse-rules.ts'
export type { KnownDigests } from './docket.ts'
export { type Rules, rulesDigest, RulesYaml } from './rules.ts'
export { type Samples, samplesOf } from './stability/samples.ts'
export { type Stability, stabilityOf, type TeamStability } from './stability/stability.ts'
export { ACT_KINDS, refusalsOf } from './life/admissible.ts'
export {
  amend,
  type Amended,
  type BothDecisions,
  decideBoth,
  type Difference,
  differencesOf,
  type Proposal,
  rulesAt,
} from './life/amendments.ts'
export { applicantsOf, historyOf } from './life/calls.ts'
export { type EqualTerms, equalTerms, type Terms } from './life/equal-terms.ts'
export { type Tally, tallyOf } from './life/selections.ts'
export { capacityPlan, type CapacitySpan, type Lot, overCapacity } from './life/capacity.ts'
export { endOf } from './life/calendar.ts'
export { type Conflict, conflictsIn, conflictsOf } from './life/conflicts.ts'
export type { Entered } from './life/entered.ts'
export { type GateCase, gateCase } from './life/gate-procedure.ts'
export { grantUses, type GrantUse, type StandingGrant, standingGrants, winnersOfProgramme } from './life/grants.ts'
export { contestantsOf, type Life, standingDecision } from './life/life.ts'
export { objectionsClosed, objectionWindow, type ObjectionWindow } from './life/objection-window.ts'
export { isFinal, openQuestions } from './life/hearings.ts'
export { errorOf, type Refusal } from './life/refusal.ts'
export { type AfterSight, isResult, knownBefore, type Seen, sightOf } from './life/sight.ts'
export { standingSubmissions } from './life/submissions.ts'
export { sightOfWithdrawal } from './life/withdrawals.ts'
export { outsideView, type Viewer } from './disclosure/outside-view.ts'
export { checkRules } from './check-rules.ts'
export { rulesInWords, type SectionInWords } from './words/rules-in-words.ts'
