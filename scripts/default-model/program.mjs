// What the scripts beside this one share: the program itself, and the fields of fields.mjs by name.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const cli = resolve(import.meta.dirname, '../../dist/cli/main.js')

/** Runs a verb with --json among its words; what it says. */
export async function starsift(...words) {
  const options = { maxBuffer: 2 ** 26 }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cli, ...words.map(String)],
    options,
  )
  return JSON.parse(stdout)
}

/** Names of the fields of a set: training, validation or test. */
export async function fieldNames(fields, set) {
  const plan = JSON.parse(await readFile(join(fields, 'fields.json'), 'utf8'))
  return plan.find((part) => part.set === set).fields.map(({ seed }) => `sim${seed}-1`)
}

/** A share with its interval, per cent. */
export const percentOf = ({ value, low, high }) =>
  `${(100 * value).toFixed(1)} % (${(100 * low).toFixed(1)}-${(100 * high).toFixed(1)})`
