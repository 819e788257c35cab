/**
 * A point spread function from a picture of a star in place of a pupil: a model image of another
 * program, or a mean of real stars. Artefacts of the detector (`transfers.charge`, `pixel`) and the
 * light beyond the picture are those of the fitted camera.
 */

import { bandLimit } from './detector.js'
import { complexPicture, transform } from './fft.js'
import type { Psf } from './psf.js'
import { Spline } from './spline.js'
import { frequencyOf, GRID_SIDE, OVERSAMPLING } from './telescope.js'
import { lightOfWings, sampledShare, WINGS_FULL_PX, wingsOf } from './wings.js'

/**
 * The point spread function with a picture as its image.
 *
 * @param base of the same camera and filter
 * @param lightAt flux per pixel of a star of any flux at x, y px from it, the pixel's blur
 *   included, within 62 px; smooth enough for samples every quarter of a pixel
 * @param spikeDeg direction of a spike in the picture
 * @example
 * const softer = hubblePsf('WFC3/UVIS', 'F555W', { jitterPx: 1 })
 * picturedPsf(softer, (x, y) => Math.exp(-(x * x + y * y) / 2), 45)
 */
export function picturedPsf(
  base: Psf,
  lightAt: (x: number, y: number) => number,
  spikeDeg: number,
): Psf {
  const image = complexPicture(GRID_SIDE)
  const place = (k: number) => (frequencyOf(k) * GRID_SIDE) / OVERSAMPLING ** 2
  let total = 0
  for (let i = 0; i < image.re.length; i++) {
    const [x, y] = [place(i % GRID_SIDE), place(Math.floor(i / GRID_SIDE))]
    const r = Math.hypot(x, y)
    if (r >= WINGS_FULL_PX) continue
    image.re[i] = lightAt(x, y) * sampledShare(r)
    total += image.re[i] / OVERSAMPLING ** 2
  }
  const wings = wingsOf(lightAt, base.wavelengthNm, spikeDeg)
  total += lightOfWings(wings, (r) => 1 - sampledShare(r))
  for (let i = 0; i < image.re.length; i++) image.re[i] /= total * OVERSAMPLING ** 2
  transform(image, -1)
  return {
    ...base,
    core: Spline.ofTransfer(image),
    wings: { ...wings, smooth: wings.smooth / total, spike: wings.spike / total },
    transfers: { ...base.transfers, light: { picture: image, limit: bandLimit(image, 1e-4) } },
  }
}
