/**
 * Filters without a model image, F475W and F775W. What a model image would tell (defocus, halo,
 * charge) is interpolated in wavelength between the two fitted neighbours. The wavelengths and
 * widths are those of the WFC3 and ACS instrument handbooks; widths are enlarged by the factor by
 * which the fit enlarges F438W's and F814W's, 1.2.
 */
import { FITTED_CAMERAS } from './fitted-cameras.js'

interface Fitted {
  readonly wavelengthNm: number
  readonly widthNm: number
  readonly defocusNm: number
  readonly haloShare: number
  readonly haloArcsec: number
  readonly charge: { readonly smear: number; readonly edge: number; readonly corner: number }
}

const { filters: wfc3 } = FITTED_CAMERAS['WFC3/UVIS']
const { filters: acs } = FITTED_CAMERAS['ACS/WFC']

/** By camera. */
export const FILTERS_BETWEEN = {
  'WFC3/UVIS': {
    F475W: between(wfc3.F438W, wfc3.F555W, 477.3, 161),
    F775W: between(wfc3.F606W, wfc3.F814W, 764.7, 142),
  },
  'ACS/WFC': {
    F475W: between(acs.F435W, acs.F555W, 474.7, 170),
    F775W: between(acs.F606W, acs.F814W, 769.2, 183),
  },
} as const

function between(blue: Fitted, red: Fitted, wavelengthNm: number, widthNm: number): Fitted {
  const t = (wavelengthNm - blue.wavelengthNm) / (red.wavelengthNm - blue.wavelengthNm)
  const mixed = (of: (filter: Fitted) => number) => (1 - t) * of(blue) + t * of(red)
  return {
    wavelengthNm,
    widthNm,
    defocusNm: mixed(({ defocusNm }) => defocusNm),
    haloShare: mixed(({ haloShare }) => haloShare),
    haloArcsec: mixed(({ haloArcsec }) => haloArcsec),
    charge: {
      smear: mixed(({ charge }) => charge.smear),
      edge: mixed(({ charge }) => charge.edge),
      corner: mixed(({ charge }) => charge.corner),
    },
  }
}
