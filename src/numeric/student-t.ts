import { logIncompleteBeta } from './incomplete-beta.ts'

/**
 * ln P(T > t) of Student's distribution; relative error of the probability below 1e-10 for df in [1, 10⁴] and
 * |t| ≤ 10¹⁰⁰, however small it is.
 *
 * @param df degrees of freedom above 0, whole or not
 */
export const logStudentTail = (t: number, df: number): number => {
  const square = (t * t) / df
  const share = 1 / (1 + square) // df / (df + t²)
  const halfTail = logIncompleteBeta(share, df / 2, 0.5, square / (1 + square)) - Math.LN2
  return t >= 0 ? halfTail : Math.log1p(-Math.exp(halfTail))
}

/**
 * The t with P(T > t) = `tail`; relative error below 1e-12.
 *
 * @param tail in (0, 0.5]
 */
export const studentQuantile = (tail: number, df: number): number => {
  const wanted = Math.log(tail)
  let high = 1
  while (logStudentTail(high, df) > wanted && high < GREATEST) high *= 2
  let low = 0
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2
    if (logStudentTail(middle, df) > wanted) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const GREATEST = 1e100
const BISECTIONS = 400 // the bracket may begin as wide as GREATEST, and halves until doubles end

/**
 * ln P(F ≤ f) of Fisher's distribution with `a` and `b` degrees of freedom, whole or not.
 *
 * @param f at least 0
 */
const logFisherBelow = (f: number, a: number, b: number): number => {
  const x = a * f
  return logIncompleteBeta(x / (x + b), a / 2, b / 2, b / (x + b))
}

/** The f with P(F ≤ f) = `below`, in (0, 1); relative error below 1e-10 for a and b from 1 to 10⁴. */
export const fisherQuantile = (below: number, a: number, b: number): number => {
  const wanted = Math.log(below)
  let high = 1
  while (logFisherBelow(high, a, b) < wanted && high < GREATEST) high *= 2
  let low = 0
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2
    if (logFisherBelow(middle, a, b) < wanted) low = middle
    else high = middle
  }
  return (low + high) / 2
}
