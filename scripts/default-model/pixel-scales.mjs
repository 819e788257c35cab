// The default model on mosaics of other pixel scales (docs/studies/default-model.md): the test fields resampled, classified with their
// scale in the header, which the program makes up for, and without any, so that it cannot. Prints a table; what is there
// already is kept.
// usage: node scripts/default-model/pixel-scales.mjs FIELDS OUT [--model FILE]
// FIELDS: what fields.mjs made
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fits, memorySource, Resampler } from '../../dist/index.js'
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

/** Flux is kept: a pixel's value goes with its area. */
async function resampled(path, side) {
  const source = memorySource(new Uint8Array(await readFile(path)))
  const [hdu] = await fits.readHdus(source)
  const {
    axes: [before],
    data,
  } = await fits.readImage(source, hdu)
  const pixels = new Resampler('lanczos', before, side).resampled(Float32Array.from(data))
  const ratio = side / before
  return { header: hdu.header, pixels: pixels.map((value) => value / ratio ** 2), ratio }
}

/** The bytes of the mosaic; `isPlaced`: with coordinates, and so a scale. */
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

/** Positions on the resampled mosaic; the true classes are left out. */
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
    const [, n] = /NAXIS1 *= *(\d+)/.exec(
      (await readFile(join(from, file))).toString('latin1', 0, 2880),
    )
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
    const words = [
      '--catalog',
      join(folder, 'candidates.csv'),
      '--origin',
      1,
      '--model',
      values.model,
    ]
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
  const cells = [
    arcsec,
    shown.n,
    percentOf(shown.fourClasses.accuracy),
    percentOf(asIs.fourClasses.accuracy),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}
