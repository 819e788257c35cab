/**
 * Which image of a file is the science image. Weight maps, errors, data quality and the like look
 * like mosaics, and a network gives classes to them too; so they are told by EXTNAME, by IMAGETYP
 * and by the name of the file, and never taken.
 */
import { fileNameOf } from '../bytes/index.js'
import { InputError, type Problem } from '../errors.js'
import { type Hdu, hduText, imageAxes } from '../fits/index.js'

/**
 * The file is no mosaic and does not look like a damaged one: a table, a weight map, a cube. In a
 * folder it is left out; where the user names it, it is refused.
 */
export class NoMosaic extends InputError {
  /** What it is, for a list, e.g. `a table`. */
  readonly is: string

  constructor(is: string, problem: Problem) {
    super(problem)
    this.is = is
  }
}

/** What an image is where EXTNAME, IMAGETYP or the file's name ends in such a word. */
const KINDS: readonly (readonly [is: string, words: RegExp])[] = [
  ['a weight map', /^(WHT|WEIGHTS?|WGT|IVAR|INVVAR)$/],
  ['a context image', /^(CTX|CON|CONTEXT)$/],
  ['an error map', /^(ERR|ERRORS?|UNC|UNCERT(AINTY)?|SIGMA|SIG|RMS|NOISE|VAR|VARIANCE)$/],
  ['a map of data quality', /^(DQ|DATAQUALITY|QUALITY|FLAGS?|MASKS?|MSK|BPM|BADPIX)$/],
  ['an exposure map', /^(EXP|EXPMAP|EXPOSURE|NSAMP|SAMP|TIME|COV|COVERAGE)$/],
  ['a map of the background', /^(BKG|BACKGROUND|SKY)$/],
  ['a segmentation map', /^(SEG|SEGM|SEGMAP|SEGMENTATION)$/],
  ['a point spread function', /^(PSF|PSFS)$/],
  ['a calibration image', /^(BIAS|DARK|FLAT|ZERO|ARC)$/],
  ['a table of distortions', /^(D2IMARR|WCSDVARR|WCSCORR|HDRLET)$/],
]

/** The parts of names in which these words stand. */
const SEPARATORS = /[^A-Z0-9]+/

/** Words that mean a map at the end of a file's name; others above may belong to an object. */
const AT_THE_END = new Set(
  (
    'WHT WEIGHT WEIGHTS WGT IVAR INVVAR CTX CON CONTEXT ERR ERROR ERRORS UNC SIGMA RMS VAR ' +
    'VARIANCE DQ FLAG FLAGS MASK MASKS MSK EXP EXPMAP EXPOSURE BKG BACKGROUND SEG SEGM SEGMAP PSF'
  ).split(' '),
)

/** Words that mean a map wherever in a file's name they stand, as in a_wht_v1.fits. */
const ANYWHERE = /^(WHT|CTX|IVAR)$/

/**
 * The science image: the extension SCI if there is one, else the only image that is no map.
 *
 * @returns its HDU, with two axes longer than 1 px
 * @throws NoMosaic if the file has none; InputError if it is packed, or could be several
 */
export function scienceImage(hdus: readonly Hdu[], file: string): Hdu {
  const images = hdus.filter((hdu) => hdu.refused !== undefined || hasPixels(hdu))
  if (images.length === 0) throw noImage(hdus, file)
  if (images.some(({ name }) => name.toUpperCase() === 'CUTOUTS')) throw stamps(file)
  const candidates = images.filter((hdu) => mapKind(hdu) === undefined)
  const science = candidates.filter(({ name }) => name.toUpperCase() === 'SCI')
  // Where SCI stands beside its maps, the extensions tell more than the name of the file.
  const isWhole = science.length > 0 && candidates.length < images.length
  const byName = isWhole ? undefined : kindByFile(file)
  if (byName !== undefined || candidates.length === 0) {
    throw onlyMap(byName ?? mapKind(images[0]) ?? 'a map', hdus, file)
  }
  const found = science.length > 0 ? science : candidates
  const flat = found.length > 1 ? found.filter(isFlat) : found
  if (flat.length !== 1) throw severalImages(hdus, file)
  if (flat[0].refused) throw flat[0].refused
  refuseCube(flat[0], file)
  return flat[0]
}

function hasPixels(hdu: Hdu): boolean {
  return (
    hdu.kind === 'image' &&
    imageAxes(hdu).reduce((n, axis) => n * axis, 1) > 0 &&
    hdu.dataLength > 0
  )
}

function isFlat(hdu: Hdu): boolean {
  if (hdu.refused) return true
  const axes = imageAxes(hdu)
  return axes.length >= 2 && axes.slice(2).every((length) => length === 1)
}

function mapKind({ name, header }: Hdu): string | undefined {
  const type = header.get('IMAGETYP')
  return kindOf([lastWord(name), typeof type === 'string' ? lastWord(type) : ''])
}

function kindByFile(file: string): string | undefined {
  const stem = fileNameOf(file).replace(/(\.(fits?|fts|fz|gz|bz2|zst|z))+$/i, '')
  const words = stem.toUpperCase().split(SEPARATORS)
  const last = words.slice(1).at(-1) ?? ''
  return kindOf([AT_THE_END.has(last) ? last : '', ...words.filter((word) => ANYWHERE.test(word))])
}

function kindOf(words: readonly string[]): string | undefined {
  return KINDS.find(([, pattern]) => words.some((word) => pattern.test(word)))?.[0]
}

function lastWord(text: string): string {
  const words = text.trim().toUpperCase().split(SEPARATORS).filter(Boolean)
  return (/^(VAR|DQ)$/.test(words[0] ?? '') ? words[0] : words.at(-1)) ?? ''
}

function listed(hdus: readonly Hdu[]): string {
  return hdus.map(hduText).join(', ')
}

const EXPECTED = 'an extension SCI, or a single two-dimensional image'

function noImage(hdus: readonly Hdu[], file: string): NoMosaic {
  const isTable = hdus.some(({ kind }) => kind.endsWith('table'))
  return new NoMosaic(isTable ? 'a table' : 'without an image', {
    what: 'no image in the file',
    where: file,
    expected: EXPECTED,
    got: listed(hdus),
    remedy: 'give files with one science image each',
  })
}

function stamps(file: string): NoMosaic {
  return new NoMosaic('a data set of stamps', {
    what: 'a data set of stamps, not a mosaic',
    where: file,
    remedy: 'give the mosaics of the field',
  })
}

function onlyMap(is: string, hdus: readonly Hdu[], file: string): NoMosaic {
  return new NoMosaic(is, {
    what: `${is}, not a mosaic`,
    where: file,
    expected: 'the science image (SCI)',
    got: listed(hdus),
    remedy: 'give the file of the science image; if this is one, rename it',
  })
}

function severalImages(hdus: readonly Hdu[], file: string): InputError {
  return new InputError({
    what: 'more than one image could be the mosaic',
    where: file,
    expected: EXPECTED,
    got: listed(hdus),
    remedy: 'give files with one science image each',
  })
}

/** Axes of one pixel say nothing (NAXIS3 = 1). Nobody knows which plane of others to take. */
function refuseCube(hdu: Hdu, file: string): void {
  if (isFlat(hdu)) return
  const axes = imageAxes(hdu)
  const said = axes.map((length, i) => `NAXIS${i + 1} = ${length}`).join(', ')
  throw new NoMosaic(axes.length > 2 ? 'a cube' : 'without an image of two axes', {
    what: axes.length > 2 ? 'a cube of several planes, not an image' : 'an image of one axis',
    where: file,
    expected: 'two axes; further axes may have one pixel',
    got: said,
    remedy: 'give a file with the plane of one filter',
  })
}
