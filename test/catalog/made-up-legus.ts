/** Catalogues in the layout of LEGUS whose every cell is known. */

/** One source; what is left out has LEGUS's mark for "no value". */
export interface LegusRow {
  id: number
  x: number
  y: number
  ra?: number
  dec?: number
  /** NUV, U, B, V, I; 99.999 not detected, 66.666 not observed. */
  magnitudes?: readonly number[]
  ci?: number
  age?: number
  mass?: number
  /** Filters of the fit of age and mass; 0 where there is none. */
  nFilters?: number
  /** The columns behind: `class, class_mean` in the standard layout. */
  tail: readonly (number | string)[]
}

/** A .tab file: words between blanks, no names. */
export function legusText(rows: readonly LegusRow[]): string {
  return rows.map((row) => `${cellsOf(row).join('  ')}\n`).join('')
}

function cellsOf(row: LegusRow): (number | string)[] {
  const { magnitudes = [21, 21.5, 22, 22.3, 22], nFilters = 5, age = 1e7, mass = 1e4 } = row
  const photometry = magnitudes.flatMap((mag) => [
    mag.toFixed(5),
    (mag > 60 ? mag : 0.05).toFixed(5),
  ])
  const fit = [age, 2 * age, age / 2, mass, 2 * mass, mass / 2, 0.1, 0.2, 0.05]
  const residuals = [0.01, -0.01, 0.02, 0, 0.01]
  return [
    ...[row.id, row.x.toFixed(3), row.y, row.ra ?? 24.1, row.dec ?? 15.8],
    ...[...photometry, row.ci ?? 1.5, ...fit, ...residuals, 1.2, 0.4],
    ...[nFilters, ...row.tail],
  ]
}
