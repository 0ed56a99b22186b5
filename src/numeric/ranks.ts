/** Ranks 0 … n−1 of the values; equal values share the mean of their places. */
export const ranksOf = (values: ArrayLike<number>): Float64Array => {
  const order = Array.from({ length: values.length }, (_, i) => i).toSorted(
    (p, q) => (values[p] as number) - (values[q] as number),
  )
  const ranks = new Float64Array(values.length)
  for (let from = 0; from < order.length;) {
    let to = from + 1
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++
    for (let k = from; k < to; k++) ranks[order[k] as number] = (from + to - 1) / 2
    from = to
  }
  return ranks
}

/** Pearson's correlation; 0 where one side is constant. */
export const correlation = (x: ArrayLike<number>, y: ArrayLike<number>): number => {
  const n = x.length
  let sumX = 0
  let sumY = 0
  for (let i = 0; i < n; i++) {
    sumX += x[i] as number
    sumY += y[i] as number
  }
  let xy = 0
  let xx = 0
  let yy = 0
  for (let i = 0; i < n; i++) {
    const dx = (x[i] as number) - sumX / n
    const dy = (y[i] as number) - sumY / n
    xy += dx * dy
    xx += dx * dx
    yy += dy * dy
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy)
}
