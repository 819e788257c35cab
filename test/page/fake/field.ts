/**
 * A made-up field that answers what the page asks, without a server: sources of every class on a
 * sky with noise, the same in each run.
 */
import { FOUR_CLASSES } from '../../../src/catalog/index.js'
import { Random } from '../../../src/random.js'
import {
  classChoices,
  type FieldDescription,
  type FieldRows,
  type FieldView,
  type SourceStamp,
} from '../../../src/viewing/index.js'

const BANDS = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
const four = classChoices(FOUR_CLASSES)
const SKY = [0.003, 0.004, 0.006, 0.012, 0.014]
const NOISE = [0.0018, 0.002, 0.0022, 0.0028, 0.0031]
const SIDE = 4000

export interface FakeOptions {
  readonly nRows: number
  /** Whether class 4 has finer codes. */
  readonly hasCodes: boolean
  /** How long a stamp takes, ms. */
  readonly delayMs: number
  readonly hasMachine: boolean
}

export class FakeField implements FieldView {
  private readonly options: FakeOptions
  private readonly x: Float64Array
  private readonly y: Float64Array
  readonly truth: Uint8Array

  constructor(options: FakeOptions) {
    this.options = options
    const random = new Random(7)
    const { nRows } = options
    this.x = Float64Array.from({ length: nRows }, () => 20 + random.uniform() * (SIDE - 40))
    this.y = Float64Array.from({ length: nRows }, () => 20 + random.uniform() * (SIDE - 40))
    this.truth = Uint8Array.from({ length: nRows }, () => 1 + Math.floor(4 * random.uniform()))
  }

  async describe(): Promise<FieldDescription> {
    return {
      ...{ title: 'NGC 0000-c', width: SIDE, height: SIDE, pixelScaleArcsec: 0.03962 },
      ...{ distanceMpc: 9.9, rgb: [4, 3, 1], sizePx: 32, nRows: this.options.nRows },
      bands: BANDS.map((filter, band) => ({
        ...{ filter, file: `made-up_${filter.toLowerCase()}.fits` },
        ...{ sky: SKY[band], noise: NOISE[band] },
      })),
      classes: this.options.hasCodes ? four : four.map((choice) => ({ ...choice, codes: [] })),
      catalogue: { file: 'candidates.ecsv', sha256: 'c0ffee'.padEnd(64, '0') },
      model: this.options.hasMachine ? { file: 'starsift.onnx', sha256: 'beef'.repeat(16) } : null,
    }
  }

  async rows(): Promise<FieldRows> {
    const { nRows, hasMachine } = this.options
    const random = new Random(9)
    const magnitude = (mean: number) =>
      Float64Array.from({ length: nRows }, (_, row) =>
        row % 17 === 3 ? Number.NaN : mean + 2 * random.uniform(),
      )
    return {
      ids: Array.from({ length: nRows }, (_, row) => `${row + 1}`),
      ...{ x: this.x, y: this.y, ra: this.x.map((x) => 24 - x / 9e4) },
      dec: this.y.map((y) => 15 + y / 9e4),
      magnitudes: Object.fromEntries(BANDS.map((filter, i) => [filter, magnitude(21 + i / 3)])),
      machine: hasMachine ? this.machine() : null,
      people: null,
    }
  }

  /** The machine is right in three of four. */
  private machine() {
    const classes = this.truth.map((value, row) => (row % 4 === 0 ? 1 + (value % 4) : value))
    const probabilities = [1, 2, 3, 4].map((value) =>
      Float64Array.from(classes, (found) => (found === value ? 0.7 : 0.1)),
    )
    return { classes, probabilities, flags: new Uint32Array(classes.length) }
  }

  async stamp(row: number, sizePx: number): Promise<SourceStamp> {
    if (this.options.delayMs > 0)
      await new Promise((done) => setTimeout(done, this.options.delayMs))
    const [x0, y0] = [this.x, this.y].map((at) => Math.round(at[row]) - Math.floor(sizePx / 2))
    const bands = BANDS.map((_, band) => this.painted(row, band, sizePx, x0, y0))
    return { sizePx, x0, y0, bands }
  }

  private painted(row: number, band: number, side: number, x0: number, y0: number): Float32Array {
    const random = new Random(1000 * row + band)
    const pixels = new Float32Array(side * side)
    for (let i = 0; i < pixels.length; i++) pixels[i] = SKY[band] + NOISE[band] * random.normal()
    for (const light of lightsOf(row, this.truth[row], this.x[row], this.y[row])) {
      addLight(pixels, side, { ...light, x: light.x - x0, y: light.y - y0 }, band)
    }
    this.blankEdges(pixels, side, x0, y0)
    return pixels
  }

  /** Outside the mosaic there is nothing. */
  private blankEdges(pixels: Float32Array, side: number, x0: number, y0: number): void {
    for (let i = 0; i < pixels.length; i++) {
      const [x, y] = [x0 + (i % side), y0 + Math.floor(i / side)]
      if (x < 0 || y < 0 || x >= SIDE || y >= SIDE) pixels[i] = Number.NaN
    }
  }

  async tile(): Promise<Float32Array> {
    return new Float32Array(256 * 256)
  }

  async cells(row: number) {
    return [
      { name: 'id', unit: '', description: 'name of the candidate', text: `${row + 1}` },
      { name: 'CI', unit: 'mag', description: 'concentration index', text: '1.52' },
      { name: 'AGE', unit: 'yr', description: 'best age', text: '3.0e6' },
    ]
  }

  async stars() {
    const radiiPx = Array.from({ length: 24 }, (_, i) => 0.25 + 0.5 * i)
    const profile = Float64Array.from(radiiPx, (r) => (1 + (r / 1.35) ** 2) ** -2.2)
    return {
      ...{ radiiPx, profiles: BANDS.map(() => profile), nStars: 41 },
      concentration: BANDS.map(() => [1.05, 1.12, 1.21] as const),
    }
  }
}

interface Light {
  readonly x: number
  readonly y: number
  readonly width: number
  /** Longest to shortest axis. */
  readonly ratio: number
  readonly flux: number
  readonly color: number
}

/** What stands at a source, by its class; and a few stars around it. */
function lightsOf(row: number, truth: number, x: number, y: number): Light[] {
  const random = new Random(500 + row)
  const flux = 1.5 * 10 ** (1.4 * random.uniform())
  const color = random.uniform()
  const one = (dx: number, dy: number, width: number, ratio: number, share: number): Light => ({
    ...{ x: x + dx, y: y + dy, width, ratio, color, flux: flux * share },
  })
  const around = Array.from({ length: 14 }, () => ({
    ...one(130 * (random.uniform() - 0.5), 130 * (random.uniform() - 0.5), 1.3, 1, 0.5),
    color: random.uniform(),
  })).filter((light) => Math.hypot(light.x - x, light.y - y) > 10)
  if (truth === 1) return [one(0, 0, 2.2, 1, 1.5), ...around]
  if (truth === 2) return [one(0, 0, 2.1, 1.9, 1.5), ...around]
  const several = Array.from({ length: 5 }, () =>
    one(9 * (random.uniform() - 0.5), 9 * (random.uniform() - 0.5), 1.4, 1, 0.45),
  )
  return truth === 3 ? [...several, ...around] : [one(0, 0, 1.3, 1, 1), ...around]
}

function addLight(pixels: Float32Array, side: number, light: Light, band: number): void {
  const bandFlux = light.flux * (0.25 + (light.color * band + (1 - light.color) * (4 - band)) / 4)
  const reach = 30
  const peak = bandFlux / (3 * light.width ** 2 * light.ratio)
  for (let y = Math.max(0, Math.ceil(light.y - reach)); y < Math.min(side, light.y + reach); y++) {
    for (
      let x = Math.max(0, Math.ceil(light.x - reach));
      x < Math.min(side, light.x + reach);
      x++
    ) {
      const [u, v] = [(x - light.x) / light.ratio, y - light.y]
      pixels[y * side + x] += peak * (1 + (u * u + v * v) / light.width ** 2) ** -2.4
    }
  }
}
