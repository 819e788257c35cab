/** A field of three bands and a catalogue of six rows, of which three have no whole stamp. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach } from 'vitest'
import { writeMosaic } from '../cutouts/mosaic-files.js'
import { temporaryFolder } from '../fits/files.js'

export const WIDTH = 90
export const HEIGHT = 70
export const N = 8
const BANDS = ['F555W', 'F275W', 'F814W']

/** Folders and files of the test that runs. */
export const here = { folder: '', images: '', out: '' }

/** Makes a field for each test of a file. */
export function useDatasetCase(): void {
  const root = temporaryFolder()
  beforeEach(() => {
    const folder = mkdtempSync(join(root, 'case-'))
    const images = mkdtempSync(
      join(folder, 'a-long-name-so-that-the-path-is-longer-than-a-card-of-fits-'),
    )
    Object.assign(here, { folder, images, out: join(folder, 'stamps.fits') })
    for (const [i, filter] of BANDS.entries()) {
      const pixels = (x: number, y: number) => (y * WIDTH + x) / 7 + 1000 * i
      writeMosaic(join(images, `${i}.fits`), { width: WIDTH, height: HEIGHT, filter, pixels })
    }
  })
}

/** Row 3 has no position, row 4 lies outside, row 5 at the edge. */
const CATALOGUE = `id,x,y,note,class
7,20.25,60.5,first,1
3,40,10,"a, b",4
11,60.75,35,,2
2,,12,nowhere,0
5,500,12,outside,3
1,1,1,edge,4
`

export function catalogue(text = CATALOGUE): string {
  const path = join(here.folder, 'candidates.csv')
  writeFileSync(path, text)
  return path
}

export const job = (catalog = catalogue(), from = here.images) =>
  ({
    fields: [{ name: 'made up', images: [from], catalog }],
    size: N,
    out: here.out,
    origin: 0,
  }) as const
