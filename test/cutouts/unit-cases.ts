/** BUNIT in many spellings, with the keywords they need, and 1 of it in e-/s. */

export interface UnitCase {
  readonly unit: string
  /** The same for astropy.units, which has no DN/s in capitals. */
  readonly astropy: string
  readonly keywords?: Record<string, number | string>
  /** What 1 of the unit is in e-/s. */
  readonly rate: number
  /** What the note says after the band; absent where nothing is converted. */
  readonly how?: string
}

const time = { EXPTIME: 2400 }
const bright = { PHOTFLAM: 2e-19, PHOTPLAM: 5000 }
const perPixel = ((0.0396 * Math.PI) / 648000) ** 2
/** f_lambda of 1 Jy at 5000 A, erg/s/cm2/A: 1e-23 c / lambda^2. */
const janskyPerAngstrom = (1e-23 * 2.99792458e18) / 5000 ** 2
const jansky = janskyPerAngstrom / 2e-19

const rates = (units: string[]): UnitCase[] =>
  units.map((unit) => ({ unit, astropy: 'electron / s', rate: 1 }))

export const unitCases: UnitCase[] = [
  ...rates(['ELECTRONS/S', 'electrons/s', 'electron s-1', 'electrons / sec', 'e-/s', 'e/s']),
  ...rates(['E-/S', 'e- s-1', 'e- s^-1', 'electron*s**-1', 'electron.s-1', 'electron s^(-1)']),
  ...rates(['electrons/second', 'electrons per second', 'ELECTRON / S', 'e-/sec/pix']),
  ...['ELECTRONS', 'electron', 'e-', 'e', 'Electrons', 'e-/pix'].map((unit) => ({
    ...{ unit, astropy: 'electron', keywords: time, rate: 1 / 2400 },
    how: `${unit} / EXPTIME 2400`,
  })),
  ...['COUNTS', 'counts', 'count', 'ct', 'DN', 'ADU', 'dn'].map((unit) => ({
    ...{ unit, astropy: 'ct', keywords: { ...time, CCDGAIN: 1.5 }, rate: 1.5 / 2400 },
    how: `${unit} * CCDGAIN 1.5 / EXPTIME 2400`,
  })),
  ...['COUNTS/S', 'counts/s', 'count s-1', 'cps', 'DN/s', 'DN/S', 'ct / s', 'adu/sec'].map(
    (unit) => ({
      ...{ unit, astropy: 'ct / s', keywords: { ...time, GAIN: 2 }, rate: 2 },
      how: `${unit} * GAIN 2`,
    }),
  ),
  { unit: 'DN', astropy: 'ct', keywords: { ATODGAIN: 7, EXPTIME: 100 }, rate: 0.07 },
  { unit: 'electron / min', astropy: 'electron / min', rate: 1 / 60 },
  { unit: 'Jy', astropy: 'Jy', keywords: bright, rate: jansky },
  { unit: 'nJy', astropy: 'nJy', keywords: bright, rate: 1e-9 * jansky },
  { unit: 'uJy', astropy: 'uJy', keywords: bright, rate: 1e-6 * jansky },
  { unit: 'mJy', astropy: 'mJy', keywords: bright, rate: 1e-3 * jansky },
  { unit: 'JY', astropy: 'Jy', keywords: bright, rate: jansky },
  { unit: 'MJy/sr', astropy: 'MJy / sr', keywords: bright, rate: 1e6 * perPixel * jansky },
  { unit: 'MJy sr-1', astropy: 'MJy / sr', keywords: bright, rate: 1e6 * perPixel * jansky },
  {
    ...{ unit: 'uJy/arcsec2', astropy: 'uJy / arcsec2', keywords: bright },
    rate: 1e-6 * 0.0396 ** 2 * jansky,
  },
  { unit: 'erg/s/cm2/A', astropy: 'erg / (s cm2 Angstrom)', keywords: bright, rate: 5e18 },
  {
    ...{ unit: 'erg cm-2 s-1 Angstrom-1', astropy: 'erg / (s cm2 Angstrom)', keywords: bright },
    rate: 5e18,
  },
  { unit: 'ERG/S/CM^2/A', astropy: 'erg / (s cm2 Angstrom)', keywords: bright, rate: 5e18 },
  {
    ...{ unit: '10**-20 erg/(s cm2 Angstrom)', astropy: '1e-20 erg / (s cm2 Angstrom)' },
    ...{ keywords: bright, rate: 0.05 },
  },
  {
    ...{ unit: 'W/m2/um', astropy: 'W / (m2 um)', keywords: bright },
    rate: 0.1 / 2e-19,
  },
  {
    ...{ unit: 'erg/s/cm2/Hz', astropy: 'erg / (s cm2 Hz)', keywords: bright },
    rate: 1e23 * jansky,
  },
  {
    ...{ unit: 'nanomaggy', astropy: '3.631e-6 Jy', keywords: bright, rate: 3.631e-6 * jansky },
  },
  {
    ...{ unit: 'erg/s/cm2/A', astropy: 'erg / (s cm2 Angstrom)', rate: 7 * 5e18 },
    keywords: { ...bright, INSTRUME: 'WFPC2', DETECTOR: '', ATODGAIN: 7 },
  },
]
