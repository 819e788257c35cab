/**
 * A field of 20,000 px, made up as it is asked for: a disc of stars of many ages, and a candidate
 * at each bright place. The flux of a source is kept at every level of the tiles.
 */

import { FOUR_CLASSES } from '../../../src/catalog/index.js'
import { Random } from '../../../src/random.js'
import { classChoices } from '../../../src/viewing/class-choices.js'
import {
  type FieldDescription,
  type FieldRows,
  type FieldView,
  skyGridOf,
  TILE_PX,
} from '../../../src/viewing/index.js'

const NOISE = 0.01
const SCALE_DEGREES = 0.04 / 3600
/** Radius of a source, px. */
const SIGMA = 1.6
/** Rows are found by cells of this side, px. */
const CELL = 256
const COLORS = [
  [1.6, 1, 0.6],
  [1, 1, 1],
  [0.5, 0.9, 1.5],
]

export interface BigField extends FieldView {
  /** Tiles that were asked for. */
  nTiles: number
}

export function bigField(nRows: number, sidePx = 20_000): BigField {
  const rows = rowsOf(nRows, sidePx)
  const cells = cellsOf(rows)
  const flux = Float64Array.from(rows.x, (_, row) => 0.3 * 10 ** (1.6 * fraction(row * 0.377)))
  const paint = (band: number, x0: number, y0: number, side: number, step: number) => {
    const pixels = background(band, x0, y0, side, step, sidePx)
    for (const row of near(cells, x0, y0, side * step)) {
      addSource(pixels, side, step, {
        x: (rows.x[row] - x0) / step,
        y: (rows.y[row] - y0) / step,
        flux: flux[row] * COLORS[row % 3][band],
      })
    }
    return pixels
  }
  const field: BigField = {
    nTiles: 0,
    describe: async () => describe(nRows, sidePx),
    rows: async () => rows,
    tile: async (band, level, column, row) => {
      field.nTiles++
      const step = 2 ** level
      return paint(band, column * TILE_PX * step, row * TILE_PX * step, TILE_PX, step)
    },
    stamp: async (row, sizePx) => {
      const [x0, y0] = [rows.x, rows.y].map((axis) => Math.round(axis[row]) - sizePx / 2)
      const bands = [0, 1, 2].map((band) => paint(band, x0, y0, sizePx, 1))
      return { sizePx, x0, y0, bands }
    },
    cells: async () => [],
    stars: async () => null,
  }
  return field
}

function describe(nRows: number, sidePx: number): FieldDescription {
  const middle = (sidePx - 1) / 2
  const toSky = (x: number, y: number) => ({
    ra: 24.17 - ((x - middle) * SCALE_DEGREES) / Math.cos((15.78 * Math.PI) / 180),
    dec: 15.78 + (y - middle) * SCALE_DEGREES,
  })
  return {
    ...{ title: 'made-up disc', width: sidePx, height: sidePx, nRows },
    ...{ pixelScaleArcsec: 0.04, distanceMpc: 9.9, sizePx: 32, model: null },
    sky: skyGridOf({ pixelToSky: toSky }, sidePx, sidePx),
    bands: ['F336W', 'F555W', 'F814W'].map((filter) => ({
      ...{ filter, file: `${filter.toLowerCase()}.fits`, sky: 0, noise: NOISE },
    })),
    rgb: [2, 1, 0],
    classes: classChoices(FOUR_CLASSES),
    catalogue: { file: 'classes.ecsv', sha256: '0'.repeat(64) },
  }
}

function rowsOf(nRows: number, sidePx: number): FieldRows {
  const random = new Random(7)
  const middle = sidePx / 2
  const place = () => {
    const radius = 0.47 * sidePx * Math.sqrt(random.uniform())
    const angle = 6.283 * random.uniform()
    return [middle + radius * Math.cos(angle), middle + radius * Math.sin(angle)]
  }
  const places = Array.from({ length: nRows }, place)
  const classes = Uint8Array.from({ length: nRows }, () => 1 + Math.floor(4 * random.uniform()))
  const top = Float64Array.from({ length: nRows }, () => 0.4 + 0.6 * random.uniform())
  return {
    ids: Array.from({ length: nRows }, (_, row) => `M74-${row + 1}`),
    x: Float64Array.from(places, ([x]) => x),
    y: Float64Array.from(places, ([, y]) => y),
    ra: new Float64Array(nRows).fill(Number.NaN),
    dec: new Float64Array(nRows).fill(Number.NaN),
    magnitudes: { F555W: Float64Array.from(top, (p) => 20 + 4 * p) },
    machine: {
      classes,
      probabilities: [1, 2, 3, 4].map((value) =>
        Float64Array.from(top, (p, row) => (classes[row] === value ? p : (1 - p) / 3)),
      ),
      flags: Uint32Array.from({ length: nRows }, (_, row) => (row % 10 === 0 ? 8 : 0)),
    },
    people: null,
  }
}

/** Rows by cell of the field. */
function cellsOf({ x, y }: FieldRows): Map<string, number[]> {
  const cells = new Map<string, number[]>()
  x.forEach((at, row) => {
    const key = `${Math.floor(at / CELL)} ${Math.floor(y[row] / CELL)}`
    cells.set(key, [...(cells.get(key) ?? []), row])
  })
  return cells
}

/** Rows of the cells around a square. */
function near(cells: Map<string, number[]>, x0: number, y0: number, side: number): number[] {
  const span = (from: number) => [Math.floor(from / CELL) - 1, Math.floor((from + side) / CELL) + 1]
  const [[c0, c1], [r0, r1]] = [span(x0), span(y0)]
  const found: number[] = []
  for (let row = r0; row <= r1; row++) {
    for (let column = c0; column <= c1; column++)
      found.push(...(cells.get(`${column} ${row}`) ?? []))
  }
  return found
}

/** Noise that falls with the level, a disc that fades outwards, NaN beside the field. */
function background(
  ...[band, x0, y0, side, step, sidePx]: [number, number, number, number, number, number]
): Float32Array {
  const pixels = new Float32Array(side * side)
  const middle = sidePx / 2
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i++) {
      const [atX, atY] = [x0 + x * step, y0 + y * step]
      const isInside = atX >= 0 && atY >= 0 && atX < sidePx && atY < sidePx
      const far = Math.hypot(atX - middle, atY - middle) / middle
      const arms = 1 + 0.6 * Math.cos(2 * Math.atan2(atY - middle, atX - middle) - 14 * far)
      const noise = (NOISE / step) * (fraction((atX * 12.9 + atY * 78.2) * 43.7) - 0.5) * 3.4
      const disc = 0.12 * Math.exp(-4 * far) * arms * COLORS[Math.floor(3 * far) % 3][band]
      pixels[i] = isInside ? noise + disc : Number.NaN
    }
  }
  return pixels
}

interface Source {
  readonly x: number
  readonly y: number
  readonly flux: number
}

function addSource(pixels: Float32Array, side: number, step: number, source: Source): void {
  const variance = (SIGMA / step) ** 2 + 1 / 12
  const reach = Math.ceil(3.5 * Math.sqrt(variance))
  const peak = source.flux / step ** 2 / (6.283 * variance)
  const span = (at: number) => [
    Math.max(0, Math.floor(at) - reach),
    Math.min(side - 1, Math.ceil(at) + reach),
  ]
  const [[xFrom, xTo], [yFrom, yTo]] = [span(source.x), span(source.y)]
  for (let y = yFrom; y <= yTo; y++) {
    for (let x = xFrom; x <= xTo; x++) {
      const far = (x - source.x) ** 2 + (y - source.y) ** 2
      pixels[y * side + x] += peak * 10 * Math.exp(-far / (2 * variance))
    }
  }
}

function fraction(value: number): number {
  return Math.abs(value) % 1
}
