/** What `starsift science` prints: for people, and for programs. */
import { type Science, type SlopeFit, scienceTables } from '../science/index.js'
import { cellText, type Table } from '../tables/index.js'

/** The page's path, the answers, and every table, its rows as objects. */
export function scienceJson(science: Science, page: string): object {
  const { distanceMpc, distanceModulus, comparisons, notes, population } = science
  const tables = [...scienceTables(science)].map(([name, table]) => [
    camelCase(name),
    rowsOf(table),
  ])
  return {
    page,
    ...{ distanceMpc, distanceModulus, notes, nCandidates: population.n },
    verdicts: comparisons.map(({ reference, other, verdict }) => ({
      reference,
      other,
      ...verdict,
    })),
    ...Object.fromEntries(tables),
  }
}

export function scienceText({ functions, comparisons, population }: Science, page: string): string {
  const { n, samples } = population
  const counts = samples.map(({ label, nMembers }) => `${label} ${nMembers}`)
  const slopes = functions.map(
    ({ function: { name }, fits }) => `  ${name}: ${fits.map(slopeText).join(', ')}`,
  )
  return [
    `${n} candidates with classes in every column; clusters: ${counts.join(', ')}`,
    ...slopes,
    ...comparisons.map(({ verdict }) => verdict.text),
    `page: ${page}`,
    '',
  ].join('\n')
}

function slopeText({ label, fit, nInRange }: SlopeFit): string {
  if (!fit) return `${label} n = ${nInRange}, too few`
  const { low, high } = fit.interval
  return `${label} ${fit.slope.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}, n = ${nInRange})`
}

/** Numbers as numbers, empty cells as null. */
function rowsOf(table: Table): object[] {
  return Array.from({ length: table.nRows }, (_, row) =>
    Object.fromEntries(
      table.columns.map((column) => {
        const text = cellText(column, row)
        const isText = typeof column.values[0] === 'string'
        return [column.name, text === '' ? null : isText ? text : Number(text)]
      }),
    ),
  )
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
