/**
 * The fields of PHANGS-HST (Lee et al. 2022, ApJS 258, 10): 38 galaxies, of which NGC 628 has two
 * fields. Catalogues (PHANGS-CAT, data release 4; Maschmann et al. 2024) come as one archive for
 * each field. Its address and the names in it are as the team's own programs use them. Of the
 * mosaics the names are known, and the folder `phangs-hst/FIELD/` is assumed after the archive's
 * custom: docs/guide/archives.md says what to do where it is another.
 */
import type { PublishedField, PublishedFile, Survey } from './published.js'

/** The bands of most fields, all with WFC3/UVIS. */
const UVIS = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W'] as const
const ACS = ['F435W', 'F555W', 'F814W'] as const

/** Fields with bands of ACS/WFC; in F275W and F336W they have WFC3/UVIS, too. */
const WITH_ACS: Readonly<Record<string, readonly string[]>> = {
  ngc628c: ACS,
  ngc628e: ['F435W', 'F814W'],
  ngc1300: ACS,
  ngc1672: ACS,
  ngc3621: ACS,
}

/** Field, and `mosaic` where the files have this word behind its name. */
const FIELDS = `
ic1954, ic5332, ngc628c, ngc628e, ngc685, ngc1087, ngc1097 mosaic, ngc1300 mosaic, ngc1317, ngc1365,
ngc1385, ngc1433, ngc1512 mosaic, ngc1559, ngc1566, ngc1672 mosaic, ngc1792, ngc2775, ngc2835,
ngc2903 mosaic, ngc3351 mosaic, ngc3621 mosaic, ngc3627 mosaic, ngc4254 mosaic, ngc4298, ngc4303,
ngc4321 mosaic, ngc4535, ngc4536 mosaic, ngc4548, ngc4569, ngc4571, ngc4654, ngc4689, ngc4826,
ngc5068 mosaic, ngc5248, ngc6744 mosaic, ngc7496
`

export function phangs(): Survey {
  return {
    name: 'phangs',
    title: 'PHANGS-HST, Physics at High Angular resolution in Nearby GalaxieS',
    page: 'https://archive.stsci.edu/hlsp/phangs-hst',
    cite: 'Lee et al. 2022, ApJS 258, 10; Maschmann et al. 2024, ApJS 273, 14',
    fields: FIELDS.split(',').map((text) => fieldOf(text.trim())),
    candidates: /[-_]candidates\.fits$/,
  }
}

function fieldOf(text: string): PublishedField {
  const [name, suffix = ''] = text.split(' ')
  const acs = WITH_ACS[name] ?? []
  const isB = acs.includes('F435W') ? 'F435W' : 'F438W'
  const filters = UVIS.map((filter) => (filter === 'F438W' ? isB : filter))
  const cameraOf = (filter: string) => (acs.includes(filter) ? 'acs-wfc' : 'wfc3-uvis')
  const packed = `hlsp_phangs-cat_hst_acs-uvis_${name}_multi_v1_cats.tar.gz`
  return {
    name,
    filters,
    images: filters.map((filter) => mosaicOf(name, `${name}${suffix}`, filter, cameraOf(filter))),
    catalog: {
      name: packed,
      path: `phangs-cat/dr4/bundles/${packed}`,
      holds: 'packed catalogues',
    },
  }
}

function mosaicOf(field: string, target: string, filter: string, camera: string): PublishedFile {
  const name = `hlsp_phangs-hst_hst_${camera}_${target}_${filter.toLowerCase()}_v1_exp-drc-sci.fits`
  return { name, path: `phangs-hst/${field}/${name}`, holds: 'a mosaic' }
}
