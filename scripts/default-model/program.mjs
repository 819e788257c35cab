// What the scripts of this folder share: they run the program itself, know the fields that
// fields.mjs made by their names, and keep results only of the same model.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const cli = resolve(import.meta.dirname, '../../dist/cli/main.js')

/** Runs a verb of the program and returns what it printed. */
export async function runVerb(...words) {
  const command = [cli, ...words.map(String)]
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 2 ** 26 })
  return stdout
}

/** The same, and its answer. The words must have `--json` among them. */
export async function starsift(...words) {
  return JSON.parse(await runVerb(...words))
}

/** The names of the fields of a set (training, validation or test). */
export async function fieldNames(fields, set) {
  const plan = JSON.parse(await readFile(join(fields, 'fields.json'), 'utf8'))
  return plan.find((part) => part.set === set).fields.map(({ seed }) => `sim${seed}-1`)
}

/**
 * Writes the first rows of a catalogue of `simulate` into a file beside it.
 *
 * @returns its path
 */
export async function firstRows(catalog, nRows) {
  const lines = (await readFile(catalog, 'utf8')).split('\n')
  const nHeader = lines.findIndex((line) => !line.startsWith('#')) + 1
  const file = catalog.replace('_candidates', `_first${nRows}`)
  await writeFile(file, `${lines.slice(0, nHeader + nRows).join('\n')}\n`)
  return file
}

/**
 * Makes a folder for the results of a model, with the SHA-256 of the model's file. Results that are
 * there already must be of the same file: a name may be given to another model later.
 */
export async function keepModelSum(folder, model) {
  const sum = createHash('sha256')
    .update(await readFile(modelFile(model)))
    .digest('hex')
  const kept = join(folder, 'model.sha256')
  await mkdir(folder, { recursive: true })
  const isKnown = existsSync(kept)
  if (!isKnown && (await readdir(folder)).length === 0) await writeFile(kept, `${sum}\n`)
  else if (!isKnown || (await readFile(kept, 'utf8')).trim() !== sum) {
    const whose = isKnown ? 'another model than' : 'a model that may be another than'
    throw new Error(`${folder} has results of ${whose} ${model}: move the folder away`)
  }
}

/** The file of `shipped`, of a path, or of the folder of a run. */
function modelFile(model) {
  if (model === 'shipped') return resolve(import.meta.dirname, '../../models/starsift.onnx')
  if (!statSync(model).isDirectory()) return model
  // It has the checksums of the members.
  const ensemble = join(model, 'ensemble.json')
  return existsSync(ensemble) ? ensemble : join(model, 'model.onnx')
}

/** A share with its interval, in per cent. */
export const percentOf = ({ value, low, high }) =>
  `${(100 * value).toFixed(1)} % (${(100 * low).toFixed(1)}-${(100 * high).toFixed(1)})`
