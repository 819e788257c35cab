/** What the science page is made of, as plain data: figures are drawn, nothing is left to compute. */
import type { Science } from '../science/index.js'

export interface SciencePageParts {
  readonly title: string
  readonly science: Science
  readonly figures: readonly DrawnFigure[]
  /** What was chosen or is missing. */
  readonly notes: readonly string[]
  readonly facts: ScienceFacts
  /** The figures' font as a data URI. */
  readonly font: string
}

export interface DrawnFigure {
  /** File name without its ending, in `figures/`. */
  readonly id: string
  readonly title: string
  readonly caption: string
  readonly svg: string
}

/** What it takes to repeat the run. */
export interface ScienceFacts {
  readonly software: string
  readonly command?: string
  /** ISO 8601. */
  readonly date: string
  readonly seed: number
  readonly inputs: readonly string[]
}
