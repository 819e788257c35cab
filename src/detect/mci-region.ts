/**
 * Where clusters lie in the plane of the inner and the outer multi-scale concentration index.
 * PHANGS-HST has two such regions: one by synthetic clusters, made for each galaxy, and a
 * semi-empirical polygon for all (Thilker+2022). Their corners are not at hand. The region here is
 * by synthetic clusters too, one for all fields, and is not theirs.
 */

/** A point of the plane. */
export interface MciCorner {
  readonly inner: number
  readonly outer: number
}

/**
 * Of synthetic clusters of 0.5 to 5 px it holds 93 %, and of stars none in 1,000
 * (docs/studies/detection.md). `node scripts/mci-region.mjs` makes the corners.
 */
export const MCI_REGION: readonly MciCorner[] = [
  { inner: 0.35, outer: 0.3 },
  { inner: 0.55, outer: 0.2 },
  { inner: 1.15, outer: 0.7 },
  { inner: 1.85, outer: 1.55 },
  { inner: 2.15, outer: 2.45 },
  { inner: 2, outer: 2.8 },
  { inner: 1.25, outer: 2.05 },
  { inner: 0.4, outer: 0.6 },
]

/** Whether a place is inside of a polygon; a place that is NaN is not. */
export function isInside(corners: readonly MciCorner[], inner: number, outer: number): boolean {
  let isIn = false
  for (const [k, one] of corners.entries()) {
    const other = corners[(k + 1) % corners.length]
    if (one.outer > outer === other.outer > outer) continue
    const share = (outer - one.outer) / (other.outer - one.outer)
    if (inner < one.inner + share * (other.inner - one.inner)) isIn = !isIn
  }
  return isIn
}

/** The area of a polygon whose sides do not cross, by Gauss's formula. */
export function areaOf(corners: readonly MciCorner[]): number {
  let twice = 0
  for (const [k, { inner, outer }] of corners.entries()) {
    const next = corners[(k + 1) % corners.length]
    twice += inner * next.outer - next.inner * outer
  }
  return Math.abs(twice) / 2
}

/** @example cornersText([{ inner: 0.3, outer: 0.2 }, ...]) // '0.3:0.2/...', as `--cuts` has it */
export function cornersText(corners: readonly MciCorner[]): string {
  return corners.map(({ inner, outer }) => `${inner}:${outer}`).join('/')
}

/** Whose region it is, and its corners. */
export function regionText(corners: readonly MciCorner[]): string {
  const whose =
    corners === MCI_REGION
      ? "starsift's region of synthetic clusters (not the published polygon)"
      : 'the given region'
  return `${whose}, corners ${cornersText(corners)}`
}
