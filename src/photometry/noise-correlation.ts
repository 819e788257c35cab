/**
 * How alike the noise of neighbouring pixels is. Drizzling shares an input pixel among its
 * neighbours (Fruchter & Hook 2002, PASP 114, 144, section 7), so pixels scatter less than the sum
 * over an aperture says: an error without this is too small by a factor of 1.5 or so.
 *
 * Cells of the mosaic are taken, each less a plane, without what is more than 3 sigma from it.
 * Those with the least noise count, for they have the fewest sources. Of their pixels the
 * correlation rho at each lag of up to 2 px along both axes is measured.
 */
import { withGaps } from '../cutouts/index.js'
import { median } from '../statistics/index.js'

/** What is read of a mosaic. */
export interface Windowed {
  readonly width: number
  readonly height: number
  readWindow(x0: number, y0: number, x1: number, y1: number): Promise<Float32Array>
}

/** Lags up to this along both axes, px. */
export const LARGEST_LAG = 2
const SIDE = 2 * LARGEST_LAG + 1
const CELL_PX = 32
/** So many cells along each axis are looked at. */
const CELLS_A_SIDE = 16
/** Of these the share with the least noise is used. */
const QUIET_SHARE = 0.25
const LEAST_CELLS = 1
const CLIP = 3
const ROUNDS = 5
/** Pixels of a cell that must have a value. */
const LEAST_PIXELS = 0.9 * CELL_PX * CELL_PX

/** rho at the lags (dx, dy), row by row from (-2, -2); 1 at (0, 0). */
export type NoiseCorrelation = Float64Array

/** Noise that is not correlated. */
export function uncorrelated(): NoiseCorrelation {
  const rho = new Float64Array(SIDE * SIDE)
  rho[(rho.length - 1) / 2] = 1
  return rho
}

/** @returns undefined where no cell of the mosaic is full enough */
export async function noiseCorrelation(image: Windowed): Promise<NoiseCorrelation | undefined> {
  const cells = await cellsOf(image)
  if (cells.length < LEAST_CELLS) return undefined
  cells.sort((a, b) => a.noise - b.noise)
  const quiet = cells.slice(0, Math.max(1, Math.ceil(QUIET_SHARE * cells.length)))
  const lags = quiet.map(({ values }) => correlations(values))
  return withPlane(
    Float64Array.from({ length: SIDE * SIDE }, (_, k) => median(lags.map((rho) => rho[k]))),
  )
}

/**
 * The plane takes as much from every product of two pixels: b = 3 S / N of their variance, S being
 * the sum of rho and N the pixels of a cell. So rho is found as (rho - b) / (1 - b).
 */
function withPlane(found: NoiseCorrelation): NoiseCorrelation {
  let rho = found
  for (let round = 0; round < ROUNDS; round++) {
    const sum = rho.reduce((a, b) => a + b)
    const taken = (3 * sum) / (CELL_PX * CELL_PX)
    rho = found.map((value) => value * (1 - taken) + taken)
  }
  return rho
}

interface Cell {
  readonly noise: number
  /** In units of the noise; NaN where a pixel does not count. */
  readonly values: Float64Array
}

async function cellsOf(image: Windowed): Promise<Cell[]> {
  const cells: Cell[] = []
  const starts = (length: number) => {
    const most = Math.floor(length / CELL_PX)
    const n = Math.min(most, CELLS_A_SIDE)
    return Array.from({ length: n }, (_, i) => Math.floor(((i + 0.5) * most) / n) * CELL_PX)
  }
  for (const y of starts(image.height)) {
    for (const x of starts(image.width)) {
      const pixels = await image.readWindow(x, y, x + CELL_PX, y + CELL_PX)
      const cell = cellOf(pixels)
      if (cell) cells.push(cell)
    }
  }
  return cells
}

function cellOf(pixels: Float32Array): Cell | undefined {
  const values = Float64Array.from(withGaps(pixels))
  let noise = Number.NaN
  for (let round = 0; round < ROUNDS; round++) {
    const n = withoutPlane(values)
    if (n < LEAST_PIXELS * (round === 0 ? 1 : 0.5)) return undefined
    let sum = 0
    for (const value of values) if (!Number.isNaN(value)) sum += value * value
    noise = Math.sqrt(sum / n)
    if (!(noise > 0)) return undefined
    for (let i = 0; i < values.length; i++) {
      if (Math.abs(values[i]) > CLIP * noise) values[i] = Number.NaN
    }
  }
  return { noise, values: values.map((value) => value / noise) }
}

/**
 * Takes a plane a + b x + c y off the values, in place. The few pixels that are left out hardly
 * make x and y dependent, so each is fitted by itself.
 *
 * @returns the number of values
 */
function withoutPlane(values: Float64Array): number {
  const middle = (CELL_PX - 1) / 2
  let n = 0
  let sum = 0
  let sx = 0
  let sy = 0
  let sxx = 0
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue
    const x = (i % CELL_PX) - middle
    const y = Math.floor(i / CELL_PX) - middle
    n++
    sum += values[i]
    sx += values[i] * x
    sy += values[i] * y
    sxx += x * x
  }
  for (let i = 0; i < values.length; i++) {
    const x = (i % CELL_PX) - middle
    const y = Math.floor(i / CELL_PX) - middle
    values[i] -= sum / n + (sx * x + sy * y) / sxx
  }
  return n
}

function correlations(values: Float64Array): NoiseCorrelation {
  const rho = new Float64Array(SIDE * SIDE)
  for (let dy = -LARGEST_LAG; dy <= LARGEST_LAG; dy++) {
    for (let dx = -LARGEST_LAG; dx <= LARGEST_LAG; dx++) {
      rho[(dy + LARGEST_LAG) * SIDE + dx + LARGEST_LAG] = meanProduct(values, dx, dy)
    }
  }
  const variance = rho[(rho.length - 1) / 2]
  return rho.map((product) => product / variance)
}

function meanProduct(values: Float64Array, dx: number, dy: number): number {
  let n = 0
  let sum = 0
  for (let y = Math.max(0, -dy); y < CELL_PX - Math.max(0, dy); y++) {
    for (let x = Math.max(0, -dx); x < CELL_PX - Math.max(0, dx); x++) {
      const product = values[y * CELL_PX + x] * values[(y + dy) * CELL_PX + x + dx]
      if (Number.isNaN(product)) continue
      sum += product
      n++
    }
  }
  return sum / n
}
