/** Several fields in one data set file, as astropy reads it. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hasPython, runPython } from '../setup/peers.js'
import { cut, useFieldFolder, writeField } from './field-files.js'

useFieldFolder()

test.skipIf(!hasPython('astropy'))(
  'astropy reads bands, scale, crop, resampling and sources',
  async () => {
    const fields = [writeField('a'), writeField('b', { crval: 40 })]
    const { out } = await cut(fields, { crop: 5, size: 12, resample: 'bilinear' })
    const { header, shape, rows, columns } = JSON.parse(runPython('cutouts_dataset.py', out))
    expect(shape).toEqual([6, 2, 12, 12])
    expect(header).toMatchObject({
      ...{ BAND1: 'F275W', BAND2: 'F555W', CROPPX: 5, RESAMPLE: 'bilinear', WINDOW: 'centred' },
      ...{ FIELD1: 'a', FIELD2: 'b', SRC2_2: join(fields[1].images[0], 'F555W.fits') },
    })
    const place = columns.indexOf('cutout_field')
    expect(rows.map((row: unknown[]) => row.slice(place, place + 2))).toEqual([
      ...[1, 2, 3].map((id) => ['a', `${id}`]),
      ...[1, 2, 3].map((id) => ['b', `${id}`]),
    ])
  },
)
