/** How numbers are written in the report. */

/** @example count(15000) // '15,000' */
export function count(n: number): string {
  return n.toLocaleString('en-US')
}

/** @example counted(1, 'candidate') // '1 candidate' */
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`
}

/** @example percent(1, 3) // '33.3 %' */
export function percent(n: number, of: number): string {
  return of === 0 ? '–' : `${((100 * n) / of).toFixed(1)} %`
}

/** A probability; a dash where there is none. */
export function probability(p: number): string {
  return Number.isNaN(p) ? '–' : p.toFixed(3)
}

/** @example fileSize(3565440) // '3.6 MB' */
export function fileSize(bytes: number): string {
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  if (power === 0) return `${bytes} bytes`
  return `${(bytes / 1000 ** power).toFixed(1)} ${['kB', 'MB', 'GB'][power - 1]}`
}
