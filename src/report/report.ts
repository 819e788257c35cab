/** The report of a classification: reads and draws what it shows, and writes one page. */
import { basename, join } from 'node:path'
import { classStyle } from '../catalog/index.js'
import type { Classification } from '../classify/index.js'
import { type MosaicSet, stampWindow } from '../cutouts/index.js'
import { dataUri, type FieldPicture, histogramSvg, stampPicture, webpOf } from '../figures/index.js'
import { writeTogether } from '../files/index.js'
import { htmlDocument } from './document.js'
import { FieldDrawing } from './field-drawing.js'
import { fieldSection, fieldStyle } from './field-section.js'
import { gallerySection, galleryStyle } from './gallery-section.js'
import { count, html } from './html.js'
import { countsSection, flagsSection, scoresSection, summary } from './numbers-section.js'
import {
  type ClassGallery,
  type ClassTally,
  objectNames,
  predictedProbability,
  type ReportParts,
  type Stamp,
  tally,
} from './parts.js'
import { notesSection, provenanceSection } from './provenance-section.js'
import { tableSection } from './table-section.js'
import { viewerScript } from './viewer.js'

export interface ReportInput {
  classification: Classification
  /** The mosaics of the classification, from blue to red, still open. */
  mosaics: MosaicSet
  /** Default: `Star clusters of` and the catalogue's file name. */
  title?: string
  /** The command line, for the page. */
  command?: string
  /** Where it was begun before the classes were known; default: it begins now. */
  drawing?: FieldDrawing
  /** Called with the share of the work that is done, 0-1. */
  onProgress?: (share: number) => void
}

const STAMPS_A_ROW = 10

/**
 * Writes `report.html`, one page that needs no other file.
 *
 * @param dir made if it is not there
 * @returns the path of the page
 * @throws InputError if the page cannot be written
 * @example await writeReport('out', { classification, mosaics }) // 'out/report.html'
 */
export async function writeReport(dir: string, input: ReportInput): Promise<string> {
  const page = new TextEncoder().encode(reportHtml(await reportParts(input)))
  await writeTogether(dir, new Map([['report.html', page]]))
  input.onProgress?.(1)
  return join(dir, 'report.html')
}

/** Reads and draws everything that the page shows. */
export async function reportParts(input: ReportInput): Promise<ReportParts> {
  const { classification, mosaics, command } = input
  const drawing = input.drawing ?? new FieldDrawing(mosaics, classification)
  drawing.onProgress = input.onProgress
  const { picture, field, stamps } = await drawing.drawn
  const gallery = await galleryOf(classification, picture)
  return {
    title: input.title ?? `Star clusters of ${basename(classification.provenance.catalog)}`,
    classification,
    ...{ field, gallery, stamps },
    histograms: await histogramsOf(classification),
    mosaicNotes: mosaics.notes,
    runtime: `Node.js ${process.version}`,
    command,
  }
}

/**
 * The page as text. Equal parts give equal text.
 *
 * @param parts pictures are data URIs; all other text is escaped
 * @example await writeFile('report.html', reportHtml(parts))
 */
export function reportHtml(parts: ReportParts): string {
  const { title, classification } = parts
  const { card } = classification
  const counts = tally(classification)
  const names = objectNames(classification.table)
  return htmlDocument({
    title,
    classes: card.classes.map(({ value }) => value),
    style: fieldStyle(parts, counts) + galleryStyle(parts),
    summary: html`${summary(counts)}
${
  card.untrained &&
  html`<p class="banner" role="alert">The network's weights are random: these classes mean
nothing.</p>`
}`,
    content: [
      fieldSection(parts, counts, names),
      gallerySection(parts, counts, names),
      tableSection(parts, counts, names),
      scoresSection(parts, counts),
      html`<div class="columns">
${countsSection(counts)}
${flagsSection(counts)}
</div>`,
      notesSection(parts),
      provenanceSection(parts),
    ],
    script: viewerScript(),
  })
}

async function galleryOf(
  classification: Classification,
  picture: FieldPicture,
): Promise<ClassGallery[]> {
  const stampOf = (row: number) => stamp(classification, picture, row)
  const rowOf = async ({ value, rows }: ClassTally) => ({
    value,
    surest: await Promise.all(Array.from(rows.slice(0, STAMPS_A_ROW), stampOf)),
    leastSure: await Promise.all(
      Array.from(rows.slice(STAMPS_A_ROW).slice(-STAMPS_A_ROW).reverse(), stampOf),
    ),
  })
  const gallery: ClassGallery[] = []
  for (const classTally of tally(classification).classes) gallery.push(await rowOf(classTally))
  return gallery
}

/**
 * A stamp twice as wide as the one the network saw, so that neighbours are seen; at most 128
 * pixels.
 */
async function stamp(
  { card, positions: { x, y } }: Classification,
  { mosaics, levels }: FieldPicture,
  row: number,
): Promise<Stamp> {
  const sizePx = Math.max(card.sizePx, Math.min(128, 2 * card.sizePx))
  const position = { x: x[row], y: y[row], fitsX: x[row] + 1, fitsY: y[row] + 1 }
  const window = stampWindow(card.window, position, sizePx)
  const picture = await stampPicture(mosaics, levels, window, sizePx)
  return { row, sizePx, src: dataUri(await webpOf(picture)) }
}

async function histogramsOf(classification: Classification): Promise<ReportParts['histograms']> {
  const histograms = []
  for (const { value, title, rows } of tally(classification).classes) {
    if (rows.length === 0) continue
    const svg = await histogramSvg({
      title: `${title} (n = ${count(rows.length)})`,
      color: classStyle(value).color,
      values: Array.from(rows, (row) => predictedProbability(classification, row)),
      axis: { title: 'probability of this class', min: 0, max: 1, nBins: 20 },
    })
    histograms.push({ value, svg })
  }
  return histograms
}
