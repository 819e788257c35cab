// What the printed tables of the benches share. The tables are Markdown, for docs/studies.
import { cpus } from 'node:os'

export const today = () => new Date().toISOString().slice(0, 10)

/** The date, the processor and Node's version, for the line above a table of times. */
export function dateAndMachine() {
  const { length, 0: cpu } = cpus()
  return `${today()}, ${length} cores, ${cpu.model}, Node ${process.version}`
}

/** The median; of an even number of values the upper one of the two in the middle. */
export const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]

/** The median with the smallest and the largest value behind it. */
export function middleAndRange(values, decimals) {
  const [m, least, most] = [middle(values), Math.min(...values), Math.max(...values)].map((value) =>
    value.toFixed(decimals),
  )
  return `${m} (${least}-${most})`
}

export const percent = (share) => `${(100 * share).toFixed(1)} %`

export const row = (cells) => `| ${cells.join(' | ')} |`

/** The names of the columns, and the line below them. */
export const header = (names) => `${row(names)}\n|${'---|'.repeat(names.length)}`
