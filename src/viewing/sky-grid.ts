/**
 * The sky of a field as a few numbers, so that a page can say the coordinates under the pointer and
 * draw north without the header. Nodes lie on a grid of pixels. Each node keeps its direction d,
 * scaled so that it lies on the plane that touches the sphere at the middle c of the field:
 *
 *     v = d / (d . c)
 *
 * Between nodes v is linear in x and in y. For the projection TAN (Calabretta & Greisen 2002,
 * section 5.1.3), which Hubble's mosaics have, v is linear in the pixels, and so this is exact.
 */
import type { Wcs } from '../wcs/index.js'

export interface SkyGrid {
  /** Nodes along x and along y. The first lies at pixel 0, the last at the last pixel. */
  readonly columns: number
  readonly rows: number
  /** Pixels from one node to the next. */
  readonly stepX: number
  readonly stepY: number
  /** Three numbers for each node, `[y][x]`. */
  readonly vectors: readonly number[]
}

const NODES = 17
/** A field that is wider than this has no plane that touches it everywhere: cos of 60 degrees. */
const LEAST_COSINE = 0.5
const DEGREE = Math.PI / 180

type Vector = readonly [number, number, number]

/**
 * The grid of a field; undefined where a node has no sky, or the field covers much of it.
 *
 * @param width of the mosaic, px
 * @example skyGridOf(wcs, 4096, 4096)
 */
export function skyGridOf(
  wcs: Pick<Wcs, 'pixelToSky'>,
  width: number,
  height: number,
): SkyGrid | undefined {
  const [stepX, stepY] = [width, height].map((side) => Math.max(1, side - 1) / (NODES - 1))
  const at = (x: number, y: number) => directionOf(wcs.pixelToSky(x, y))
  const middle = at((width - 1) / 2, (height - 1) / 2)
  const vectors: number[] = []
  for (let row = 0; row < NODES; row++) {
    for (let column = 0; column < NODES; column++) {
      const direction = at(column * stepX, row * stepY)
      const cosine = direction.reduce((sum, part, k) => sum + part * middle[k], 0)
      if (!(cosine >= LEAST_COSINE)) return undefined
      vectors.push(...direction.map((part) => part / cosine))
    }
  }
  return { columns: NODES, rows: NODES, stepX, stepY, vectors }
}

/**
 * The sky at a pixel, degrees, ra in [0, 360). Outside the field it goes on as at the edge.
 *
 * @example skyAt(grid, 0, 0) // { ra: 263.93, dec: 4.83 }
 */
export function skyAt(grid: SkyGrid, x: number, y: number): { ra: number; dec: number } {
  const [column, right] = cellAt(x / grid.stepX, grid.columns)
  const [row, up] = cellAt(y / grid.stepY, grid.rows)
  const part = (k: number) => {
    const node = (dx: number, dy: number) =>
      grid.vectors[3 * ((row + dy) * grid.columns + column + dx) + k]
    const below = node(0, 0) + right * (node(1, 0) - node(0, 0))
    const above = node(0, 1) + right * (node(1, 1) - node(0, 1))
    return below + up * (above - below)
  }
  const [a, b, c] = [part(0), part(1), part(2)]
  const ra = Math.atan2(b, a) / DEGREE
  return { ra: ra < 0 ? ra + 360 : ra, dec: Math.atan2(c, Math.hypot(a, b)) / DEGREE }
}

/**
 * Where north and east are at a pixel, as vectors of length 1 in pixels; y points up.
 *
 * @returns undefined where the pixels have no area on the sky
 */
export function compassAt(
  grid: SkyGrid,
  x: number,
  y: number,
): { north: readonly [number, number]; east: readonly [number, number] } | undefined {
  const here = skyAt(grid, x, y)
  const slope = (dx: number, dy: number) => {
    const there = skyAt(grid, x + dx, y + dy)
    const turn = ((there.ra - here.ra + 540) % 360) - 180
    return [turn * Math.cos(here.dec * DEGREE), there.dec - here.dec]
  }
  const [[eastX, northX], [eastY, northY]] = [slope(1, 0), slope(0, 1)]
  const area = eastX * northY - eastY * northX
  const north = unit(-eastY / area, eastX / area)
  const east = unit(northY / area, -northX / area)
  return north && east && { north, east }
}

function unit(dx: number, dy: number): readonly [number, number] | undefined {
  const length = Math.hypot(dx, dy)
  return length > 0 && Number.isFinite(length) ? [dx / length, dy / length] : undefined
}

/** The cell of a place on the grid, and the share of the way through it. */
function cellAt(place: number, nodes: number): [cell: number, share: number] {
  const cell = Math.min(nodes - 2, Math.max(0, Math.floor(place)))
  return [cell, place - cell]
}

function directionOf({ ra, dec }: { ra: number; dec: number }): Vector {
  const [a, d] = [ra * DEGREE, dec * DEGREE]
  return [Math.cos(d) * Math.cos(a), Math.cos(d) * Math.sin(a), Math.sin(d)]
}
