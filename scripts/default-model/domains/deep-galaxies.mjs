// Real galaxies: five fields of the Hubble Ultra Deep Field, 6" wide, in F435W, F606W (as V) and
// F814W at 0.06" a pixel. All that is detected there, in four bands at 0.03", is a galaxy or a star
// of the Galaxy, so all of it is class 4. There is no training set: they are too few.
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { memorySource } from '../../../dist/bytes/index.js'
import { detection, fits } from '../../../dist/index.js'
import { SHARED } from './stand-in.mjs'

const FIELDS = ['1', '3', '15', '37', '912']
const BANDS = ['f435w', 'f606w', 'f814w']
/** Sources are sought in these, on pixels half as wide. */
const SOUGHT = ['f606w', 'f775w', 'f814w', 'f850lp']

const catalogOf = (folder, { name }) => join(folder, name, `${name}_candidates.csv`)

export const DEEP_GALAXIES = {
  name: 'deep-galaxies',
  about: 'real: what is detected in five fields of the Hubble Ultra Deep Field',
  fields: (set) => (set === 'test' ? FIELDS.map((name) => ({ name: `hudf-${name}` })) : undefined),
  make,
  words: ['--band', 'F606W=F555W'],
  catalogOf,
}

async function make({ name }, { folder }) {
  const catalog = catalogOf(folder, { name })
  if (existsSync(catalog)) return 'is there'
  await mkdir(join(folder, name), { recursive: true })
  const number = name.replace('hudf-', '')
  const fileOf = (scale, band) => join(SHARED, 'hudf', `${number}_${scale}mas_${band}_sci.fits`)
  for (const band of BANDS) {
    const file = fileOf(60, band)
    await copyFile(file, join(folder, name, basename(file)))
  }
  const sources = await detectedIn(SOUGHT.map((band) => fileOf(30, band)))
  // Pixel centres are 0-based there, and the first pixel is 1 here.
  const onWide = (at) => ((at + 0.5) / 2 + 0.5).toFixed(3)
  const lines = sources.map(({ x, y }, i) => `${i + 1},${onWide(x)},${onWide(y)},4`)
  await writeFile(catalog, ['id,x,y,class', ...lines, ''].join('\n'))
  return `${sources.length} sources`
}

async function detectedIn(paths) {
  const bands = await Promise.all(paths.map(bandOf))
  return detection.detectSources(bands)
}

async function bandOf(path) {
  const source = memorySource(new Uint8Array(await readFile(path)))
  const [hdu] = await fits.readHdus(source)
  const { axes, data } = await fits.readImage(source, hdu)
  const image = detection.rowsInMemory(axes[0], axes[1], Float32Array.from(data))
  return { image, background: await detection.measureBackground(image) }
}
