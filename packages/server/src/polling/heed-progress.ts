import type { Lognormal } from './lognormal.js'

/** How far `elapsed / progress` is from the truth, as the standard deviation of a logarithm. */
const PROGRESS_SIGMA = 0.18
/** Providers report whole percents: 1 % may be anything from 0.5 to 1.5 %. */
const ROUNDING = 0.3

/**
 * What a job's own progress says of its duration, weighed against what is known of its kind: each counts by how sure it
 * is, so 2 % changes little and 50 % almost everything. Progress that is no number from 0 to 100 is ignored.
 *
 * @param elapsed ms from the start of the job to the report
 */
export function heedProgress(expected: Lognormal, progress: number | undefined, elapsed: number): Lognormal {
  if (!(progress !== undefined && progress > 0 && progress <= 100 && elapsed > 0)) return expected
  const told = Math.log((elapsed * 100) / progress)
  const sureOfTold = 1 / (PROGRESS_SIGMA ** 2 + (ROUNDING / progress) ** 2)
  const sureOfKind = 1 / expected.sigma ** 2
  const sure = sureOfTold + sureOfKind
  return { mu: (sureOfKind * expected.mu + sureOfTold * told) / sure, sigma: 1 / Math.sqrt(sure) }
}
