/**
 * The numbers behind the point spread functions: {pixel geometry, wavefront} for each camera,
 * {band, defocus, halo, smear, diffusion of charge} for each filter. scripts/fit_psf.py wrote them
 * from Tiny Tim images of stars of 5000 K (Krist, Hook & Stoehr 2011, SPIE 8127, 81270J). The
 * diffusion is the one that those images ask for. cameras.ts says what each number is.
 */
export const FITTED_CAMERAS = {
  'WFC3/UVIS': {
    pixel: {
      rowArcsec: 0.03899,
      columnArcsec: 0.0391,
      skewDeg: 4.591,
    },
    pupilDeg: 45.541,
    maxOrder: 14,
    wavefrontNm: [
      -0.79, 2.85, -0.02, -0.51, 1.86, -2.3, -0.97, -2.41, -3.48, 3.68, 2.7, 2.01, 0.6, 0.83, 3.45,
      -0.38, -0.2, -1.05, 0.71, 0.71, -1.92, -4.1, 5.7, 2.06, -2.44, 0.21, 1.07, -0.65, -3.18, 0.85,
      1.78, 0.92, -1.31, -0.53, 0.75, 0.01, -1.48, 4.38, -0.12, 2.77, 0.83, 0.71, 0.54, 0.45, -0.17,
      -0.01, 2.81, -1.58, 1.18, 0.67, -0.5, -0.94, -0.62, -1.82, 1.84, 0.06, -0.16, -0.75, 4.73,
      -0.01, 1.32, 1.83, 0.64, -1.82, 0.05, 0.32, 0.06, -0.51, -2.77, -0.98, 1.74, -0.9, 0.13, 1.88,
      0.2, -0.92, 0.72, -1.35, 1.42, -1.02, 0.85, -1.76, -4.56, 3.89, 1.04, 0.41, 1.75, -0.72, 0.46,
      -0.82, 1.38, 0.09, -0.66, 1.53, 3.7, -5.29, 2.86, -0.23, 0.07, -0.43, 1.47, -0.44, -0.2,
      -1.84, 0.64, 0.83, -1.37, 0.98, -1.32, -3.66, 3.76, -0.06, 1.45, -2.1, 0.55, -1.12, 1.13,
    ],
    filters: {
      F275W: {
        wavelengthNm: 268.1,
        widthNm: 47.1,
        defocusNm: -5.63,
        haloShare: 0.0906,
        haloArcsec: 0.2574,
        charge: {
          smear: 0.0,
          edge: 0.042535,
          corner: 0.003009,
        },
      },
      F336W: {
        wavelengthNm: 329.4,
        widthNm: 42.8,
        defocusNm: -7.07,
        haloShare: 0.0874,
        haloArcsec: 0.4923,
        charge: {
          smear: 0.0052,
          edge: 0.039835,
          corner: 0.002153,
        },
      },
      F438W: {
        wavelengthNm: 427.1,
        widthNm: 72.5,
        defocusNm: 5.22,
        haloShare: 0.0292,
        haloArcsec: 0.36,
        charge: {
          smear: 0.0,
          edge: 0.03935,
          corner: 0.002127,
        },
      },
      F555W: {
        wavelengthNm: 530.4,
        widthNm: 174.0,
        defocusNm: 4.47,
        haloShare: 0.0319,
        haloArcsec: 0.5422,
        charge: {
          smear: 0.0086,
          edge: 0.038777,
          corner: 0.002096,
        },
      },
      F606W: {
        wavelengthNm: 592.9,
        widthNm: 221.3,
        defocusNm: 3.27,
        haloShare: 0.0315,
        haloArcsec: 0.6331,
        charge: {
          smear: 0.0077,
          edge: 0.038414,
          corner: 0.002076,
        },
      },
      F814W: {
        wavelengthNm: 790.3,
        widthNm: 205.8,
        defocusNm: 2.6,
        haloShare: 0.0251,
        haloArcsec: 0.6909,
        charge: {
          smear: 0.0584,
          edge: 0,
          corner: 0,
        },
      },
    },
  },
  'ACS/WFC': {
    pixel: {
      rowArcsec: 0.04886,
      columnArcsec: 0.04939,
      skewDeg: 3.887,
    },
    pupilDeg: 92.102,
    maxOrder: 14,
    wavefrontNm: [
      -0.09, -8.88, 16.29, 4.2, 0.61, 2.84, 8.24, 3.81, 0.48, 5.52, 1.97, -0.93, 0.24, 0.29, 1.53,
      7.31, -0.87, 0.95, -0.38, -0.08, -2.14, 5.08, -0.23, -0.76, 3.42, -0.36, -0.1, 1.82, -0.42,
      -4.96, -3.2, 0.06, 1.52, -0.93, -1.02, -1.48, -0.22, -7.26, 0.14, 0.13, 1.03, 0.86, 0.16,
      -1.0, 0.78, 1.35, -0.21, 6.53, -1.57, -0.38, 0.68, 0.71, 0.77, -0.29, -0.48, -2.04, -4.65,
      3.26, -0.26, 2.14, -0.59, 0.33, 0.13, 0.97, 0.3, -0.02, -0.5, 0.95, 1.64, -0.82, -1.48, -0.97,
      0.21, -1.81, 0.93, -0.33, -0.06, 0.01, -0.84, -0.56, -0.52, 4.92, -0.98, 0.84, 1.45, 0.54,
      -1.85, -0.81, -0.1, 0.98, -0.74, 0.42, 0.15, -1.85, -0.95, 7.64, -2.43, -1.4, 0.4, 0.53,
      -0.68, -0.46, -0.13, 0.27, 0.18, -1.46, -0.72, 0.33, -3.4, -1.87, 1.21, -0.04, -0.31, 1.15,
      -1.14, 1.43, -0.48,
    ],
    filters: {
      F435W: {
        wavelengthNm: 428.9,
        widthNm: 88.2,
        defocusNm: -2.37,
        haloShare: 0.0397,
        haloArcsec: 0.1419,
        charge: {
          smear: 0.0,
          edge: 0.109405,
          corner: 0.037192,
        },
      },
      F555W: {
        wavelengthNm: 531.2,
        widthNm: 123.2,
        defocusNm: -2.45,
        haloShare: 0.0276,
        haloArcsec: 0.1246,
        charge: {
          smear: 0.0,
          edge: 0.086843,
          corner: 0.026667,
        },
      },
      F606W: {
        wavelengthNm: 593.6,
        widthNm: 210.1,
        defocusNm: -2.35,
        haloShare: 0.0233,
        haloArcsec: 0.1401,
        charge: {
          smear: 0.0015,
          edge: 0.078029,
          corner: 0.023504,
        },
      },
      F814W: {
        wavelengthNm: 796.4,
        widthNm: 203.4,
        defocusNm: -1.72,
        haloShare: 0.0133,
        haloArcsec: 0.2494,
        charge: {
          smear: 0.0126,
          edge: 0.065702,
          corner: 0.01513,
        },
      },
    },
  },
} as const
