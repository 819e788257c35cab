/**
 * The 39 fields of LEGUS (Calzetti et al. 2015, AJ 149, 51) whose public catalogues have classes by
 * people (Adamo et al. 2017, ApJ 841, 131; Cook et al. 2019, MNRAS 484, 4897). The pattern of the
 * addresses, the names of the catalogues and the filters are as published programs use them that
 * download and read them (StarcNet's among them). A field has one archive with all of its mosaics,
 * `FIELD_drc.tar.gz`; in it, `hlsp_legus_hst_<uvis|acs>_FIELD_<filter>_v1_drc.fits`.
 */
import type { PublishedField, Survey } from './published.js'

/** Field; cameras in the catalogue's name; its version; the filters that stand for B and V. */
const FIELDS = `
eso486-g021 wfc3     v2 F438W F555W
ic4247      acs-wfc3 v2 F438W F606W
ic559       wfc3     v2 F438W F555W
ngc1313-e   wfc3     v1 F435W F555W
ngc1313-w   wfc3     v1 F435W F555W
ngc1433     wfc3     v1 F438W F555W
ngc1566     wfc3     v1 F438W F555W
ngc1705     wfc3     v2 F438W F555W
ngc3274     acs-wfc3 v2 F438W F555W
ngc3344     wfc3     v1 F438W F555W
ngc3351     acs-wfc3 v1 F438W F555W
ngc3738     acs-wfc3 v2 F438W F606W
ngc4242     wfc3     v1 F438W F555W
ngc4248     acs-wfc3 v2 F438W F555W
ngc4395-n   wfc3     v1 F438W F555W
ngc4395-s   acs-wfc3 v1 F438W F555W
ngc4449     acs-wfc3 v2 F435W F555W
ngc4485     acs-wfc3 v2 F438W F555W
ngc45       wfc3     v1 F438W F555W
ngc4656     wfc3     v2 F438W F555W
ngc5238     acs-wfc3 v1 F438W F606W
ngc5253     acs-wfc3 v2 F435W F555W
ngc5474     acs-wfc3 v1 F438W F606W
ngc5477     acs-wfc3 v2 F438W F606W
ngc628-c    acs-wfc3 v1 F435W F555W
ngc628-e    acs-wfc3 v1 F435W F555W
ngc6503     wfc3     v1 F438W F555W
ngc7793-e   wfc3     v1 F438W F555W
ngc7793-w   acs-wfc3 v1 F438W F555W
ugc1249     acs-wfc3 v1 F438W F606W
ugc4305     acs-wfc3 v2 F438W F555W
ugc4459     acs-wfc3 v2 F438W F555W
ugc5139     acs-wfc3 v2 F438W F555W
ugc5340     acs-wfc3 v2 F438W F555W
ugc685      acs-wfc3 v2 F438W F606W
ugc695      acs-wfc3 v2 F438W F555W
ugc7242     wfc3     v2 F438W F555W
ugc7408     acs-wfc3 v2 F438W F606W
ugca281     acs-wfc3 v2 F438W F606W
`

/** Counted in the public catalogues, as starsift reads them. */
const N_LABELLED: Readonly<Record<string, number>> = {
  'ngc1313-e': 645,
  ngc1566: 1061,
  ngc3344: 557,
  ngc3351: 618,
  ngc4449: 1481,
  'ngc628-c': 1559,
}

export function legus(): Survey {
  return {
    name: 'legus',
    title: 'LEGUS, Legacy ExtraGalactic UV Survey',
    page: 'https://archive.stsci.edu/prepds/legus/',
    cite: 'Calzetti et al. 2015, AJ 149, 51; Adamo et al. 2017, ApJ 841, 131',
    fields: FIELDS.trim().split('\n').map(fieldOf),
  }
}

function fieldOf(line: string): PublishedField {
  const [name, cameras, version, blue, visual] = line.split(/\s+/)
  const packed = `${name}_drc.tar.gz`
  const table = `hlsp_legus_hst_${cameras}_${name}_multiband_${version}_padagb-mwext-avgapcor.tab`
  return {
    name,
    filters: ['F275W', 'F336W', blue, visual, 'F814W'],
    images: [{ name: packed, path: `legus/${name}/${packed}`, holds: 'packed mosaics' }],
    catalog: {
      name: table,
      path: `legus/${name}/cluster_catalogs/deterministic/${table}`,
      holds: 'a catalogue',
    },
    ...(N_LABELLED[name] !== undefined && { nLabelled: N_LABELLED[name] }),
  }
}
