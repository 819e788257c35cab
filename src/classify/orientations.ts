/**
 * A stamp may be shown to the network turned and mirrored, for the sky has no up. Its logits are
 * then the mean over what was shown.
 */
import type { ModelCard } from '../models/index.js'

/** How many ways each stamp is shown: as it is; also turned by 180 degrees; all eight ways. */
export type Orientations = 1 | 2 | 8

/**
 * Numbers of the symmetries (cutouts/symmetry.ts) that are shown. The half turn comes first, for it
 * gains most of what all eight gain (docs/studies/default-model.md).
 */
export const SYMMETRIES: Readonly<Record<Orientations, readonly number[]>> = {
  1: [0],
  2: [0, 2],
  8: [0, 1, 2, 3, 4, 5, 6, 7],
}

type Temperatures = Pick<ModelCard, 'temperature' | 'orientationTemperatures'>

/**
 * The temperature for so many orientations, where the card has it; else the one for a single one.
 */
export function cardTemperature(
  { temperature, orientationTemperatures }: Temperatures,
  orientations: Orientations,
): number | undefined {
  return orientations === 1 ? temperature : (orientationTemperatures?.[orientations] ?? temperature)
}

/**
 * A mean of logits is less sure than a single answer, and more often right: a temperature that
 * calibrates the one does not calibrate the other. A note says so where the card has only one.
 */
export function orientationNotes(card: Temperatures, orientations: Orientations): string[] {
  const isKnown = orientations === 1 || card.orientationTemperatures?.[orientations] !== undefined
  if (isKnown || card.temperature === undefined) return []
  return [
    "the model's probabilities are calibrated for one orientation; " +
      `of the mean over ${orientations} they are too cautious, by a little`,
  ]
}
