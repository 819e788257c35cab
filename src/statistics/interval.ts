/** An interval of confidence; 95 % unless something else is said. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** The level at which starsift states its intervals. */
export const LEVEL = 0.95
