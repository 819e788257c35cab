/**
 * The numbers behind the point spread functions: {pixel geometry, wavefront} of each camera, {band, defocus, halo,
 * smear, diffusion of charge} of each filter. Written by scripts/fit-psf.py from Tiny Tim images of stars of
 * 5000 K (Krist, Hook & Stoehr 2011, SPIE 8127, 81270J); diffusion is what those images say should be applied.
 */
import type { Camera, CameraOptics } from './psf-camera.js'

export const CAMERAS: Readonly<Record<Camera, CameraOptics>> = {
  'WFC3/UVIS': {
    pixel: {
      rowArcsec: 0.03911,
      columnArcsec: 0.03922,
      skewDeg: 4.233,
    },
    pupilDeg: 45.28,
    maxOrder: 12,
    wavefrontNm: [
      0.05, 4.04, 0.04, -0.19, 3.66, -3.98, -1.4, -1.47, -2.75, 3.87, 2.68, -0.63, 0.42, 1.16,
      -0.95, 3.11, -0.12, -0.76, -0.19, 1.78, -1.45, -1.5, 4.63, -0.58, -0.84, 0.0, 0.4, -0.18,
      0.16, -2.35, 2.33, 0.42, -0.71, -0.51, -2.02, 1.04, 0.47, 4.91, 1.48, -1.31, 3.32, 0.74,
      -0.58, 0.91, -0.5, -0.61, -2.92, 4.24, 0.37, 0.0, -0.2, -1.28, -0.8, -2.0, 0.52, 0.6, 0.9,
      2.62, 3.05, -3.18, 4.69, 0.9, 0.0, -0.52, -1.48, 0.22, 0.31, -0.92, 0.65, -2.01, -0.08, -1.08,
      0.24, 2.55, -0.74, -0.44, 1.06, -2.26, 1.89, -2.38, 4.01, -2.3, -2.82, 2.06, 2.62, 0.8, 0.41,
      0.38,
    ],
    filters: {
      F275W: {
        wavelengthNm: 272.9,
        widthNm: 46.8,
        defocusNm: -3.38,
        haloShare: 0.0913,
        haloArcsec: 0.2584,
        charge: {
          smear: 0.0,
          edge: 0.042535,
          corner: 0.003009,
        },
      },
      F336W: {
        wavelengthNm: 333.4,
        widthNm: 33.7,
        defocusNm: -6.65,
        haloShare: 0.0857,
        haloArcsec: 0.5007,
        charge: {
          smear: 0.0104,
          edge: 0.039835,
          corner: 0.002153,
        },
      },
      F438W: {
        wavelengthNm: 430.0,
        widthNm: 80.7,
        defocusNm: 5.77,
        haloShare: 0.0299,
        haloArcsec: 0.3751,
        charge: {
          smear: 0.0,
          edge: 0.03935,
          corner: 0.002127,
        },
      },
      F555W: {
        wavelengthNm: 534.2,
        widthNm: 174.2,
        defocusNm: 3.78,
        haloShare: 0.0342,
        haloArcsec: 0.5444,
        charge: {
          smear: 0.0109,
          edge: 0.038777,
          corner: 0.002096,
        },
      },
      F606W: {
        wavelengthNm: 596.3,
        widthNm: 221.2,
        defocusNm: 2.46,
        haloShare: 0.0334,
        haloArcsec: 0.627,
        charge: {
          smear: 0.0102,
          edge: 0.038414,
          corner: 0.002076,
        },
      },
      F814W: {
        wavelengthNm: 793.8,
        widthNm: 205.7,
        defocusNm: 2.07,
        haloShare: 0.0262,
        haloArcsec: 0.6749,
        charge: {
          smear: 0.06,
          edge: 0,
          corner: 0,
        },
      },
    },
  },
  'ACS/WFC': {
    pixel: {
      rowArcsec: 0.04868,
      columnArcsec: 0.0493,
      skewDeg: 3.965,
    },
    pupilDeg: 92.069,
    maxOrder: 12,
    wavefrontNm: [
      0.35, -8.8, 15.42, 4.45, 0.66, 5.74, 9.17, 2.83, -0.48, 3.78, 3.38, -0.04, 0.25, 0.77, 2.37,
      -0.02, 0.04, 0.89, -0.77, -1.32, -1.21, 4.36, 0.91, 0.39, 3.45, -0.11, -0.3, 1.91, -0.43,
      0.42, -3.38, 0.68, 1.73, -0.3, -1.35, -3.53, -0.52, -10.33, 2.74, 1.61, 0.56, 0.09, 0.38,
      -0.84, 0.96, 2.31, 0.64, -4.25, 0.1, 0.53, 0.72, 1.09, 0.48, 0.46, -0.67, -3.45, -1.21, 2.57,
      0.16, 2.76, -1.6, -0.74, 2.1, 0.14, 1.19, -0.15, -0.77, 2.14, 2.34, 3.08, -0.73, 0.97, -0.07,
      -2.8, 0.82, -1.44, 0.02, 1.4, -0.95, -1.44, -0.31, 2.79, 0.39, 1.48, 0.29, -0.04, 0.29, -0.4,
    ],
    filters: {
      F435W: {
        wavelengthNm: 428.7,
        widthNm: 95.6,
        defocusNm: -2.57,
        haloShare: 0.0381,
        haloArcsec: 0.1366,
        charge: {
          smear: 0.0,
          edge: 0.109405,
          corner: 0.037192,
        },
      },
      F555W: {
        wavelengthNm: 530.0,
        widthNm: 131.1,
        defocusNm: -2.48,
        haloShare: 0.0266,
        haloArcsec: 0.1087,
        charge: {
          smear: 0.0012,
          edge: 0.086843,
          corner: 0.026667,
        },
      },
      F606W: {
        wavelengthNm: 592.5,
        widthNm: 213.7,
        defocusNm: -2.34,
        haloShare: 0.0219,
        haloArcsec: 0.1388,
        charge: {
          smear: 0.0036,
          edge: 0.078029,
          corner: 0.023504,
        },
      },
      F814W: {
        wavelengthNm: 794.8,
        widthNm: 205.5,
        defocusNm: -1.42,
        haloShare: 0.0133,
        haloArcsec: 0.2698,
        charge: {
          smear: 0.0156,
          edge: 0.065702,
          corner: 0.01513,
        },
      },
    },
  },
}
