/**
 * The eight symmetries of the square, by number: 4 and more begin with a left-right flip, and
 * `symmetry & 3` quarter turns follow, counterclockwise where row 0 is at the top. Pixels only
 * change places: nothing is interpolated.
 */

const known = new Map<string, Uint32Array>()

/**
 * Where each pixel of the turned stamp comes from.
 *
 * @param side px
 * @param symmetry 0 to 7
 * @example placesOf(2, 2) // [3, 2, 1, 0], the half turn
 */
export function placesOf(side: number, symmetry: number): Uint32Array {
  const key = `${side}/${symmetry}`
  const found = known.get(key)
  if (found) return found
  let places = Uint32Array.from({ length: side * side }, (_, i) => i)
  if (symmetry >= 4) places = moved(places, side, (x, y) => [side - 1 - x, y])
  for (let turn = 0; turn < (symmetry & 3); turn++) {
    places = moved(places, side, (x, y) => [side - 1 - y, x])
  }
  known.set(key, places)
  return places
}

/** @param from where the pixel that comes to (x, y) was */
function moved(
  places: Uint32Array,
  side: number,
  from: (x: number, y: number) => readonly [number, number],
): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(places, (_, i) => {
    const [x, y] = from(i % side, Math.floor(i / side))
    return places[y * side + x]
  })
}

/**
 * Stamps turned or mirrored.
 *
 * @param stamps (n, side, side): any number of planes
 * @example turned(stamps, 48, 2) // by 180 degrees
 */
export function turned(stamps: Float32Array, side: number, symmetry: number): Float32Array {
  const places = placesOf(side, symmetry)
  const out = new Float32Array(stamps.length)
  for (let start = 0; start < stamps.length; start += places.length) {
    for (let i = 0; i < places.length; i++) out[start + i] = stamps[start + places[i]]
  }
  return out
}
