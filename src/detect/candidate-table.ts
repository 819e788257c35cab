/** The catalogue of what was found, in the terms of LEGUS and PHANGS-HST. */
import { photometryColumns } from '../photometry/index.js'
import { type Column, Table } from '../tables/index.js'
import type { Wcs } from '../wcs/index.js'
import type { Candidates } from './find-candidates.js'
import { DETECTION_FLAGS } from './source-flags.js'

/**
 * Ids from 1, places, shapes, photometry and flags. x and y count from 1, as in FITS and LEGUS.
 *
 * @param wcs for right ascension and declination; without it there are none
 */
export function candidateTable(found: Candidates, wcs: Pick<Wcs, 'pixelToSky'> | undefined): Table {
  const { sources, centres, photometry, flags } = found
  const ids = Int32Array.from(sources, (_, i) => i + 1)
  return new Table([
    { name: 'id', values: ids, description: 'number in this catalogue', ucd: 'meta.id;meta.main' },
    ...placeColumns(found, wcs),
    ...shapeColumns(found),
    ...photometryColumns(photometry),
    {
      ...{ name: 'r_half', values: centres.halfLightPx, unit: 'pix', ucd: 'phys.angSize' },
      description: 'radius that holds half of the light within 7 px',
    },
    {
      ...{ name: 'fwhm', values: centres.fwhmPx, unit: 'pix', ucd: 'phys.angSize' },
      description: 'full width at half maximum',
    },
    {
      name: 'det_flags',
      values: flags,
      description: DETECTION_FLAGS.map(({ bit, name }) => `${2 ** bit} ${name}`).join(', '),
      ucd: 'meta.code',
    },
  ])
}

function placeColumns({ centres }: Candidates, wcs: Pick<Wcs, 'pixelToSky'> | undefined): Column[] {
  const pixel = (name: 'x' | 'y'): Column => ({
    name,
    values: centres[name].map((px) => Math.round((px + 1) * 1000) / 1000),
    unit: 'pix',
    description: 'windowed centre; first pixel is 1',
    ucd: `pos.cartesian.${name};instr.det`,
  })
  const columns = [pixel('x'), pixel('y')]
  if (!wcs) return columns
  const sky = Array.from(centres.x, (x, i) => wcs.pixelToSky(x, centres.y[i]))
  const angle = (name: 'ra' | 'dec', description: string): Column => ({
    ...{ name, values: Float64Array.from(sky, (at) => at[name]), unit: 'deg', description },
    ...{ ucd: `pos.eq.${name};meta.main`, frame: { system: 'ICRS' } },
  })
  return [...columns, angle('ra', 'right ascension'), angle('dec', 'declination')]
}

function shapeColumns({ sources }: Candidates): Column[] {
  const of = (
    name: string,
    value: (source: Candidates['sources'][number]) => number,
    description: string,
    unit?: string,
  ): Column => ({
    name,
    values: Float64Array.from(sources, value),
    description,
    ...(unit && { unit }),
  })
  return [
    of('peak', ({ peak }) => peak, 'highest pixel of the detection image, sigma'),
    of('significance', ({ sum }) => sum, 'sum over its pixels in the detection image, sigma'),
    {
      name: 'n_pixels',
      values: Int32Array.from(sources, ({ nPixels }) => nPixels),
      description: 'connected pixels above the threshold',
    },
    of('a', ({ major }) => major, 'root mean square extent along the longest axis', 'pix'),
    of('b', ({ minor }) => minor, 'root mean square extent along the shortest axis', 'pix'),
    of('theta', ({ angleDeg }) => angleDeg, 'from +x to the longest axis, towards +y', 'deg'),
  ]
}
