/** The point spread functions against Hubble's model images. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CAMERAS, type Camera } from '../../src/light/cameras.js'
import { fingerprintOf } from '../setup/fingerprint.js'
import { expectStored } from '../setup/golden.js'
import { hasShared } from '../setup/peers.js'
import { describedLight, describedPixels, modelPixels } from './model-stars.js'

const places = JSON.parse(readFileSync('test/golden/psf-places.json', 'utf8'))

/** Filters with a model image; F475W and F775W are interpolated between their neighbours. */
const cases = (Object.keys(CAMERAS) as Camera[]).flatMap((camera) =>
  Object.keys(CAMERAS[camera].filters)
    .filter((filter) => places[camera][filter])
    .map((filter) => ({ camera, filter })),
)

test('ten filters have a model image', () => expect(cases).toHaveLength(10))

describe.skipIf(!hasShared('psf'))('model images, within 5 px', () => {
  test.each(cases)('$camera $filter', async ({ camera, filter }) => {
    const model = await modelPixels(camera, filter, places[camera][filter], 5)
    const ours = describedPixels(camera, filter, model)
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
    const light = sum(model.map((pixel) => pixel.light))
    // Model images end at 3" and hold a sum of 1 there: only shapes are compared.
    const scale = light / sum(ours)
    const off = model.map((pixel, i) => Math.abs(pixel.light - scale * ours[i]))
    const residual = sum(off) / light
    const rms = Math.sqrt(sum(off.map((d) => d * d)) / off.length)
    console.log(
      `${camera} ${filter}: residual ${(100 * residual).toFixed(2)} %, rms ${rms.toExponential(1)}, ` +
        `peak ${Math.max(...off).toExponential(1)} of the star's flux; scale ${scale.toFixed(3)}`,
    )
    expect(residual).toBeLessThan(0.03)
  })
})

/** Our description, which the model images above judge; a change of it is told. */
test('what is stored is what is described', () => {
  const described = cases.map(({ camera, filter }) => {
    return [`${camera} ${filter}`, fingerprintOf(describedLight(camera, filter))]
  })
  const made = 'src/light/psf.ts, after its comparison with model images'
  expectStored('psf', made, Object.fromEntries(described))
})
