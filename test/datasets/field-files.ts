/** Fields of two small mosaics, and the data set that is cut from them. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect } from 'vitest'
import { layoutOfDataset } from '../../src/datasets/index.js'
import { withFile } from '../../src/files/index.js'
import { findHdu, imageAxes, readHdus, readImage } from '../../src/fits/index.js'
import { readFitsTable } from '../../src/tables/index.js'
import { type CutoutsOptions, cutouts } from '../../src/verbs/index.js'
import { writeMosaic } from '../cutouts/mosaic-files.js'
import { temporaryFolder } from '../fits/files.js'

/** The folder of the test that runs. */
export const here = { folder: '' }

/** Makes a folder for each test of a file. */
export function useFieldFolder(): void {
  const root = temporaryFolder()
  beforeEach(() => {
    here.folder = mkdtempSync(join(root, 'case-'))
  })
}

interface FieldOptions {
  filters?: string[]
  rows?: string
  crval?: number
  keywords?: Record<string, number | string | undefined>
}

/** Mosaics of 60 x 50 px whose pixels are their own, and a catalogue. */
export function writeField(name: string, options: FieldOptions = {}) {
  const { filters = ['F555W', 'F275W'], crval = 65, keywords, rows = ROWS } = options
  const images = join(here.folder, name)
  mkdirSync(images)
  for (const [i, filter] of filters.entries()) {
    const pixels = (x: number, y: number) => Math.sin(x * 3 + y * 7 + i + crval) + 100 * i + crval
    const path = join(images, `${filter}.fits`)
    writeMosaic(path, {
      width: 60,
      height: 50,
      filter,
      pixels,
      keywords: { CRVAL1: crval, ...keywords },
    })
  }
  const catalog = join(here.folder, `${name}.csv`)
  writeFileSync(catalog, rows)
  return { name, images: [images], catalog }
}

const ROWS = 'id,x,y,class\n1,20,20,1\n2,30,25,4\n3,40.5,30,0\n'

export async function cut(fields: CutoutsOptions['fields'], more: Partial<CutoutsOptions> = {}) {
  const out = join(here.folder, 'stamps.fits')
  const notes: string[] = []
  const job = { fields, size: 6, out, origin: 0, onNote: (note: string) => notes.push(note) }
  const { layout, flags } = await cutouts({ ...job, ...more } as CutoutsOptions)
  return withFile(out, async (source) => {
    const hdu = findHdu(await readHdus(source), 'CUTOUTS')
    const table = await readFitsTable(source, 'CATALOG')
    expect(layoutOfDataset(hdu.header, imageAxes(hdu))).toEqual(layout)
    const stamps = Float32Array.from((await readImage(source, hdu)).data)
    return { layout, flags, table, header: hdu.header, stamps, notes, out }
  })
}
