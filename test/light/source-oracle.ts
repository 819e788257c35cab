/**
 * Extended sources by the slow sum over many small pieces, each a star: what rendering must agree
 * with.
 */
import { effProfile, intensityOf, type Mixture } from '../../src/light/profiles.js'
import { type Psf, psfAt } from '../../src/light/psf.js'
import type { EffShape } from '../../src/light/shape.js'

/** A piece of a source: px from its centre, and its share of the light. */
interface Piece {
  readonly dx: number
  readonly dy: number
  readonly share: number
}

/** Rings that grow with the radius, cut into 48 pieces, stretched to the ellipse. */
export function piecesOf(
  mixture: Mixture,
  { q, angleDeg }: { q: number; angleDeg: number },
  weight: (r: number, angle: number) => number = () => 1,
): Piece[] {
  const pieces: Piece[] = []
  const turn = (angleDeg * Math.PI) / 180
  for (let inner = 0, outer = 0.01; outer < 60; inner = outer, outer *= 1.02) {
    const r = (inner + outer) / 2
    const ring = (intensityOf(mixture, r) * Math.PI * (outer ** 2 - inner ** 2)) / 48
    for (let k = 0; k < 48; k++) {
      const angle = (2 * Math.PI * (k + 0.5)) / 48
      const [u, v] = [(r * Math.cos(angle)) / Math.sqrt(q), r * Math.sin(angle) * Math.sqrt(q)]
      const dx = u * Math.cos(turn) - v * Math.sin(turn)
      const dy = u * Math.sin(turn) + v * Math.cos(turn)
      pieces.push({ dx, dy, share: ring * weight(r, angle) })
    }
  }
  return pieces
}

export function effPieces(shape: EffShape, wavelengthNm: number): Piece[] {
  const { mixture, flat } = effProfile(shape, wavelengthNm)
  const { amount, angleDeg } = shape.lopsided ?? { amount: 0, angleDeg: 0 }
  const towards = ((angleDeg - shape.angleDeg) * Math.PI) / 180
  return piecesOf(
    mixture,
    shape,
    (r, angle) => 1 + (amount * r * Math.cos(angle - towards)) / Math.hypot(r, flat),
  )
}

/** Light in the pixel at x, y px from the source. */
export function lightAt(pieces: readonly Piece[], psf: Psf, x: number, y: number): number {
  return pieces.reduce((sum, { dx, dy, share }) => sum + share * psfAt(psf, x - dx, y - dy), 0)
}
