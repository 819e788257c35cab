/** Fields by name, and that the table of them is one that can be. */
import { describe, expect, test } from 'vitest'
import {
  fieldNamed,
  isFieldName,
  publishedField,
  surveyNamed,
  surveys,
} from '../../src/archives/index.js'

test('39 fields of LEGUS, and 39 of PHANGS-HST, which is 38 galaxies', () => {
  expect(surveys().map(({ name, fields }) => [name, fields.length])).toEqual([
    ['legus', 39],
    ['phangs', 39],
  ])
  for (const { fields } of surveys()) {
    const paths = fields.flatMap(({ images, catalog }) => [...images, catalog])
    expect(new Set(paths.map(({ path }) => path)).size).toBe(paths.length)
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length)
    for (const { filters } of fields) expect(filters).toHaveLength(5)
  }
  const withF606W = surveys()[0].fields.filter(({ filters }) => filters[3] === 'F606W')
  expect(withF606W).toHaveLength(9)
})

test('addresses', () => {
  const { field } = publishedField('legus:ngc1566')
  expect([...field.images, field.catalog].map(({ path }) => path)).toEqual([
    'legus/ngc1566/ngc1566_drc.tar.gz',
    'legus/ngc1566/cluster_catalogs/deterministic/' +
      'hlsp_legus_hst_wfc3_ngc1566_multiband_v1_padagb-mwext-avgapcor.tab',
  ])
  const { field: other } = publishedField('phangs:ngc1300')
  expect(other.images.map(({ name }) => name)).toEqual([
    'hlsp_phangs-hst_hst_wfc3-uvis_ngc1300mosaic_f275w_v1_exp-drc-sci.fits',
    'hlsp_phangs-hst_hst_wfc3-uvis_ngc1300mosaic_f336w_v1_exp-drc-sci.fits',
    'hlsp_phangs-hst_hst_acs-wfc_ngc1300mosaic_f435w_v1_exp-drc-sci.fits',
    'hlsp_phangs-hst_hst_acs-wfc_ngc1300mosaic_f555w_v1_exp-drc-sci.fits',
    'hlsp_phangs-hst_hst_acs-wfc_ngc1300mosaic_f814w_v1_exp-drc-sci.fits',
  ])
})

describe('names', () => {
  test.each([
    ['legus:ngc1566', 'ngc1566'],
    ['LEGUS:NGC 1566', 'ngc1566'],
    ['legus:ngc_1566', 'ngc1566'],
    ['legus:NGC0628c', 'ngc628-c'],
    ['phangs:ngc628-c', 'ngc628c'],
  ])('%s', (text, name) => {
    expect(isFieldName(text)).toBe(true)
    expect(publishedField(text).field.name).toBe(name)
  })

  test.each(['ngc1566', 'C:\\data', 'C:/data', './legus:ngc1566', 'legus:', 'http://x', 'a:b'])(
    '%s is none',
    (text) => expect(isFieldName(text)).toBe(false),
  )

  test('the nearest, or the parts of a galaxy', () => {
    const legus = surveyNamed('legus')
    expect(() => fieldNamed(legus, 'ngc1556')).toThrow(
      'no field ngc1556 of legus; did you mean ngc1566?',
    )
    expect(() => fieldNamed(legus, 'NGC 628')).toThrow('it has ngc628-c and ngc628-e')
    expect(() => fieldNamed(legus, 'andromeda')).toThrow('`starsift pull --list legus` lists them')
    expect(() => surveyNamed('phang')).toThrow(
      'no survey phang: expected legus, phangs; did you mean phangs?',
    )
  })
})
