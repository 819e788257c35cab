/**
 * A part of a larger image (IRAF's LTV and LTM): x, y of a catalogue may count the pixels of the
 * whole.
 *
 *   x of the part = LTM1_1 * x of the whole + LTV1      (FITS pixels, from 1)
 */
import { headerNumber, type WcsHeader } from '../wcs/index.js'

/** Where a part lies in the whole. */
export interface SubImage {
  /** LTM1_1 and LTM2_2. */
  readonly scale: readonly [x: number, y: number]
  /** LTV1 and LTV2, px. */
  readonly shift: readonly [x: number, y: number]
}

/** Undefined where the header does not say that the image is a part. */
export function subImageOf(header: WcsHeader, where: string): SubImage | undefined {
  const number = (keyword: string, otherwise: number) =>
    headerNumber(header, keyword, where) ?? otherwise
  const shift = [number('LTV1', 0), number('LTV2', 0)] as const
  const scale = [number('LTM1_1', 1), number('LTM2_2', 1)] as const
  return shift.some((px) => px !== 0) || scale.some((n) => n !== 1) ? { shift, scale } : undefined
}

/** What to say where the sky coordinates of the catalogue do not tell which pixels it counts. */
export function subImageNote({ shift: [dx, dy], scale: [sx, sy] }: SubImage): string {
  const how =
    sx === 1 && sy === 1
      ? `add ${dx} to x and ${dy} to y`
      : `x becomes ${sx} x + ${dx}, y becomes ${sy} y + ${dy} (FITS pixels, from 1)`
  return (
    `the mosaics are a part of a larger image (LTV1 = ${dx}, LTV2 = ${dy}): ` +
    'x, y of the catalogue are taken as pixels of the part; ' +
    `where they count pixels of the whole image, ${how}`
  )
}
