/** What the science page is made of, as plain data: figures are drawn, nothing is left to compute. */
import type { ScienceFigure } from '../figures/science-figures.js'
import type { Science } from '../science/index.js'
import type { ResultParts } from './result-folder.js'

export interface SciencePageParts extends ResultParts<ScienceFigure> {
  readonly title: string
  readonly science: Science
  /** What was chosen or is missing. */
  readonly notes: readonly string[]
  readonly facts: ScienceFacts
  /** The figures' font as a data URI. */
  readonly font: string
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
