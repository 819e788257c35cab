// What the scripts of this folder share: they run the program itself, and know the fields that
// fields.mjs made by their names.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const cli = resolve(import.meta.dirname, '../../dist/cli/main.js')

/** Runs a verb of the program and returns its answer. The words must have `--json` among them. */
export async function starsift(...words) {
  const command = [cli, ...words.map(String)]
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 2 ** 26 })
  return JSON.parse(stdout)
}

/** The names of the fields of a set (training, validation or test). */
export async function fieldNames(fields, set) {
  const plan = JSON.parse(await readFile(join(fields, 'fields.json'), 'utf8'))
  return plan.find((part) => part.set === set).fields.map(({ seed }) => `sim${seed}-1`)
}

/** A share with its interval, in per cent. */
export const percentOf = ({ value, low, high }) =>
  `${(100 * value).toFixed(1)} % (${(100 * low).toFixed(1)}-${(100 * high).toFixed(1)})`
