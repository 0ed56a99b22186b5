export { reviewErrors } from './error-texts.ts'
export { panelAgreement, type PanelAgreement } from './panel-agreement.ts'
export { type CriterionScore, type PanelScore, panelScores } from './panel-score.ts'
export { parseScorecards, type ReviewRules, type Scorecard } from './scorecard.ts'
