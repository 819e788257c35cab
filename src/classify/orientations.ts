/** A stamp may be shown to the network turned and mirrored; its logits are then the mean over what was shown. */
import type { ModelCard } from '../models/card.js'

/** In how many each stamp is shown: as it is; also turned by 180 degrees; turned and mirrored in all eight ways. */
export type Orientations = 1 | 2 | 8

/** By number of orientations; the half turn first, for it gains most of what all eight do (docs/studies/default-model.md). */
export const SYMMETRIES: Readonly<Record<Orientations, readonly number[]>> = {
  1: [0],
  2: [0, 2],
  8: [0, 1, 2, 3, 4, 5, 6, 7],
}

type Temperatures = Pick<ModelCard, 'temperature' | 'orientationTemperatures'>

/** That of so many orientations, where the card knows it; else that of one. */
export function temperatureFor(
  { temperature, orientationTemperatures }: Temperatures,
  orientations: Orientations,
): number | undefined {
  return orientations === 1 ? temperature : (orientationTemperatures?.[orientations] ?? temperature)
}

/** A mean of logits is less sure than one of them, and righter: what calibrates the one does not calibrate the other. */
export function orientationNotes(card: Temperatures, orientations: Orientations): string[] {
  const isKnown = orientations === 1 || card.orientationTemperatures?.[orientations] !== undefined
  if (isKnown || card.temperature === undefined) return []
  return [
    `the model's probabilities are calibrated for one orientation; of the mean over ${orientations} they are too cautious, by a little`,
  ]
}
