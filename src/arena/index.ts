export { arenaErrors } from './error-texts.ts'
export { parseRatings, type Rating, type RatingRules } from './rating.ts'
export { type RatingScore, ratingScores } from './rating-score.ts'
