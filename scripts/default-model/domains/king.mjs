// King's (1962, AJ 67, 471, equation 14) profile as a sum of Gaussians, which the simulator can
// paint: f(r) = (1 / sqrt(1 + r^2) - 1 / sqrt(1 + t^2))^2 inside the tidal radius t; r and t are
// in core radii. The light within a radius is right to 2.4 % of all light (tidal 3 to 50).

const N_GAUSSIANS = 5
const N_RADII = 60
const N_STEPS = 600
/** Radius that holds half the light of a two-dimensional Gaussian of sigma 1. */
const HALF_LIGHT = Math.sqrt(2 * Math.log(2))

/**
 * @param tidal tidal over core radius
 * @returns Gaussians: share of the light, and effective radius in units of the whole profile's
 */
export function kingParts(tidal) {
  const radii = Array.from(
    { length: N_RADII },
    (_, i) => 0.05 * (tidal / 0.05) ** (i / (N_RADII - 1)),
  )
  const edge = 1 / Math.sqrt(1 + tidal ** 2)
  const light = radii.map((r) => (1 / Math.sqrt(1 + r * r) - edge) ** 2)
  const sigmas = Array.from(
    { length: N_GAUSSIANS },
    (_, k) => 0.35 * ((0.45 * tidal) / 0.35) ** (k / (N_GAUSSIANS - 1)),
  )
  const basis = sigmas.map((s) => radii.map((r) => Math.exp(-((r / s) ** 2) / 2)))
  // Light of a ring of a logarithmic grid goes with r^2.
  const weight = radii.map((r) => r * r)
  const heights = fitted(basis, light, weight)
  const fluxes = heights.map((height, k) => height * sigmas[k] ** 2)
  const total = fluxes.reduce((sum, flux) => sum + flux, 0)
  const half = halfLightRadius(tidal, edge)
  return fluxes
    .map((flux, k) => ({ share: flux / total, radius: (HALF_LIGHT * sigmas[k]) / half }))
    .filter(({ share }) => share > 1e-3)
}

/** Heights of 0 or more with the least weighted squares, by multiplicative steps. */
function fitted(basis, light, weight) {
  const dot = (a, b) => a.reduce((sum, value, i) => sum + weight[i] * value * b[i], 0)
  const towards = basis.map((column) => dot(column, light))
  const gram = basis.map((a) => basis.map((b) => dot(a, b)))
  let heights = basis.map(() => 1 / basis.length)
  for (let step = 0; step < N_STEPS; step++) {
    heights = heights.map((height, k) => {
      const now = gram[k].reduce((sum, value, j) => sum + value * heights[j], 0)
      return (height * towards[k]) / now
    })
  }
  return heights
}

function halfLightRadius(tidal, edge) {
  const step = tidal / 2000
  const rings = Array.from({ length: 2000 }, (_, i) => {
    const r = (i + 0.5) * step
    return r * (1 / Math.sqrt(1 + r * r) - edge) ** 2
  })
  const half = rings.reduce((sum, value) => sum + value, 0) / 2
  let sum = 0
  const at = rings.findIndex((value) => {
    sum += value
    return sum >= half
  })
  return (at + 0.5) * step
}
