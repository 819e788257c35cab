/**
 * What a page shows of a field whatever its classes are: the picture of the field and the stamps of
 * the table. It is drawn while the networks run, where they have threads of their own.
 */
import type { Classification } from '../classify/index.js'
import type { MosaicSet } from '../cutouts/index.js'
import { dataUri, type FieldPicture, fieldPicture, jpegOf } from '../figures/index.js'
import type { Wcs } from '../wcs/index.js'
import type { Compass, FieldView } from './parts.js'
import { type StampSheets, stampSheets } from './stamp-sheets.js'

export interface FieldPictures {
  readonly picture: FieldPicture
  readonly field: FieldView
  readonly stamps: StampSheets
}

/** The candidates, and the card of the model that says which pixels it sees of them. */
type Drawn = Pick<Classification, 'card' | 'positions'>

/** Share of the time that the field's picture takes; the stamps take the rest. */
const FIELD_SHARE = 0.5
/** Step on the sky that tells where north and east are. */
const STEP_DEGREES = 1 / 3600

/**
 * Drawing that has begun. The mosaics must stay open until it is done; whoever does not wait for it
 * is not told of its error.
 *
 * @example const { picture } = await new FieldDrawing(mosaics, classification).drawn
 */
export class FieldDrawing {
  readonly drawn: Promise<FieldPictures>
  /** Called with the share that is drawn, 0-1. */
  onProgress: ((share: number) => void) | undefined

  constructor(mosaics: MosaicSet, candidates: Drawn) {
    this.drawn = picturesOf(mosaics, candidates, (share) => this.onProgress?.(share))
    this.drawn.catch(() => {})
  }
}

async function picturesOf(
  mosaics: MosaicSet,
  candidates: Drawn,
  onProgress: (share: number) => void,
): Promise<FieldPictures> {
  const picture = await fieldPicture(mosaics.mosaics, {
    onProgress: (share) => onProgress(FIELD_SHARE * share),
  })
  // A thread of sharp packs the picture meanwhile.
  const [field, stamps] = await Promise.all([
    fieldView(picture, mosaics),
    sheetsOf(candidates, picture, (share) => onProgress(FIELD_SHARE + (1 - FIELD_SHARE) * share)),
  ])
  return { picture, field, stamps }
}

async function fieldView(picture: FieldPicture, mosaics: MosaicSet): Promise<FieldView> {
  const { width, height, wcs, pixelScaleArcsec } = mosaics
  const { block, channels, stretch } = picture
  const src = dataUri(await jpegOf(picture))
  const compass = wcs && compassAt(wcs, (width - 1) / 2, (height - 1) / 2)
  return { src, width, height, block, channels, stretch, pixelScaleArcsec, compass }
}

function sheetsOf(
  { card, positions }: Drawn,
  { mosaics, levels }: FieldPicture,
  onProgress: (share: number) => void,
): Promise<StampSheets> {
  const { window, sizePx } = card
  return stampSheets({ mosaics, levels, ...positions, window, sizePx, onProgress })
}

/**
 * Directions of north and east at a pixel, on a page whose y points down.
 *
 * @returns undefined where the projection has no sky
 */
function compassAt(wcs: Wcs, x: number, y: number): Compass | undefined {
  const { ra, dec } = wcs.pixelToSky(x, y)
  const toNorth = wcs.skyToPixel(ra, dec + STEP_DEGREES)
  const toEast = wcs.skyToPixel(ra + STEP_DEGREES / Math.cos((dec * Math.PI) / 180), dec)
  const north = direction(toNorth.x - x, y - toNorth.y)
  const east = direction(toEast.x - x, y - toEast.y)
  return north && east && { north, east }
}

function direction(dx: number, dy: number): readonly [number, number] | undefined {
  const length = Math.hypot(dx, dy)
  return length > 0 ? [dx / length, dy / length] : undefined
}
