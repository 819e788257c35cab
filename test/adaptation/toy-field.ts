/**
 * Fields of four kinds of sources that a small network can tell apart, and a network of starsift's
 * own kind that has learned to: 1 a narrow source, 2 a wide one, 3 a pair, 4 one without light in
 * the first band.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from '../../src/random.js'
import { mergedRecipe, trainRun } from '../../src/train/index.js'
import { cutouts } from '../../src/verbs/index.js'
import { writeMosaic } from '../cutouts/mosaic-files.js'

const BANDS = ['F438W', 'F555W', 'F814W']
const [COLUMNS, ROWS, STEP] = [13, 10, 20]
const [WIDTH, HEIGHT] = [COLUMNS * STEP, ROWS * STEP]
const NOISE = 0.3
const LIGHT = 10
export const N_SOURCES = COLUMNS * ROWS

export interface ToyField {
  readonly images: string[]
  readonly catalog: string
}

/** Another telescope: `times` the pixels, `plus` a sky; and so many times the noise. */
export interface Strange {
  readonly times: number
  readonly plus: number
  readonly noise?: number
}

/** Writes a field whose sources are of the four kinds in turn. */
export function writeToyField(
  folder: string,
  name: string,
  seed: number,
  { times, plus, noise = 1 }: Strange = { times: 1, plus: 0 },
): ToyField {
  const random = new Random(seed)
  const light = BANDS.map(() => new Float32Array(WIDTH * HEIGHT))
  const rows: string[] = []
  for (let i = 0; i < N_SOURCES; i++) {
    const x = (i % COLUMNS) * STEP + STEP / 2
    const y = Math.floor(i / COLUMNS) * STEP + STEP / 2
    // 13 columns: the kinds change from row to row.
    const kind = 1 + (i % 4)
    rows.push(`${i + 1},${x},${y},${kind}`)
    for (const [band, plane] of light.entries()) {
      if (kind === 4 && band === 0) continue
      const spots = kind === 3 ? [-2.5, 2.5] : [0]
      for (const dx of spots) addSpot(plane, x + dx, y, kind === 2 ? 2.5 : 1)
    }
  }
  const images = BANDS.map((filter, band) => {
    const pixels = light[band].map(
      (value) => times * (value + noise * NOISE * random.normal()) + plus,
    )
    return writeMosaic(join(folder, `${name}-${filter}.fits`), {
      ...{ width: WIDTH, height: HEIGHT, filter, pixels },
    })
  })
  const catalog = join(folder, `${name}.csv`)
  writeFileSync(catalog, `id,x,y,class\n${rows.join('\n')}\n`)
  return { images, catalog }
}

function addSpot(plane: Float32Array, x: number, y: number, width: number): void {
  for (let dy = -8; dy <= 8; dy++) {
    for (let dx = -10; dx <= 10; dx++) {
      const [column, row] = [Math.round(x) + dx, Math.round(y) + dy]
      const square = (column - x) ** 2 + (row - y) ** 2
      plane[row * WIDTH + column] += LIGHT * Math.exp(-square / (2 * width ** 2))
    }
  }
}

/** Trains the network on a field of its own. @returns the path of the model file */
export async function trainToyModel(folder: string): Promise<string> {
  const fields = [11, 12].map((seed) => ({
    name: `field${seed}`,
    ...writeToyField(folder, `training${seed}`, seed),
  }))
  const dataset = join(folder, 'training.fits')
  await cutouts({ fields, size: 16, origin: 0, classColumn: 'class', out: dataset })
  const out = join(folder, 'run')
  await trainRun({
    ...{ datasets: [dataset], out, model: 'starsift', seed: 1 },
    recipe: mergedRecipe({
      ...{ epochs: 12, batch: 16, learningRate: 2e-3, optimiser: { kind: 'adamw' } },
      input: { normalisation: 'standardise' },
      novelty: {},
    }),
  })
  return join(out, 'model.onnx')
}
