/** Backgrounds of two made fields at some pixels, held against what another program answers. */
import { expect } from 'vitest'
import { measureBackground, rowsInMemory } from '../../src/detect/index.js'
import { type MadeField, makeField } from './made-field.js'

/** Values at {@link sampledPixels}. */
export interface BackgroundAnswers {
  readonly level: readonly number[]
  readonly noise: readonly number[]
}

export const MESH_PX = 32

/** Small enough to make anew; one has a slope and one a gap. */
export function storedFields(): MadeField[] {
  const slope = makeField({ seed: 21, nSources: 80, sky: (x, y) => 0.02 + 1e-5 * x - 2e-5 * y })
  const gap = makeField({ seed: 22, nSources: 200 })
  for (let y = 0; y < 100; y++) gap.pixels.fill(0, y * 256, y * 256 + 40 + y)
  return [slope, gap]
}

export function sampledPixels(): (readonly [x: number, y: number])[] {
  return Array.from({ length: 25 }, (_, i) => [5 + 60 * (i % 5), 7 + 59 * Math.floor(i / 5)])
}

/** Largest difference of the background in units of the noise, and of the noise in shares of it. */
export async function expectBackground(
  field: MadeField,
  answers: BackgroundAnswers,
): Promise<void> {
  const { width, height, pixels } = field
  const background = await measureBackground(rowsInMemory(width, height, pixels), {
    meshPx: MESH_PX,
  })
  const [level, noise] = [new Float32Array(width), new Float32Array(width)]
  for (const [k, [x, y]] of sampledPixels().entries()) {
    background.levelInto(y, level)
    background.noiseInto(y, noise)
    expect(Math.abs(level[x] - answers.level[k]) / answers.noise[k]).toBeLessThan(0.02)
    expect(Math.abs(noise[x] / answers.noise[k] - 1)).toBeLessThan(0.02)
  }
}
