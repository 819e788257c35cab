// The figures of compare-simulation.mjs and varied-looks.mjs: real and simulated distributions, and
// stamps of each sub-class or form.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { openMosaics } from '../dist/cutouts/index.js'
import {
  drawFigure,
  PAPER_THEME,
  pngOf,
  pngOfSvg,
  seriesStyle,
  stampPicture,
} from '../dist/figures/index.js'
import { openFile, openFitsFiles } from '../dist/files/index.js'
import { readTable } from '../dist/tables/index.js'
import { skyLevel } from '../dist/viewing/index.js'

/** The cumulative distribution of each quantity, with one row of panels per class. */
export async function distributionsFigure({ name, real, simulated }, quantities) {
  const rows = [1, 2, 3, 4].map((code) => ({
    hconcat: quantities.map((quantity, k) => panel({ name, real, simulated, code, quantity, k })),
    spacing: 8,
  }))
  const spec = { vconcat: rows, spacing: 6, background: 'white', padding: 4, config: PAPER_THEME }
  return (await drawFigure(spec, { dpi: 200 })).png
}

function panel({ name, real, simulated, code, quantity, k }) {
  const labels = [name, 'simulated']
  const values = [real, simulated].flatMap((rows, s) => steps(rows, code, quantity, labels[s]))
  const scale = { domain: labels, range: labels.map((_, i) => seriesStyle(i).color) }
  const legend = { title: null, orient: 'top' }
  return {
    width: 92,
    height: 80,
    data: { values },
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 0.9 },
    encoding: {
      x: {
        field: 'value',
        type: 'quantitative',
        title: code === 4 ? quantity.replace('-', ' − ') : null,
        scale: { zero: false, nice: false },
        axis: { tickCount: 4 },
      },
      y: {
        field: 'share',
        type: 'quantitative',
        title: k === 0 ? `class ${code}` : null,
        axis: { tickCount: 2, labels: k === 0 },
      },
      color: { field: 'series', type: 'nominal', scale, legend },
    },
  }
}

/** A cumulative distribution from 1 % to 99 %, in steps of 1 %. */
function steps(rows, code, quantity, series) {
  const sorted = rows
    .filter((row) => row.class === code && Number.isFinite(row[quantity]))
    .map((row) => row[quantity])
    .sort((a, b) => a - b)
  return Array.from({ length: 99 }, (_, i) => {
    const share = (i + 1) / 100
    return { series, share, value: sorted[Math.floor(share * sorted.length)] }
  })
}

const [SIDE_PX, ZOOM, PER_ROW, LABEL_PX] = [40, 2, 12, 118]

/**
 * A row of stamps for each sub-class: the first twelve in the order of the catalogue.
 *
 * @param by the column that makes the rows, beside the class
 */
export async function stampsFigure(folders, by = 'sub_class') {
  const found = new Map()
  for (const folder of folders) await collectStamps(folder, found, by)
  const names = [...found.keys()].sort((a, b) => a.localeCompare(b))
  const [step, width] = [SIDE_PX * ZOOM + 2, LABEL_PX + PER_ROW * (SIDE_PX * ZOOM + 2)]
  const layers = names.flatMap((name, row) =>
    found.get(name).map((input, i) => ({ input, left: LABEL_PX + i * step, top: row * step })),
  )
  const height = names.length * step
  const labels = await pngOfSvg(labelsSvg(names, step, width, height), 72)
  const canvas = { width, height, channels: 3, background: 'white' }
  return sharp({ create: canvas })
    .composite([{ input: Buffer.from(labels), left: 0, top: 0 }, ...layers])
    .png({ compressionLevel: 9, palette: true, quality: 90 })
    .toBuffer()
}

function labelsSvg(names, step, width, height) {
  const lines = names.map((name, row) => {
    const y = row * step + step / 2 + 4
    const font = `font-size="11px" font-family="${PAPER_THEME.font}"`
    return `<text transform="translate(4,${y})" ${font} fill="black">${name}</text>`
  })
  const size = `width="${width}" height="${height}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${lines.join('')}</svg>`
}

async function collectStamps(folder, found, by) {
  const files = readdirSync(folder)
  const fileLike = (pattern) => {
    const name = files.find((name) => pattern.test(name))
    return join(folder, name)
  }
  const paths = [/_(f438w|f435w|f475w)_/, /_(f555w|f606w)_/, /_(f814w|f775w)_/].map(fileLike)
  const source = await openFile(fileLike(/_candidates\.ecsv$/))
  const table = await readTable(source)
  await source.close()
  const { mosaics } = await openMosaics(await openFitsFiles(paths))
  const levels = []
  for (const mosaic of mosaics) {
    const end = Math.min(600, mosaic.height - 50)
    levels.push(skyLevel(await mosaic.readWindow(200, 200, mosaic.width - 200, end)))
  }
  const values = (name) => table.column(name).values
  const [codes, subs, x, y] = ['class', by, 'x', 'y'].map(values)
  for (const [row, sub] of subs.entries()) {
    const name = `${codes[row]} ${sub}`
    const stamps = found.get(name) ?? []
    if (stamps.length >= PER_ROW) continue
    const at = {
      x0: Math.round(x[row] - 1) - SIDE_PX / 2,
      y0: Math.round(y[row] - 1) - SIDE_PX / 2,
    }
    const picture = await pngOf(await stampPicture(mosaics, levels, at, SIDE_PX))
    const side = SIDE_PX * ZOOM
    const enlarged = sharp(picture.bytes).resize(side, side, { kernel: 'nearest' })
    found.set(name, [...stamps, await enlarged.png().toBuffer()])
  }
  for (const mosaic of mosaics) await mosaic.close()
}
