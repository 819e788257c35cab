/**
 * Classes as regions of SAOImageDS9, so that they can be laid over any mosaic of the field. Shape
 * and colour are those of the pages ({@link classStyle}). Markers are points, which keep their size
 * on the screen; DS9 has no triangle and no hexagon among them, so that these are polygons around
 * the source.
 */

import type { Wcs } from '../wcs/index.js'
import { classStyle } from './class-style.js'

/** What regions need of a WCS. */
export type RegionSky = Pick<Wcs, 'frame' | 'pixelToSky'>

/** What is drawn. */
export interface ClassRegions {
  readonly ids: readonly string[]
  /** 0-based pixels; NaN where a row has no position. */
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** Class of each row; 0 where it has none. */
  readonly classes: ArrayLike<number>
  readonly kinds: readonly {
    readonly value: number
    readonly name: string
    /** What stands in the column, where it is another than the value. */
    readonly label?: number | string
  }[]
  /** With it positions are ICRS, without it FITS pixels. */
  readonly wcs: RegionSky | undefined
  /** Name of the column of the classes, for the tags. */
  readonly column: string
  /** What made the classes, for the first lines. */
  readonly by: string
}

/** Points of DS9 for the shapes of {@link classStyle}. */
const POINTS: Readonly<Record<string, string>> = {
  ...{ circle: 'circle', square: 'box', cross: 'x', diamond: 'diamond', plus: 'cross' },
}
/** Corners of the others, upwards and with their centre at 0, in units of the radius. */
const CORNERS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  triangle: [
    [0, 1.14],
    [-0.95, -0.57],
    [0.95, -0.57],
  ],
  'turned triangle': [
    [0, -1.14],
    [0.95, 0.57],
    [-0.95, 0.57],
  ],
  hexagon: [
    ...([
      [1, 0],
      [0.5, 0.87],
      [-0.5, 0.87],
      [-1, 0],
      [-0.5, -0.87],
      [0.5, -0.87],
    ] as const),
  ],
}
/** Of a marker: of points on the screen, of polygons in the mosaic; px. */
const [SIDE_PX, RADIUS_PX] = [12, 6]

/**
 * The text of a region file, which `ds9 mosaic.fits -region FILE` opens. The text of each region is
 * the id, and its tag names the class, so that DS9's groups show or hide a class at once.
 *
 * @returns also how many rows have no position and so no region
 */
export function classRegions(given: ClassRegions): { text: string; nNowhere: number } {
  const { ids, x, y, classes, wcs, column } = given
  const sky = wcs?.frame === 'ICRS' ? wcs : undefined
  const labels = new Map(given.kinds.map(({ value, label = value }) => [value, label]))
  const lines: string[] = []
  let nNowhere = 0
  for (const [row, id] of ids.entries()) {
    const { color, shape } = classStyle(classes[row])
    const place = regionText(shape, x[row], y[row], sky)
    if (!place) {
      nNowhere++
      continue
    }
    const tagged = plain(`${column}=${labels.get(classes[row]) ?? classes[row]}`)
    const tag = classes[row] === 0 ? 'not classified' : tagged.replaceAll(/[{}]/g, '')
    const [before, point] = place
    const label = id === '' ? '' : ` text=${quoted(id)}`
    lines.push(`${before} #${point} color=${color}${label} tag={${tag}}`)
  }
  const head = [
    '# Region file format: DS9 version 4.1',
    `# ${plain(given.by)}; show them with: ds9 mosaic.fits -region FILE`,
    ...legend(given, nNowhere),
    'global color=white width=2',
    sky ? 'icrs' : 'image',
  ]
  return { text: `${[...head, ...lines].join('\n')}\n`, nNowhere }
}

function legend({ kinds, classes }: ClassRegions, nNowhere: number): string[] {
  const all = [...kinds, { value: 0, name: 'not classified' }]
  const counts = new Map<number, number>()
  for (let row = 0; row < classes.length; row++) {
    counts.set(classes[row], (counts.get(classes[row]) ?? 0) + 1)
  }
  const lines = all.flatMap(({ value, name, label = value }: ClassRegions['kinds'][number]) => {
    const n = counts.get(value)
    return n ? [`# ${said(label, name)}: ${n}, ${classStyle(value).shape}`] : []
  })
  return nNowhere > 0 ? [...lines, `# without a position: ${nNowhere}`] : lines
}

/** @example said(1, 'symmetric compact cluster'), said('galaxy', 'galaxy') // 'galaxy' */
function said(label: number | string, name: string): string {
  return plain(`${label}` === name ? name : `${label} ${name}`)
}

/** A shape, and what its properties begin with; nothing if it has no place. */
function regionText(
  shape: string,
  x: number,
  y: number,
  wcs: RegionSky | undefined,
): [string, string] | undefined {
  const corners = CORNERS[shape]
  const offsets = corners ?? [[0, 0]]
  const places = offsets.map(([dx, dy]) => {
    const [px, py] = [x + RADIUS_PX * dx, y + RADIUS_PX * dy]
    if (!wcs) return [px + 1, py + 1].map((value) => value.toFixed(4))
    const { ra, dec } = wcs.pixelToSky(px, py)
    return [ra, dec].map((value) => value.toFixed(9))
  })
  if (places.flat().includes('NaN')) return undefined
  const list = places.flat().join(',')
  return corners
    ? [`polygon(${list})`, '']
    : [`point(${list})`, ` point=${POINTS[shape]} ${SIDE_PX}`]
}

/** Between the signs that it does not hold itself; if it holds all of them, they are left out. */
function quoted(id: string): string {
  const text = plain(id)
  if (!/[{}]/.test(text)) return `{${text}}`
  if (!text.includes('"')) return `"${text}"`
  return text.includes("'") ? `{${text.replaceAll(/[{}]/g, '')}}` : `'${text}'`
}

/** On one line. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}
