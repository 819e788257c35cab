/**
 * What a simulated source looks like, apart from its flux: a tagged union of plain JSON, so that
 * the truth catalogue can hold it. Lengths are pixels of the mosaic (0.03962"); angles are degrees
 * from +x towards +y. A shape may change with wavelength: then its lengths and shares follow powers
 * of `wavelength / 555 nm`. Shares are normalised again in each band, so that the flux of the band
 * does not change.
 */

export type SourceShape =
  | LightShape
  | CompositeShape
  | SaturatedShape
  | CosmicRayShape
  | HotPixelShape

/** Shapes that a composite is made of. */
export type LightShape = PointShape | EffShape | SersicShape | SpiralShape | RidgeShape

export interface PointShape {
  readonly kind: 'point'
}

/**
 * I ~ (1 + m^2 / a^2)^(-gamma / 2) (Elson, Fall & Freeman 1987, ApJ 323, 54), m the elliptical
 * radius of an axis ratio `q` at unchanged area, cut smoothly at `truncation` effective radii
 * (profiles.ts).
 */
export interface EffShape {
  readonly kind: 'eff'
  /** Effective radius at 555 nm, px: half of the light lies inside. */
  readonly rEffPx: number
  /** Above 2. */
  readonly gamma: number
  /** In units of `rEffPx`. */
  readonly truncation: number
  /** Minor over major axis, in (0, 1]. */
  readonly q: number
  /** Direction of the major axis. */
  readonly angleDeg: number
  /** The light is multiplied by 1 + amount * (distance along the angle) / sqrt(m^2 + a^2). */
  readonly lopsided?: { readonly amount: number; readonly angleDeg: number }
  /**
   * The effective radius is multiplied by (wavelength / 555 nm)^sizeSlope, and the centre moves by
   * shiftPx * log10(wavelength / 555 nm).
   */
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

/** An exponential disc times 1 + contrast * cos(nArms * (azimuth - winding of the arms)). */
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
 * A straight ridge, as detection finds along the edge of a chip: a Gaussian of sigma `widthPx`
 * across it; its ends are softened by a sixth of its length.
 */
export interface RidgeShape {
  readonly kind: 'ridge'
  readonly lengthPx: number
  readonly widthPx: number
  readonly angleDeg: number
}

/** Several sources that are one candidate: a pair, an association, a bulge and a disc. */
export interface CompositeShape {
  readonly kind: 'composite'
  readonly parts: readonly Part[]
}

export interface Part {
  readonly shape: LightShape
  readonly dxPx: number
  readonly dyPx: number
  /** Share of the flux at 555 nm; the shares sum to 1. */
  readonly share: number
  /** Before normalisation the share is multiplied by (wavelength / 555 nm)^colour. */
  readonly colour: number
}

/**
 * A star above the full well: pixels are clipped, and the charge that they lose runs along the
 * column. The candidate may lie away from the star, for example on a spike.
 */
export interface SaturatedShape {
  readonly kind: 'saturated'
  /** Offset of the star from the candidate. */
  readonly dxPx: number
  readonly dyPx: number
  /** Clipping level, e-/s per pixel. */
  readonly fullWell: number
  /** Direction of the detector's columns in the mosaic. */
  readonly columnDeg: number
}

/** A track that cosmic-ray rejection has missed, in one filter; it is sharper than a star. */
export interface CosmicRayShape {
  readonly kind: 'cosmic-ray'
  readonly filter: string
  readonly lengthPx: number
  readonly angleDeg: number
}

/** A pixel with too much dark current, in one filter. */
export interface HotPixelShape {
  readonly kind: 'hot-pixel'
  readonly filter: string
}

/** A source of a mosaic, in one band. */
export interface Source {
  /** Position of the candidate in the mosaic: 0-based, integers are the centres of pixels. */
  readonly x: number
  readonly y: number
  readonly shape: SourceShape
  /** Total flux in the band, e-/s; for `saturated` the flux of the star. */
  readonly flux: number
}

/** Scale of LEGUS and PHANGS mosaics, arcsec per pixel. */
export const PIXEL_ARCSEC = 0.03962

/** @example pcToPx(3, 10) // 1.56: three parsec at ten megaparsec */
export function pcToPx(pc: number, distanceMpc: number): number {
  return ((pc / (distanceMpc * 1e6)) * (180 / Math.PI) * 3600) / PIXEL_ARCSEC
}

/**
 * The shape with all its lengths multiplied: the same source at another distance, or a more or less
 * compact one. Full well and track length belong to the detector and stay.
 */
export function scaledShape(shape: SourceShape, factor: number): SourceShape {
  if (shape.kind === 'composite') {
    const parts = shape.parts.map((part) => ({
      ...part,
      shape: scaledLight(part.shape, factor),
      dxPx: factor * part.dxPx,
      dyPx: factor * part.dyPx,
    }))
    return { ...shape, parts }
  }
  const isOfDetector =
    shape.kind === 'saturated' || shape.kind === 'cosmic-ray' || shape.kind === 'hot-pixel'
  return isOfDetector ? shape : scaledLight(shape, factor)
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
