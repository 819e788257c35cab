// What growth.mjs and rows.mjs share: fields, catalogues and models that are made once and kept in
// the temporary folder, and whole processes that are measured.
// needs Debian's package time
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Random } from '../dist/index.js'

export const root = join(import.meta.dirname, '..')
export const SHIPPED = join(root, 'models/starsift.onnx')
export const program = join(root, 'dist/cli/main.js')

/** A folder in which what is made stays. */
export function workFolder(name) {
  const folder = join(tmpdir(), 'starsift-bench', name)
  mkdirSync(folder, { recursive: true })
  return folder
}

function run([script, ...words]) {
  execFileSync('node', [join(root, 'bench', script), ...words.map(String)])
}

/** The folder of five float32 mosaics of this side, px. */
export function fieldOf(work, side) {
  const dir = join(work, `field-${side}`)
  if (!existsSync(join(dir, 'candidates.csv'))) run(['make-field.mjs', dir, side, 500])
  return dir
}

/** A catalogue of random places on a mosaic. */
export function catalogueOf(work, nRows, side) {
  const path = join(work, `places-${nRows}-${side}.csv`)
  if (existsSync(path)) return path
  const random = new Random(7)
  const place = () => (20 + random.uniform() * (side - 40)).toFixed(3)
  const lines = Array.from({ length: nRows }, (_, i) => `${i + 1},${place()},${place()}`)
  writeFileSync(`${path}.part`, `id,x,y\n${lines.join('\n')}\n`)
  renameSync(`${path}.part`, path)
  return path
}

/** A model of one linear layer on stamps of 32 x 32 px: next to no work for the network. */
export function trivialOf(work, nBands = 5) {
  const path = join(work, `trivial-${nBands}.onnx`)
  if (!existsSync(path)) run(['trivial-model.mjs', path, 32, nBands])
  return path
}

/**
 * A process of starsift: seconds by the clock and of the processor, peak MB, and what it printed.
 *
 * @param before words before the program, such as those of taskset
 */
export function measured(words, before = []) {
  const args = ['-f', '%e %U %S %M', ...before, 'node', program, ...words.map(String)]
  const { status, stdout, stderr } = spawnSync('/usr/bin/time', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const [wall, user, system, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number)
  return { wall, cpu: user + system, megabytes: kilobytes / 1000, stdout }
}

/** SHA-256 of a file. */
export async function sumOf(path) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
