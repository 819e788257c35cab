/**
 * The background of a mosaic and its noise: a mesh of cells, each with clipped statistics
 * (`mesh-cell.ts`), smoothed and interpolated (`mesh.ts`). One pass over the rows; memory holds one
 * row of cells.
 *
 * With a weight map w (inverse variance or exposure time, up to a factor) the noise of a pixel is
 * sqrt(s / w). s is the median over the cells of noise^2 / mean(1 / w), so the map gives the shape
 * and the data give the scale, as SExtractor's MAP_WEIGHT does.
 */
import { InputError } from '../errors.js'
import { median } from '../statistics/index.js'
import { ClippedHistogram } from './clipped-histogram.js'
import { filledMesh, type Mesh, MeshSpline, smoothedMesh } from './mesh.js'
import { type CellRule, cellValues } from './mesh-cell.js'
import { type PixelRows, rowsOf } from './pixel-rows.js'

export interface BackgroundOptions {
  /** Side of a cell, px; default 64. It must be larger than the sources. */
  readonly meshPx?: number
  /** Cells on each side that the median smooths over; default 1, a window of 3 x 3 cells. */
  readonly smoothCells?: number
  /** Default `sextractor`. */
  readonly rule?: CellRule
  /** The weight map, on the grid of the image. */
  readonly weights?: PixelRows
  /** The file, for errors. */
  readonly where?: string
}

/** A cell counts where this share of its pixels has a value. */
const LEAST_SHARE = 0.5

const DEFAULT_MESH_PX = 64

/**
 * Measures background and noise of an image.
 *
 * @throws InputError if no cell has enough pixels with values, the image is constant, or the weight
 *   map has another size
 * @example
 * const background = await measureBackground(mosaic)
 * background.typicalNoise // 0.0031 e-/s
 */
export async function measureBackground(
  image: PixelRows,
  options: BackgroundOptions = {},
): Promise<Background> {
  const { meshPx = DEFAULT_MESH_PX, smoothCells = 1, weights, where } = options
  checkMesh(meshPx, smoothCells)
  if (weights) checkWeights(image, weights, where)
  const { level, noise, ratio } = await measuredCells(image, { ...options, meshPx })
  const [filledLevel, filledNoise] = [filledMesh(level), filledMesh(noise)]
  if (!filledLevel || !filledNoise) throw noBackground(image, where)
  const meshes = {
    level: smoothedMesh(filledLevel, smoothCells),
    noise: smoothedMesh(filledNoise, smoothCells),
  }
  if (!(median(meshes.noise.values) > 0)) throw noNoise(where)
  return new Background(image, meshes, meshPx, weights && median(ratio.values))
}

/** What {@link measureBackground} found; it gives background and noise row by row. */
export class Background {
  /** Median of the cells, in the unit of the pixels. */
  readonly typicalLevel: number
  readonly typicalNoise: number
  private readonly levels: MeshSpline
  private readonly noises: MeshSpline
  private readonly floor: number

  /** @param weightScale noise^2 times weight, where there is a weight map */
  constructor(
    readonly size: { readonly width: number; readonly height: number },
    readonly meshes: { readonly level: Mesh; readonly noise: Mesh },
    readonly meshPx: number,
    private readonly weightScale: number | undefined,
  ) {
    this.typicalLevel = median(meshes.level.values)
    this.typicalNoise = median(meshes.noise.values)
    this.levels = new MeshSpline(meshes.level, meshPx)
    this.noises = new MeshSpline(meshes.noise, meshPx)
    // A spline may swing below its nodes; noise does not fall under a tenth of the least cell's.
    this.floor = 0.1 * leastPositive(meshes.noise.values)
  }

  /** Fills `out` with the background of row y, 0-based. */
  levelInto(y: number, out: Float32Array): void {
    this.levels.rowInto(y, out)
  }

  /**
   * Fills `out` with the noise of row y.
   *
   * @param weights the row of the weight map, where there is one; without weight noise is NaN
   */
  noiseInto(y: number, out: Float32Array, weights?: Float32Array): void {
    const { weightScale, floor } = this
    if (weightScale !== undefined && weights) {
      for (let x = 0; x < out.length; x++) {
        out[x] = weights[x] > 0 ? Math.sqrt(weightScale / weights[x]) : Number.NaN
      }
      return
    }
    this.noises.rowInto(y, out)
    for (let x = 0; x < out.length; x++) if (out[x] < floor) out[x] = floor
  }
}

/** A mesh has more cells than a function takes numbers. */
function leastPositive(values: Float64Array): number {
  return values.reduce(
    (least, value) => (value > 0 && value < least ? value : least),
    Number.POSITIVE_INFINITY,
  )
}

interface Cells {
  readonly level: Mesh
  readonly noise: Mesh
  /** noise^2 / mean(1 / weight); NaN without a weight map. */
  readonly ratio: Mesh
}

async function measuredCells(
  image: PixelRows,
  options: BackgroundOptions & { meshPx: number },
): Promise<Cells> {
  const { meshPx, rule = 'sextractor', weights } = options
  const { width, height } = image
  const [columns, rows] = [Math.ceil(width / meshPx), Math.ceil(height / meshPx)]
  const mesh = () => ({ columns, rows, values: new Float64Array(columns * rows).fill(Number.NaN) })
  const cells = { level: mesh(), noise: mesh(), ratio: mesh() }
  const histogram = new ClippedHistogram()
  const strip = Array.from({ length: columns }, () => new CellPixels(meshPx))
  const weightRows = weights && rowsOf(weights)
  for await (const { y, row } of rowsOf(image)) {
    const weight = (await weightRows?.next())?.value?.row
    for (const [column, cell] of strip.entries()) {
      cell.add(row, column * meshPx, Math.min(width, (column + 1) * meshPx), weight)
    }
    if ((y + 1) % meshPx !== 0 && y + 1 < height) continue
    const up = Math.floor(y / meshPx)
    for (const [column, cell] of strip.entries()) {
      const { level, noise, ratio } = cell.take(rule, histogram)
      const at = up * columns + column
      cells.level.values[at] = level
      cells.noise.values[at] = noise
      cells.ratio.values[at] = ratio
    }
  }
  return cells
}

/** The pixels of one cell, as its rows come. */
class CellPixels {
  private readonly values: Float32Array
  private n = 0
  private nAll = 0
  private inverseWeights = 0

  constructor(meshPx: number) {
    this.values = new Float32Array(meshPx * meshPx)
  }

  add(row: Float32Array, from: number, to: number, weights?: Float32Array): void {
    this.nAll += to - from
    for (let x = from; x < to; x++) {
      const value = row[x]
      if (Number.isNaN(value) || (weights && !(weights[x] > 0))) continue
      this.values[this.n++] = value
      if (weights) this.inverseWeights += 1 / weights[x]
    }
  }

  /** What the cell says; it is empty then. */
  take(
    rule: CellRule,
    histogram: ClippedHistogram,
  ): { level: number; noise: number; ratio: number } {
    const { n, nAll, inverseWeights } = this
    const values = this.values.subarray(0, n >= LEAST_SHARE * nAll ? n : 0)
    const { level, noise } = cellValues(values, rule, histogram)
    ;[this.n, this.nAll, this.inverseWeights] = [0, 0, 0]
    return { level, noise, ratio: (noise * noise * n) / inverseWeights }
  }
}

function checkMesh(meshPx: number, smoothCells: number): void {
  if (Number.isInteger(meshPx) && meshPx >= 4 && meshPx <= 4096 && smoothCells >= 0) return
  throw new InputError({
    what: 'mesh of the background',
    expected: 'cells of 4 to 4096 px, smoothed over 0 cells or more',
    got: `${meshPx} px, ${smoothCells} cells`,
  })
}

function checkWeights(image: PixelRows, weights: PixelRows, where: string | undefined): void {
  if (weights.width === image.width && weights.height === image.height) return
  throw new InputError({
    what: 'the weight map is on another grid than its mosaic',
    where,
    expected: `${image.width} x ${image.height} px`,
    got: `${weights.width} x ${weights.height} px`,
    remedy: 'give the weight map that was drizzled with the mosaic',
  })
}

function noBackground({ width, height }: PixelRows, where: string | undefined): InputError {
  return new InputError({
    what: 'no background can be measured',
    where,
    expected: 'a cell of the mesh in which half of the pixels have a value',
    got: `none in ${width} x ${height} px (NaN, infinity and exact 0 are no values)`,
    remedy: 'give a mosaic with pixels',
  })
}

function noNoise(where: string | undefined): InputError {
  return new InputError({
    what: 'the mosaic has no noise',
    where,
    expected: 'pixels that scatter about the sky',
    got: 'the same value in most pixels',
    remedy: 'give a mosaic with its noise',
  })
}
