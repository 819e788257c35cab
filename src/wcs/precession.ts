/**
 * Precession: how the axes of FK5 and FK4 turn from one equinox to another, and what the aberration
 * of the Earth's oval orbit (the E-terms) is that places in FK4 still hold. The numbers are those
 * of astropy 5.2 and of ERFA.
 */
import { cosd, sind, type Vector } from '../projections/index.js'
import { type Matrix3, product, rotation, transposed } from './rotations.js'

/** The Julian day J2000.0, and days per Julian year. */
const [J2000_DAY, JULIAN_YEAR] = [2_451_545, 365.25]
/** The Julian day of B1900.0, and days per tropical year (Lieske 1979, A&A 73, 282). */
const [B1900_DAY, TROPICAL_YEAR] = [2_415_020.31352, 365.242198781]

/** The Julian year of a Besselian one. @example julianOf(1950) // 1949.99979... */
export function julianOf(besselian: number): number {
  const day = B1900_DAY + (besselian - 1900) * TROPICAL_YEAR
  return 2000 + (day - J2000_DAY) / JULIAN_YEAR
}

/** The Besselian year of a Julian one. */
export function besselianOf(julian: number): number {
  const day = J2000_DAY + (julian - 2000) * JULIAN_YEAR
  return 1900 + (day - B1900_DAY) / TROPICAL_YEAR
}

/** A polynomial, its constant first. */
function polynomial(x: number, ...coefficients: readonly number[]): number {
  return coefficients.reduceRight((sum, c) => sum * x + c, 0)
}

/** From the mean equator and equinox of J2000 with the frame bias to those of a date: IAU 2006. */
function biasAndPrecession(centuries: number): Matrix3 {
  const arcsec = (...c: readonly number[]) => polynomial(centuries, ...c) / 3600
  // The angles of Fukushima & Williams (Hilton et al. 2006, table 1; ERFA's pfw06 and obl06).
  const gamma = arcsec(-0.052928, 10.556378, 0.4932044, -0.00031238, -0.000002788, 0.000000026)
  const phi = arcsec(84381.412819, -46.811016, 0.0511268, 0.00053289, -0.00000044, -0.0000000176)
  const psi = arcsec(-0.041775, 5038.481484, 1.5584175, -0.00018522, -0.000026452, -0.0000000148)
  const epsilon = arcsec(84381.406, -46.836769, -0.0001831, 0.0020034, -0.000000576, -0.0000000434)
  return product(
    ...[rotation('x', -epsilon), rotation('z', -psi), rotation('x', phi), rotation('z', gamma)],
  )
}

/**
 * FK5 of J2000 to FK5 of another equinox: the precession of IAU 2006 (Capitaine et al. 2003).
 *
 * @param equinox Julian year
 */
export function precessionOfFk5(equinox: number): Matrix3 {
  return product(biasAndPrecession((equinox - 2000) / 100), transposed(biasAndPrecession(0)))
}

/**
 * FK4 of one equinox to that of B1950: Newcomb's precession (Explanatory Supplement 1992).
 *
 * @param equinox Besselian year
 */
export function precessionOfFk4(equinox: number): Matrix3 {
  // In thousands of tropical years from 1850.
  const t = (equinox - 1850) / 1000
  const by = (1950 - equinox) / 1000
  const arcsec = (...c: readonly number[]) => (by * polynomial(by, ...c)) / 3600
  const first = 23035.545 + t * 139.72 + 0.06 * t * t
  const zeta = arcsec(first, 30.24 - 0.27 * t, 17.995)
  const z = arcsec(first, 109.48 + 0.39 * t, 18.325)
  const theta = arcsec(20051.12 - 85.29 * t - 0.37 * t * t, -42.65 - 0.37 * t, -41.8)
  return product(rotation('z', -z), rotation('y', theta), rotation('z', -zeta))
}

/** The constant of aberration, degrees, as radians (Explanatory Supplement 2005). */
const ABERRATION = (0.0056932 * Math.PI) / 180

/**
 * The E-terms of aberration at an equinox: a vector that stands in places of FK4.
 *
 * @param equinox Besselian year
 */
export function eTerms(equinox: number): Vector {
  // Julian centuries from B1950, for the orbit; from J2000, for the ecliptic.
  const sinceB1950 = ((equinox - 1950) * TROPICAL_YEAR) / 36525
  const sinceJ2000 = (julianOf(equinox) - 2000) / 100
  const eccentricity = polynomial(sinceB1950, 0.01673011, -0.00004193, -0.000000126)
  const perigee = polynomial(sinceB1950, 1015489.951, 6190.67, 1.65, 0.012) / 3600
  const obliquity = polynomial(sinceJ2000, 84381.448, -46.815, -0.00059, 0.001813) / 3600
  const size = eccentricity * ABERRATION
  return [
    size * sind(perigee),
    -size * cosd(perigee) * cosd(obliquity),
    -size * cosd(perigee) * sind(obliquity),
  ]
}
