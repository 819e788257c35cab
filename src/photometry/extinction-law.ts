/**
 * The law of Fitzpatrick (1999, PASP 111, 63) for R_V = 3.1: above 270 nm a natural cubic spline
 * through his anchors, in 1 / wavelength; below, the function of Fitzpatrick & Massa (1990, ApJS
 * 72, 163). test/reference/photometry.py computes the same with scipy.
 */
const R_V = 3.1

/** Anchors: 1 / wavelength in 1 / um, and A / E(B-V). The last two are on the far function. */
const INFRARED_TO_BLUE = [
  ...[
    [0, 0],
    [1 / 2.65, 0.26469],
    [1 / 1.22, 0.82925],
  ],
  ...[
    [1 / 0.6, -0.422809 + 1.0027 * R_V + 2.13572e-4 * R_V ** 2],
    [1 / 0.547, -0.051354 + 1.00216 * R_V - 7.35778e-5 * R_V ** 2],
    [1 / 0.467, 0.700127 + 1.00184 * R_V - 3.32598e-5 * R_V ** 2],
  ],
  [
    1 / 0.411,
    1.19456 + 1.01707 * R_V - 5.46959e-3 * R_V ** 2 + 7.97809e-4 * R_V ** 3 - 4.45636e-5 * R_V ** 4,
  ],
]
const ULTRAVIOLET_FROM = 1 / 0.27
const ANCHORS = [
  ...INFRARED_TO_BLUE,
  ...[ULTRAVIOLET_FROM, 1 / 0.26].map((x) => [x, ultraviolet(x)]),
]

/**
 * A / E(B-V) at a wavelength.
 *
 * @param wavelengthNm 115 nm or more
 * @example extinctionAt(530.8) // 3.189
 */
export function extinctionAt(wavelengthNm: number): number {
  const x = 1000 / wavelengthNm
  return x < ULTRAVIOLET_FROM ? spline(x) : ultraviolet(x)
}

function ultraviolet(x: number): number {
  const c2 = -0.824 + 4.717 / R_V
  const c1 = 2.03 - 3.007 * c2
  const bump = x ** 2 / ((x ** 2 - 4.596 ** 2) ** 2 + (0.99 * x) ** 2)
  const far = x > 5.9 ? 0.5392 * (x - 5.9) ** 2 + 0.05644 * (x - 5.9) ** 3 : 0
  return R_V + c1 + c2 * x + 3.23 * bump + 0.41 * far
}

/** Second derivatives at the anchors, by the tridiagonal system of a natural spline. */
const CURVATURES = (() => {
  const n = ANCHORS.length
  const [curvatures, upper] = [new Array<number>(n).fill(0), new Array<number>(n).fill(0)]
  for (let i = 1; i < n - 1; i++) {
    const [[x0, y0], [x1, y1], [x2, y2]] = ANCHORS.slice(i - 1, i + 2)
    const right = 6 * ((y2 - y1) / (x2 - x1) - (y1 - y0) / (x1 - x0))
    const pivot = 2 * (x2 - x0) - (x1 - x0) * upper[i - 1]
    upper[i] = (x2 - x1) / pivot
    curvatures[i] = (right - (x1 - x0) * curvatures[i - 1]) / pivot
  }
  for (let i = n - 2; i > 0; i--) curvatures[i] -= upper[i] * curvatures[i + 1]
  return curvatures
})()

function spline(x: number): number {
  const i = ANCHORS.findLastIndex(([at]) => at <= x)
  const [[x0, y0], [x1, y1]] = [ANCHORS[i], ANCHORS[i + 1]]
  const step = x1 - x0
  const [a, b] = [(x1 - x) / step, (x - x0) / step]
  const bend = (a ** 3 - a) * CURVATURES[i] + (b ** 3 - b) * CURVATURES[i + 1]
  return a * y0 + b * y1 + (bend * step ** 2) / 6
}
