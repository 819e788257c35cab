/** Whether docs/reference/files.md names a file that the program wrote, and its columns. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { memorySource } from '../../src/bytes/index.js'
import { readTable } from '../../src/tables/index.js'

const page = readFileSync('docs/reference/files.md', 'utf8')

/** Names in backticks, e.g. `ml_class` or `true_mag_*`. */
const named = [...page.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name)
const patterns = named.map(
  (name) => new RegExp(`^${name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`),
)

/** Figures are said to be there as a whole, mosaics to be named as LEGUS names them. */
const AS_A_WHOLE = /(^|\/)figures\/|_drc\.fits$/

/** @returns the files below a folder that the page does not name */
export function unnamedFiles(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  return files.filter((file) => !AS_A_WHOLE.test(file) && !isNamed(basename(file)))
}

/** @returns the columns of a table that the page does not name */
export async function unnamedColumns(file: string): Promise<string[]> {
  const table = await readTable(memorySource(readFileSync(file), file))
  return table.names.filter((name) => !isNamed(name) && !isEnd(name) && !isOfRange(name))
}

function isNamed(name: string): boolean {
  return patterns.some((pattern) => pattern.test(name))
}

/** Of an interval, or a standard deviation: `accuracy_low` where the page has `accuracy`. */
function isEnd(name: string): boolean {
  const base = name.replace(/_(low|high|sd)$/, '')
  return base !== name && (isNamed(base) || isOfRange(base))
}

/** `recall_2` where the page has `recall_1` to `recall_4`. */
function isOfRange(name: string): boolean {
  return /[234]$/.test(name) && isNamed(name.replace(/.$/, '1')) && isNamed(name.replace(/.$/, '4'))
}
