// How good is the default model on mosaics of other pixel scales? Resamples the test fields and
// classifies them twice: with the scale in the header, so that the program shows them to the model
// at the scale of training, and without, so that it cannot. Prints a table of
// docs/studies/default-model.md.
//
// usage: npm run build && node scripts/default-model/pixel-scales.mjs FIELDS OUT [--model FILE]
//   FIELDS         the folder that fields.mjs made
//   OUT            gets mosaics and catalogues; those that are there already are kept
//   --model FILE   a model (models/starsift.onnx)
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { memorySource } from '../../dist/bytes/index.js'
import { Resampler } from '../../dist/cutouts/index.js'
import { fits } from '../../dist/index.js'
import { fieldNames, percentOf, starsift } from './program.mjs'

const MOSAIC_ARCSEC = 0.03962
const SCALES_ARCSEC = [MOSAIC_ARCSEC, 0.025, 0.03, 0.05, 0.065]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { model: { type: 'string', default: 'models/starsift.onnx' } },
})
const [fields, out] = positionals
if (!out) throw new Error('usage: node scripts/default-model/pixel-scales.mjs FIELDS OUT')

const names = await fieldNames(fields, 'test')

/** The mosaic with `side` pixels per side. Flux is kept: a pixel's value goes with its area. */
async function resampled(path, side) {
  const source = memorySource(new Uint8Array(await readFile(path)))
  const [hdu] = await fits.readHdus(source)
  const { axes, data } = await fits.readImage(source, hdu)
  const [before] = axes
  const pixels = new Resampler('lanczos', before, side).resampled(Float32Array.from(data))
  const ratio = side / before
  return { header: hdu.header, pixels: pixels.map((value) => value / ratio ** 2), ratio }
}

/** The bytes of a mosaic. With `isPlaced` its header has coordinates, and so a scale. */
function mosaicBytes({ header, pixels, ratio }, side, isPlaced) {
  const cards = header.cards.flatMap(({ keyword, value }) => {
    if (/^(TELESCOP|INSTRUME|DETECTOR|FILTER\d?|EXPTIME|BUNIT)$/.test(keyword))
      return { keyword, value }
    if (!isPlaced || !/^(CTYPE|CRVAL|CRPIX|CD|RADESYS)/.test(keyword)) return []
    if (keyword.startsWith('CRPIX')) return { keyword, value: (value - 0.5) * ratio + 0.5 }
    return { keyword, value: keyword.startsWith('CD') ? value / ratio : value }
  })
  return fits.imageHdu({ axes: [side, side], primary: true, cards, values: pixels })
}

/** The catalogue with positions on the resampled mosaic, and without the true classes. */
function catalogOf(text, ratio) {
  const rows = text.split('\n').filter((line) => line && !line.startsWith('#'))
  const header = rows[0].split(',')
  const [id, x, y] = ['id', 'x', 'y'].map((name) => header.indexOf(name))
  const lines = rows.slice(1).map((row) => {
    const cells = row.split(',')
    return [cells[id], ...[x, y].map((k) => (Number(cells[k]) - 0.5) * ratio + 0.5)].join(',')
  })
  return ['id,x,y', ...lines, ''].join('\n')
}

async function fieldAt(name, arcsec) {
  const folder = join(out, `${arcsec}`, name)
  if (existsSync(join(folder, 'candidates.csv'))) return folder
  const from = join(fields, 'test', name)
  let ratio = 1
  for (const file of (await readdir(from)).filter((file) => file.endsWith('.fits'))) {
    const bytes = await readFile(join(from, file))
    const [, n] = /NAXIS1 *= *(\d+)/.exec(bytes.toString('latin1', 0, 2880))
    const side = Math.round((Number(n) * MOSAIC_ARCSEC) / arcsec)
    const mosaic = await resampled(join(from, file), side)
    ratio = mosaic.ratio
    for (const kind of ['with-scale', 'without-scale']) {
      await mkdir(join(folder, kind), { recursive: true })
      await writeFile(join(folder, kind, file), mosaicBytes(mosaic, side, kind === 'with-scale'))
    }
  }
  const text = await readFile(join(from, `${name}_candidates.ecsv`), 'utf8')
  await writeFile(join(folder, 'candidates.csv'), catalogOf(text, ratio))
  return folder
}

async function measured(arcsec, kind) {
  const files = []
  for (const name of names) {
    const folder = await fieldAt(name, arcsec)
    const file = join(folder, `${kind}.csv`)
    const catalog = join(folder, 'candidates.csv')
    const words = ['--catalog', catalog, '--origin', 1, '--model', values.model]
    if (!existsSync(file)) {
      await starsift('classify', join(folder, kind), ...words, '--out', file, '--json')
    }
    files.push(file)
  }
  const truth = names.map((name) => join(fields, 'test', name, `${name}_candidates.ecsv`))
  const evaluation = await starsift(
    ...['evaluate', ...files, '--truth', ...truth, '--match', 'id'],
    ...['--out', join(out, `${arcsec}`, `evaluation-${kind}`), '--json'],
  )
  return evaluation.predictions[0]
}

console.log('| arcsec a pixel | n | four classes, shown at the scale of training | as they are |')
console.log('|---|---|---|---|')
for (const arcsec of SCALES_ARCSEC) {
  const [shown, asIs] = [
    await measured(arcsec, 'with-scale'),
    await measured(arcsec, 'without-scale'),
  ]
  const accuracies = [shown, asIs].map(({ fourClasses }) => percentOf(fourClasses.accuracy))
  console.log(`| ${[arcsec, shown.n, ...accuracies].join(' | ')} |`)
}
