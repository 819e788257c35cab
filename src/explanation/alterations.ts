/** The stamps that are shown in place of one: without a band, or with a patch on it. */
import { type Box, backgroundOf, fillBox, type PatchGrid, patchBox } from './patches.js'

/** A stamp as it was cut: (bands, side, side), NaN where there is no pixel. */
export interface CutStamp {
  readonly crop: Float32Array
  readonly nBands: number
  readonly sizePx: number
}

/** What is done to a stamp. */
export type Alteration =
  /** Nothing. */
  | { readonly kind: 'none' }
  /** A band has no pixels, as if its mosaic were not there. */
  | { readonly kind: 'without'; readonly band: number }
  /** Some bands have their background in a box. */
  | { readonly kind: 'patch'; readonly bands: readonly number[]; readonly box: Box }

/** Which bands of a stamp hold data: a finite pixel that is not 0, as the stamps' cutter says. */
export function bandsWithData({ crop, nBands, sizePx }: CutStamp): number[] {
  const bands = Array.from({ length: nBands }, (_, band) => band)
  return bands.filter((band) =>
    planeOf(crop, band, sizePx).some((value) => Number.isFinite(value) && value !== 0),
  )
}

/** Background of each band; NaN where it has no data. */
export function backgroundsOf({ crop, nBands, sizePx }: CutStamp): number[] {
  return Array.from({ length: nBands }, (_, band) =>
    backgroundOf(planeOf(crop, band, sizePx), sizePx),
  )
}

/**
 * The stamp as it is, then without each band, then with a patch at each place of the grid: on all
 * bands, and on each band alone. The places come row by row from the stamp's first pixel on.
 *
 * @param without bands that can be left out
 * @param patched sets of bands
 */
export function alterationsOf(
  grid: PatchGrid,
  sizePx: number,
  without: readonly number[],
  patched: readonly (readonly number[])[],
): Alteration[] {
  const places = Array.from({ length: grid.n ** 2 }, (_, i) =>
    patchBox(grid, i % grid.n, Math.floor(i / grid.n), sizePx),
  )
  return [
    { kind: 'none' },
    ...without.map((band) => ({ kind: 'without' as const, band })),
    ...patched.flatMap((bands) => places.map((box) => ({ kind: 'patch' as const, bands, box }))),
  ]
}

/**
 * Writes an altered stamp.
 *
 * @param backgrounds of each band
 * @param out as long as the stamp
 */
export function alter(
  { crop, sizePx }: CutStamp,
  backgrounds: readonly number[],
  alteration: Alteration,
  out: Float32Array,
): void {
  out.set(crop)
  if (alteration.kind === 'without') planeOf(out, alteration.band, sizePx).fill(Number.NaN)
  if (alteration.kind !== 'patch') return
  for (const band of alteration.bands) {
    fillBox(planeOf(out, band, sizePx), sizePx, alteration.box, backgrounds[band])
  }
}

function planeOf(crop: Float32Array, band: number, sizePx: number): Float32Array {
  return crop.subarray(band * sizePx ** 2, (band + 1) * sizePx ** 2)
}
