/** Every projection against wcslib's live answers (test/reference/wcs_projections.py). */
import { expect, test } from 'vitest'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, runPython, withPython } from '../setup/peers.js'
import { expectMap, type MapAnswer } from './expect-map.js'
import { mapPixels, mapSky, projectionHeaders } from './projection-cases.js'

withPython('astropy', 'projections', () => {
  const names = Object.keys(projectionHeaders)

  test('as wcslib has them, and as stored', () => {
    const cases = names.map((name) => ({
      ...{ header: projectionHeaders[name], pixels: mapPixels, sky: mapSky },
    }))
    const answers = answersOf<MapAnswer[]>('wcs_projections.py', cases)
    const told = Object.fromEntries(names.map((name, i) => [name, answers[i]]))
    expectStored('wcs-projections', madeBy('wcs_projections.py', 'astropy'), told)
    for (const name of names) expectMap(name, projectionHeaders[name], told[name])
  })

  test("Hubble's tables, as stored", () => {
    const { pixels, sky, file } = JSON.parse(runPython('wcs_tables.py'))
    expectStored('wcs-tables', madeBy('wcs_tables.py', 'astropy'), { file, pixels, sky })
    expect(sky).toHaveLength(pixels.length)
  })
})
