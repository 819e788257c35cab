/** CHECKSUM and DATASUM: by hand, and in files whose sums astropy wrote. */
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { endOfHdu, hduSums, imageHdu, readHdus } from '../../src/fits/index.js'
import { describeFile } from '../../src/verbs/index.js'
import { hasShared, sharedPath } from '../setup/peers.js'

/** One word of 1 and one of 2^32 - 1: their ones' complement sum is 1. */
const values = Int32Array.of(1, -1)

async function sums(datasum: string) {
  const cards = [{ keyword: 'DATASUM', value: datasum }]
  const bytes = imageHdu({ axes: [2], values, primary: true, cards })
  const source = memorySource(bytes)
  const [hdu] = await readHdus(source)
  expect(endOfHdu(hdu)).toBe(bytes.length)
  return hduSums(source, 0, hdu)
}

test.each([
  ['1', 'holds'],
  ['2', 'wrong'],
  ['', 'absent'],
  ['abc', 'wrong'],
] as const)('DATASUM %j %s', async (text, state) => {
  expect(await sums(text)).toEqual({ checksum: 'absent', datasum: state })
})

describe.skipIf(!hasShared('fits'))('conformance files', () => {
  test('the sums of astropy hold, also of tile-compressed images', async () => {
    for (const file of ['checksum', 'm13', 'm13_rice', 'm13_hcomp', 'compressed_with_nan']) {
      const { hdus = [] } = await describeFile(sharedPath('fits', 'files', `${file}.fits`))
      const states = new Set(hdus.flatMap(({ checksum, datasum }) => [checksum, datasum]))
      expect([...states], file).toEqual(['holds'])
    }
  })

  test('a wrong sum is told', async () => {
    const { hdus = [] } = await describeFile(sharedPath('fits', 'files', 'checksum_false.fits'))
    expect(hdus.flatMap(({ checksum, datasum }) => [checksum, datasum])).toContain('wrong')
  })
})
