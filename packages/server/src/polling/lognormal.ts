/** A duration whose logarithm is normal: right for rendering times, which are never negative and have a long tail. */
export interface Lognormal {
  /** The mean of ln(ms). */
  mu: number
  /** The standard deviation of ln(ms). */
  sigma: number
}

/** How likely the duration is longer than `ms`, 0-1. */
export const survival = ({ mu, sigma }: Lognormal, ms: number): number =>
  ms > 0 ? normalTail((Math.log(ms) - mu) / sigma) : 1

/** What the duration stays under in all but `1 - share` of the cases, where `z` is the standard normal's quantile. */
export const quantile = ({ mu, sigma }: Lognormal, z: number): number => Math.exp(mu + sigma * z)

/** How much of the duration is expected beyond `ms`, 0 where it is shorter: the integral of the survival from there on. */
export function expectedBeyond(duration: Lognormal, ms: number): number {
  const { mu, sigma } = duration
  const mean = Math.exp(mu + sigma ** 2 / 2)
  if (!(ms > 0)) return mean
  return mean * normalTail((Math.log(ms) - mu) / sigma - sigma) - ms * survival(duration, ms)
}

/** When the duration is half over for those that are longer than `elapsed` ms: the median of what is left, plus `elapsed`. */
export function medianAfter(duration: Lognormal, elapsed: number): number {
  const half = survival(duration, elapsed) / 2
  const { mu, sigma } = duration
  let [low, high] = [elapsed > 0 ? (Math.log(elapsed) - mu) / sigma : -40, 40]
  if (low > 37) return elapsed
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (normalTail(middle) > half) low = middle
    else high = middle
  }
  return quantile(duration, high)
}

/**
 * The share of a standard normal above `z`: Laplace's continued fraction in the tail, the power series elsewhere
 * (Abramowitz and Stegun 26.2.14 and 26.2.11). 0 beyond 38, where a double has no smaller number.
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z)
  if (z > 38) return 0
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  if (z < 3) {
    let sum = z
    let term = z
    for (let odd = 3; term > sum * 1e-15; odd += 2) {
      term *= (z * z) / odd
      sum += term
    }
    return 0.5 - density * sum
  }
  let fraction = z
  for (let step = 40; step > 0; step--) fraction = z + step / fraction
  return density / fraction
}
