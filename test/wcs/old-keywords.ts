/** Headers in other words, each with the plain header that has the same sky. */
import { drizzled, type Keywords, linear, untold } from './headers.js'

interface Words {
  readonly keywords: Keywords
  readonly like: Keywords
}

const cdelt = { CDELT1: -1.1e-5, CDELT2: 1.2e-5 }

const drafted = (name: string, from: Keywords): Keywords =>
  Object.fromEntries(
    Object.entries(from).map(([key, value]) => [
      key.replace(/^[A-Z]+(\d)_(\d)$/, `${name}00$100$2`),
      value,
    ]),
  )

export const sameSky: Record<string, Words> = {
  'PC001001 with CDELT': {
    keywords: untold({ ...cdelt, ...drafted('PC', linear('PC', 1, 130)) }),
    like: untold({ ...cdelt, ...linear('PC', 1, 130) }),
  },
  'PC001001 in degrees, without CDELT': {
    keywords: untold(drafted('PC', linear('CD', 0.04, 35))),
    like: drizzled(),
  },
  'PC001001 partly left out': {
    keywords: untold({ ...cdelt, PC001002: 0.2 }),
    like: untold({ ...cdelt, PC1_2: 0.2 }),
  },
  'PC001001 beside CROTA2': {
    keywords: untold({ ...cdelt, ...drafted('PC', linear('PC', 1, 20)), CROTA2: 12 }),
    like: untold({ ...cdelt, ...linear('PC', 1, 20) }),
  },
  'PV at the defaults': {
    keywords: drizzled({ PV1_1: 0, PV1_2: 90, PV1_3: 180 }),
    like: drizzled(),
  },
  'PV at the defaults, with zeros and LATPOLE': {
    keywords: drizzled({ PV1_0: 0, PV1_2: 90, PV1_4: 12, PV2_1: 0, PV2_2: 0 }),
    like: drizzled(),
  },
  'LONPOLE as PV1_3': { keywords: drizzled({ PV1_3: 30 }), like: drizzled({ LONPOLE: 30 }) },
  'PV1_3 against LONPOLE': {
    keywords: drizzled({ PV1_3: 30, LONPOLE: 50 }),
    like: drizzled({ LONPOLE: 30 }),
  },
  'LONGPOLE at the default': { keywords: drizzled({ LONGPOLE: 180 }), like: drizzled() },
  'TPV of the identity': {
    keywords: drizzled({ CTYPE1: 'RA---TPV', CTYPE2: 'DEC--TPV', PV1_1: 1, PV2_1: 1 }),
    like: drizzled(),
  },
  'WCSAXES, and other descriptions of the image': {
    keywords: drizzled({ WCSAXES: 2, CTYPE1A: 'XX', CTYPE2A: 'YY', CRVAL1A: 7, CDELT1P: 2 }),
    like: drizzled(),
  },
  'a third axis of one pixel': {
    keywords: drizzled({ CTYPE3: 'WAVE', CRPIX3: 1, CRVAL3: 5e-7, CD3_3: 1, CD1_3: 0 }),
    like: drizzled(),
  },
}
