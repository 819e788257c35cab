/** How large what is packed may be: keywords are believed as far as the file pays for it. */
import { InputError } from '../errors.js'
import type { Hdu } from './hdu.js'

/** A tile takes memory before any byte of it is seen. */
const LARGEST_TILE_BYTES = 2 ** 30
/** A blank mosaic packs a thousandfold. What says more than this of itself lies. */
const MOST_FOLD = 2000
const ALWAYS_ALLOWED = 2 ** 28

/** @throws InputError if the whole, or one tile of it, is too large */
export function refuseLargeUnpacked(
  packed: Hdu,
  what: 'image' | 'table',
  { byteLength, tileBytes, shape, tileShape }: UnpackedSize,
): void {
  const most = Math.max(ALWAYS_ALLOWED, MOST_FOLD * packed.dataLength)
  if (tileBytes <= LARGEST_TILE_BYTES && byteLength <= most) return
  const isTile = tileBytes > LARGEST_TILE_BYTES
  throw new InputError({
    what: isTile ? 'tiles that are too large' : `a packed ${what} that is too large for its bytes`,
    where: packed.header.where,
    expected: `at most ${isTile ? LARGEST_TILE_BYTES : most} bytes`,
    got: `${isTile ? tileBytes : byteLength} (${isTile ? tileShape : shape})`,
    remedy: isTile ? 'unpack it with funpack' : 'get the file again: it is damaged',
  })
}

export interface UnpackedSize {
  readonly byteLength: number
  readonly tileBytes: number
  /** In words, e.g. `2000 x 2000 px`. */
  readonly shape: string
  readonly tileShape: string
}
