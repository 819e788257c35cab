// The bars: how fast starsift is to be, and in how much memory. A bench keeps the values that it
// has measured for a bar in the temporary folder, and prints its bars. Run alone, this file prints
// the table of all bars from what is kept, each with the day of its measurement. What has not been
// measured on this machine is said.
//
// usage: npm run bench:bars
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dateAndMachine, header, middle, middleAndRange, row } from './table.mjs'

/** `unit` x: times of the other side, a ratio for each round. Of memory at most so much. */
const BARS = {
  starcnet: bar('StarcNet, files to catalogue, of PyTorch', 'x', 2.3, 3, 'npm run bench -- 5'),
  starcnetInt8: bar('the same with int8', 'x', 3.5, 5, 'npm run bench -- 5'),
  shipped: bar('shipped model, of StarcNet in PyTorch', 'x', 60, 100, 'npm run bench -- 5'),
  shippedInt8: bar('the same with int8', 'x', 60, 100, 'npm run bench -- 5'),
  starcnetMemory: bar('StarcNet, peak memory', 'MB', 575, 300, 'npm run bench -- 5'),
  resnet18: bar('ResNet18, Adam step, 112 px, of PyTorch', 'x', 1, 1.3, 'npm run bench:train'),
  resnet18Large: bar('ResNet18, Adam step, 224 px, of PyTorch', 'x', 1, 1.3, 'npm run bench:train'),
  vgg19Memory: bar('VGG19-BN step, of PyTorch', 'x memory', 1.2, 1, 'npm run bench:train'),
  stamps: bar('stamps of 8000 px mosaics, of astropy', 'x', 2, 5, 'npm run bench:stamps -- 5'),
  probe: bar('linear layer, time to accuracy', 'x', 1, 2, 'node bench/time-to-accuracy.mjs'),
  rows: bar('rows a second through classify', 'rows/s', 12_000, 30_000, 'node bench/rows.mjs'),
  tables: bar('the same, tables alone', 'rows/s', 40_000, 100_000, 'node bench/rows.mjs'),
}

function bar(name, unit, least, aim, command) {
  return { name, unit, least, aim, command }
}

const folder = join(tmpdir(), 'starsift-bench')
const file = join(folder, 'bars.json')
const readKept = () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})

/**
 * Keeps what was measured for some bars, and prints their lines.
 *
 * @param measured the values of each bar by its key, one for each round
 */
export function keepBars(measured) {
  if (Object.keys(measured).length === 0) return
  const kept = readKept()
  for (const [key, values] of Object.entries(measured)) {
    if (!(key in BARS)) throw new Error(`no bar ${key}`)
    kept[key] = { values, when: dateAndMachine() }
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, JSON.stringify(kept))
  console.log()
  printBars(Object.keys(measured), kept)
}

function printBars(keys, kept) {
  console.log(header(['', 'bar', 'aim', 'median (range)', 'reached', 'rounds', 'command', 'when']))
  for (const key of keys) console.log(row(lineOf(BARS[key], kept[key])))
}

function lineOf({ name, unit, least, aim, command }, found) {
  const start = [name, `${least} ${unit}`, `${aim} ${unit}`]
  if (!found) return [...start, 'not measured here', '', '', command, '']
  const { values, when } = found
  const decimals = unit.startsWith('x') ? 2 : 0
  const text = `${middleAndRange(values, decimals)} ${unit}`
  const isLess = unit === 'MB' || unit === 'x memory'
  const reaches = (limit) => (isLess ? middle(values) <= limit : middle(values) >= limit)
  const reached = reaches(aim) ? 'aim' : reaches(least) ? 'bar' : 'no'
  return [...start, text, reached, values.length, command, when]
}

if (import.meta.filename === process.argv[1]) printBars(Object.keys(BARS), readKept())
