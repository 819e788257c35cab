/**
 * Tiles as pictures that a plain canvas can draw. A tile is stretched once for each brightness, not
 * for each frame, and only so many milliseconds of a frame are spent on it: until its turn comes, a
 * tile keeps the picture that it had.
 */
import { paintColor, TILE_PX } from '../../src/viewing/index.js'
import { type Brightness, curveOf } from './painter.js'

/** A tile of one band, in sigma above the sky; NaN where there is no data. */
export interface HeldTile {
  readonly number: number
  readonly sigma: Float32Array
}

export interface TilePicture {
  readonly image: ImageBitmap
  /** Another one for each picture that was made. */
  readonly version: number
}

interface Kept extends TilePicture {
  readonly look: string
}

const MOST_PICTURES = 96
/** Time of a frame for stretching what has an older picture already, ms. */
const BUDGET_MS = 12

export class TilePictures {
  /** Whether some pictures are still those of another brightness. */
  isBehind = false
  /** By the numbers of their bands, the least recently used first. */
  private readonly kept = new Map<string, Kept>()
  private readonly canvas = new OffscreenCanvas(TILE_PX, TILE_PX)
  private brightness: Brightness = { curve: 'asinh', black: -1, white: 120 }
  private look = ''
  private nMade = 0
  private deadline = 0

  beginFrame(brightness: Brightness): void {
    this.brightness = brightness
    this.look = Object.values(brightness).join(' ')
    this.isBehind = false
    this.deadline = performance.now() + BUDGET_MS
  }

  /** @param bands three (red, green, blue) or one */
  of(bands: readonly HeldTile[]): TilePicture {
    const name = bands.map(({ number }) => number).join('/')
    const found = this.kept.get(name)
    const isOld = found !== undefined && found.look !== this.look
    const waits = isOld && performance.now() > this.deadline
    if (waits) this.isBehind = true
    const taken = found && (!isOld || waits) ? found : this.made(bands)
    if (taken !== found) found?.image.close()
    this.kept.delete(name)
    this.kept.set(name, taken)
    this.dropOldest()
    return taken
  }

  close(): void {
    for (const { image } of this.kept.values()) image.close()
    this.kept.clear()
  }

  private made(bands: readonly HeldTile[]): Kept {
    const pen = this.canvas.getContext('2d', { willReadFrequently: true })!
    const image = pen.createImageData(TILE_PX, TILE_PX)
    paintTile(new Uint8Array(image.data.buffer), bands, this.brightness)
    pen.putImageData(image, 0, 0)
    const { look } = this
    return { image: this.canvas.transferToImageBitmap(), look, version: this.nMade++ }
  }

  private dropOldest(): void {
    for (const [name, { image }] of this.kept) {
      if (this.kept.size <= MOST_PICTURES) return
      image.close()
      this.kept.delete(name)
    }
  }
}

/** The picture of a tile, RGBA and upright. */
export function paintTile(
  rgba: Uint8Array,
  bands: readonly HeldTile[],
  brightness: Brightness,
): void {
  const [red, green, blue] = (bands.length === 3 ? bands : [bands[0], bands[0], bands[0]]).map(
    ({ sigma }) => sigma,
  )
  const { black } = brightness
  const curve = curveOf(brightness)
  for (let y = 0; y < TILE_PX; y++) {
    const to = 4 * (TILE_PX - 1 - y) * TILE_PX
    for (let x = 0; x < TILE_PX; x++) {
      const from = y * TILE_PX + x
      const at = to + 4 * x
      paintColor(rgba, at, red[from] - black, green[from] - black, blue[from] - black, curve)
      rgba[at + 3] = 255
    }
  }
}
