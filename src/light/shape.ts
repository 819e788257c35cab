/**
 * What a simulated source looks like, apart from its flux: a tagged union of plain JSON, so that the truth
 * catalogue can hold it. Lengths are pixels of the mosaic (0.03962"); angles are degrees, counted from +x
 * towards +y. A shape may change with wavelength, relative to 555 nm: lengths and shares then follow powers of
 * `wavelength / 555 nm`, and shares are normalised anew in each band, so that the flux of a band stays its flux.
 */

/**
 * What may be among the candidates, with the class that people give it (docs/reference/conventions.md) and its code in
 * PHANGS-HST. Of the codes of class 4, 7 (redundant) and 17 (other) are not simulated: they say nothing of light.
 */
export const SUB_CLASSES = [
  { name: 'symmetric', humanClass: 1, phangsCode: 1 },
  { name: 'elongated', humanClass: 2, phangsCode: 2 },
  { name: 'lopsided', humanClass: 2, phangsCode: 2 },
  { name: 'gradient', humanClass: 2, phangsCode: 2 },
  { name: 'association', humanClass: 3, phangsCode: 3 },
  { name: 'star', humanClass: 4, phangsCode: 4 },
  { name: 'pair', humanClass: 4, phangsCode: 5 },
  { name: 'saturated', humanClass: 4, phangsCode: 6 },
  { name: 'spike', humanClass: 4, phangsCode: 8 },
  { name: 'galaxy-disc', humanClass: 4, phangsCode: 9 },
  { name: 'galaxy-spiral', humanClass: 4, phangsCode: 9 },
  { name: 'galaxy-spheroid', humanClass: 4, phangsCode: 9 },
  { name: 'faint', humanClass: 4, phangsCode: 10 },
  { name: 'several-stars', humanClass: 4, phangsCode: 11 },
  { name: 'edge', humanClass: 4, phangsCode: 12 },
  { name: 'triple', humanClass: 4, phangsCode: 13 },
  { name: 'cosmic-ray', humanClass: 4, phangsCode: 14 },
  { name: 'hot-pixel', humanClass: 4, phangsCode: 14 },
  { name: 'nucleus', humanClass: 4, phangsCode: 15 },
  { name: 'fluff', humanClass: 4, phangsCode: 16 },
  { name: 'very-red-star', humanClass: 4, phangsCode: 19 },
] as const

export type SubClass = (typeof SUB_CLASSES)[number]['name']

export type Shape = LightShape | CompositeShape | SaturatedShape | CosmicRayShape | HotPixelShape

/** Shapes that a composite is made of. */
export type LightShape = PointShape | EffShape | SersicShape | SpiralShape | RidgeShape

export interface PointShape {
  readonly kind: 'point'
}

/**
 * I ~ (1 + m^2 / a^2)^(-gamma / 2) (Elson, Fall & Freeman 1987, ApJ 323, 54), m the elliptical radius of an axis
 * ratio `q` at unchanged area, cut smoothly at `truncation` effective radii (profile-eff.ts).
 */
export interface EffShape {
  readonly kind: 'eff'
  /** Half of the light lies inside, in px, at 555 nm. */
  readonly rEffPx: number
  /** Above 2. */
  readonly gamma: number
  /** In units of `rEffPx`. */
  readonly truncation: number
  /** Minor over major axis, in (0, 1]. */
  readonly q: number
  /** Of the major axis. */
  readonly angleDeg: number
  /** Light times 1 + amount * (distance along the angle) / sqrt(m^2 + a^2); amount in [0, 1]. */
  readonly lopsided?: { readonly amount: number; readonly angleDeg: number }
  /** Effective radius times (wavelength / 555 nm)^sizeSlope; centre moved by shiftPx * log10(wavelength / 555 nm). */
  readonly gradient?: { readonly sizeSlope: number; readonly shiftPx: readonly [number, number] }
}

/** I ~ exp(-(m / h)^(1/n)); n = 1 a disc, 4 a spheroid, 0.5 a Gaussian cloud (Sersic 1968). */
export interface SersicShape {
  readonly kind: 'sersic'
  readonly rEffPx: number
  /** Between 0.5 and 6. */
  readonly n: number
  readonly q: number
  readonly angleDeg: number
}

/** An exponential disc times 1 + contrast * cos(nArms * (azimuth - winding of a logarithmic spiral)). */
export interface SpiralShape {
  readonly kind: 'spiral'
  readonly rEffPx: number
  readonly q: number
  readonly angleDeg: number
  readonly nArms: number
  readonly pitchDeg: number
  /** Azimuth of an arm at the effective radius. */
  readonly phaseDeg: number
  /** In [0, 1]. */
  readonly contrast: number
}

/**
 * A straight ridge, Gaussian of sigma `widthPx` across, its ends softened by a sixth of its length: what detection
 * finds along the edge of a chip.
 */
export interface RidgeShape {
  readonly kind: 'ridge'
  readonly lengthPx: number
  readonly widthPx: number
  readonly angleDeg: number
}

/** Several sources that are one candidate: pairs, associations with their envelope, bulge and disc. */
export interface CompositeShape {
  readonly kind: 'composite'
  readonly parts: readonly Part[]
}

export interface Part {
  readonly shape: LightShape
  readonly dxPx: number
  readonly dyPx: number
  /** Of the flux at 555 nm; the shares sum to 1. */
  readonly share: number
  /** The share follows (wavelength / 555 nm)^colour before it is normalised; 0 is the colour of the whole. */
  readonly colour: number
}

/**
 * A star beyond the full well: pixels are clipped, and what they lose runs along the column. The candidate itself
 * may lie off the star, as one on a spike does.
 */
export interface SaturatedShape {
  readonly kind: 'saturated'
  /** Of the star from the candidate. */
  readonly dxPx: number
  readonly dyPx: number
  /** Clipping level, e-/s in a pixel. */
  readonly fullWell: number
  /** Direction of the detector's columns in the mosaic. */
  readonly columnDeg: number
}

/** A track that cosmic-ray rejection left over. It passed no telescope: sharper than any star, in one filter. */
export interface CosmicRayShape {
  readonly kind: 'cosmic-ray'
  readonly filter: string
  readonly lengthPx: number
  readonly angleDeg: number
}

/** A pixel of too much dark current, in one filter. */
export interface HotPixelShape {
  readonly kind: 'hot-pixel'
  readonly filter: string
}

/** A source of a mosaic in one band. */
export interface Source {
  /** 0-based mosaic position, integer at a pixel's centre; of the candidate. */
  readonly x: number
  readonly y: number
  readonly shape: Shape
  /** Total of the source in the band, e-/s; of the star for `saturated`. */
  readonly flux: number
}

/** Length on the sky of a pixel of LEGUS and PHANGS mosaics, arcsec. */
export const PIXEL_ARCSEC = 0.03962

/** @example pcToPx(3, 10) // 1.56: three parsec at ten megaparsec */
export function pcToPx(pc: number, distanceMpc: number): number {
  return ((pc / (distanceMpc * 1e6)) * (180 / Math.PI) * 3600) / PIXEL_ARCSEC
}

/* A shape with all its lengths multiplied: the same source from another distance, or one more or less compact. */

/** Full well and track lengths belong to the detector and stay. */
export function scaledShape(shape: Shape, factor: number): Shape {
  if (shape.kind === 'composite') {
    const parts = shape.parts.map((part) => ({
      ...part,
      shape: scaledLight(part.shape, factor),
      dxPx: factor * part.dxPx,
      dyPx: factor * part.dyPx,
    }))
    return { ...shape, parts }
  }
  const isDetectors =
    shape.kind === 'saturated' || shape.kind === 'cosmic-ray' || shape.kind === 'hot-pixel'
  return isDetectors ? shape : scaledLight(shape, factor)
}

function scaledLight(shape: LightShape, factor: number): LightShape {
  switch (shape.kind) {
    case 'point':
      return shape
    case 'ridge':
      return { ...shape, lengthPx: factor * shape.lengthPx, widthPx: factor * shape.widthPx }
    case 'eff': {
      const { gradient } = shape
      const [dx, dy] = gradient?.shiftPx ?? [0, 0]
      const moved = gradient && { ...gradient, shiftPx: [factor * dx, factor * dy] as const }
      return { ...shape, rEffPx: factor * shape.rEffPx, ...(moved && { gradient: moved }) }
    }
    default:
      return { ...shape, rEffPx: factor * shape.rEffPx }
  }
}
