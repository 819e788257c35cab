/**
 * Bad input: one line that says what, where, expected, got and what to do; code 1; nothing written.
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mosaicBytes, writeMosaic } from '../cutouts/mosaic-files.js'
import { unpackFiles } from '../setup/golden.js'
import { refusal } from './command-line.js'
import { smallCase } from './small-case.js'

const { root, model, mosaics } = smallCase()
let folder = ''
let images = ''
let catalog = ''

/** A good field and a good catalogue, of which each test spoils one thing. */
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
  images = join(folder, 'images')
  mkdirSync(images)
  const bands = ['i', 'b', 'v']
  mosaics.forEach((path, i) => {
    symlinkSync(path, join(images, `${bands[i]}.fits`))
  })
  catalog = given('id,x,y\n1,50,50\n2,60.5,20.25\n')
})

function given(text: string, name = 'candidates.csv'): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** Where the mosaics are and the rest of a good command, in their order. */
const classifying = (out = 'out.csv', paths = [images]) => [
  'classify',
  ...paths,
  ...['--catalog', catalog, '--model', model, '--out', join(folder, out), '--origin', '0'],
]

/** Sizes that depend on the version of what wrote the file. */
const sizeless = (message: string) => message.replace(/\d+ bytes/g, '# bytes')

const mosaic = { width: 120, height: 100, filter: 'F555W' }
const spoilt = (keywords: Record<string, string | number | undefined>, more = {}) =>
  writeMosaic(join(folder, 'spoilt.fits'), { ...mosaic, ...more, keywords })

describe('mosaics', () => {
  const others = () => ['b.fits', 'i.fits'].map((name) => join(images, name))
  const refused = (...paths: string[]) => refusal(folder, 1, ...classifying('out.csv', paths))

  test('cut short', async () => {
    const path = join(folder, 'short.fits')
    writeFileSync(path, mosaicBytes(mosaic).subarray(0, 20_000))
    expect(await refused(path, ...others())).toMatchInlineSnapshot(
      `"starsift: short.fits, HDU 0 (PRIMARY): truncated FITS file: expected 50880 bytes, got 20000 bytes; download it again"`,
    )
  })

  test('no FITS', async () => {
    expect(await refused(given('<html>404 not found', 'page.fits'))).toMatchInlineSnapshot(
      `"starsift: page.fits: not a FITS file: expected SIMPLE = T at its start, got an HTML page: a download page or an error message"`,
    )
    expect(await refused(given('', 'empty.fits'))).toMatchInlineSnapshot(
      `"starsift: empty.fits: not a FITS file: expected SIMPLE = T at its start, got an empty file; get the file again"`,
    )
  })

  test('not there', async () => {
    expect(await refused(join(folder, 'no.fits'))).toMatchInlineSnapshot(
      `"starsift: no.fits: no such file; check the path"`,
    )
  })

  test('a band missing', async () => {
    expect(await refused(...others())).toMatchInlineSnapshot(
      `"starsift: missing band F555W: model small needs F435W|F438W,F555W,F814W; found F435W (images/b.fits), F814W (images/i.fits)"`,
    )
  })

  test('a band twice', async () => {
    expect(await refused(images, spoilt({}))).toMatchInlineSnapshot(
      `"starsift: images/v.fits, spoilt.fits: band F555W comes twice; give one mosaic per band"`,
    )
  })

  test('another grid, by how much', async () => {
    const shifted = spoilt({ CRPIX1: 60.5 + 30, CRPIX2: 50.5 + 40 })
    expect(await refused(...others(), shifted)).toMatchInlineSnapshot(
      `"starsift: images/b.fits, spoilt.fits: the mosaics lie on different grids: expected the same sky at every corner, to 0.5 px, got corners that differ by 50.0 px; drizzle all bands to one grid"`,
    )
  })

  test('another size', async () => {
    expect(await refused(...others(), spoilt({}, { width: 121 }))).toMatchInlineSnapshot(
      `"starsift: images/b.fits, spoilt.fits: the mosaics have different sizes: expected 120 x 100 px, got 121 x 100 px; drizzle all bands to one grid"`,
    )
  })

  test('no filter, two filters', async () => {
    expect(await refused(spoilt({ FILTER: undefined }))).toMatchInlineSnapshot(
      `"starsift: spoilt.fits: no filter in the headers: expected one of FILTER, FILTER1, FILTER2, FILTNAM1, FILTNAM2, got none of them; add a FILTER keyword to the header, e.g. FILTER = 'F555W'"`,
    )
    const crossed = { FILTER: undefined, FILTER1: 'F555W', FILTER2: 'F814W' }
    expect(await refused(spoilt(crossed))).toMatchInlineSnapshot(
      `"starsift: spoilt.fits: crossed filters: expected one filter, e.g. F555W, got FILTER1 = 'F555W', FILTER2 = 'F814W'; use the mosaic of a single filter, or correct FILTER in the header"`,
    )
  })
})

describe('catalogues', () => {
  const refused = (text: string, name?: string) => {
    catalog = given(text, name)
    return refusal(folder, 1, ...classifying())
  }

  test('without positions', async () => {
    expect(await refused('id,flux\n1,5\n')).toMatchInlineSnapshot(
      `"starsift: candidates.csv: a catalogue without positions: expected columns such as x, y; X_IMAGE, Y_IMAGE; xcentroid, ycentroid; PHANGS_X, PHANGS_Y; ra, dec; RAJ2000, DEJ2000; ALPHA_J2000, DELTA_J2000, got columns id, flux; name the columns with --x and --y, or with --ra and --dec"`,
    )
  })

  test('of a layout that is not known, without --origin', async () => {
    expect(await refusal(folder, 1, ...classifying().slice(0, -2))).toMatchInlineSnapshot(
      `"starsift: candidates.csv: whether columns x, y count pixels from 0 or from 1 is not known; say --origin 0 (the first pixel is 0: numpy, photutils, PHANGS-HST) or --origin 1 (FITS, DS9, Source Extractor, LEGUS)"`,
    )
  })

  test('of another field', async () => {
    expect(await refused('id,x,y\n7,5000.5,50\n8,50,-60\n')).toMatchInlineSnapshot(
      `"starsift: candidates.csv: 2 of 2 positions lie outside the mosaics: expected x within 0 to 119, y within 0 to 99 (0-based), got x 5000.5, y 50 in row 1; give the catalogue of this field"`,
    )
  })

  test('with sky positions of another field', async () => {
    expect(await refused('id,ra,dec\n7,65.5,-54\n8,66,-53\n')).toMatchInlineSnapshot(
      `"starsift: candidates.csv: 2 of 2 positions lie outside the mosaics: expected x within 0 to 119, y within 0 to 99 (0-based), got x -26570.74, y 85236.15 in row 1; give the catalogue of this field"`,
    )
  })

  test('that were classified already', async () => {
    expect(await refused('id,x,y,ml_class\n7,50,50,1\n')).toMatchInlineSnapshot(
      `"starsift: candidates.csv: the catalogue already has ml_class; name the new columns otherwise with --prefix, or give the catalogue that it was made from"`,
    )
  })

  test('with a row too short', async () => {
    expect(await refused('id,x,y\n7,50,50\n8,50\n')).toMatchInlineSnapshot(
      `"starsift: candidates.csv, line 3: a row of another length than the header: expected 3 fields, got 2; quote fields that hold the delimiter, and see that the row is complete"`,
    )
  })

  test('with words for numbers', async () => {
    expect(await refused('id,x,y\n7,here,50\n8,there,5\n')).toMatchInlineSnapshot(
      `"starsift: candidates.csv: column x does not hold numbers: got text such as "here" in row 1"`,
    )
  })

  test('of an unknown kind', async () => {
    expect(await refused('PK\x03\x04\x14', 'candidates.xlsx')).toMatchInlineSnapshot(
      `"starsift: candidates.xlsx: not a table, but a zip archive or an Excel file; unpack the archive, or save the sheet as CSV"`,
    )
  })

  test('empty', async () => {
    expect(await refused('')).toMatchInlineSnapshot(
      `"starsift: candidates.csv: not a table, but an empty file; get the file again"`,
    )
  })

  test('without rows', async () => {
    expect(await refused('id,x,y\n')).toMatchInlineSnapshot(
      `"starsift: candidates.csv: a table without rows: expected at least one row below the names, got none"`,
    )
    expect(await refused('id,x,y\n#1,5,5\n')).toMatchInlineSnapshot(
      `"starsift: candidates.csv: a table without rows: expected at least one row below the names, got 1 comment that may be a row (line 2) left out: a line that begins with # is a comment; put a cell that begins with # in quotes"`,
    )
  })

  test('whose names hold control characters', async () => {
    const message = await refused('id,x\x1b]0;pwn\x07\x1b[2J,y\n1,2,3\n')
    expect(message).not.toMatch(/\p{Cc}/u)
    expect(message).toContain('2J, y')
  })
})

describe('output', () => {
  test('into a folder that is not there', async () => {
    expect(await refusal(folder, 1, ...classifying('no/out.csv'))).toMatchInlineSnapshot(
      `"starsift: no/out.csv: the folder does not exist; make it first"`,
    )
  })

  test('into a folder that takes no files', async () => {
    const args = classifying().map((arg) => (arg.endsWith('out.csv') ? '/proc/out.csv' : arg))
    expect(await refusal(folder, 1, ...args)).toMatch(/^starsift: \/proc\/out\.csv: /)
  })

  test('that is a folder', async () => {
    mkdirSync(join(folder, 'out.csv'))
    expect(await refusal(folder, 1, ...classifying())).toMatchInlineSnapshot(
      `"starsift: out.csv: a folder has this name; give the name of a file"`,
    )
  })

  test('over one of the inputs: it stays as it was', async () => {
    const mosaic = join(folder, 'v.fits')
    copyFileSync(mosaics[2], mosaic)
    const paths = [join(images, 'i.fits'), join(images, 'b.fits'), mosaic]
    expect(await refusal(folder, 1, ...classifying('v.fits', paths))).toMatchInlineSnapshot(
      `"starsift: v.fits: the output would replace an input; give --out another name"`,
    )
    expect(await refusal(folder, 1, ...classifying('candidates.csv'))).toMatch(/would replace/)
    const cutting = ['--catalog', catalog, '--origin', '0', '--size', '8', '--out', mosaic]
    expect(await refusal(folder, 1, 'cutouts', ...paths, ...cutting)).toMatch(/would replace/)
    expect(readFileSync(mosaic).equals(readFileSync(mosaics[2]))).toBe(true)
  })

  test('of a report, below a file: known before the work', async () => {
    const args = [...classifying(), '--report', join(catalog, 'report')]
    expect(await refusal(folder, 1, ...args)).toMatchInlineSnapshot(
      `"starsift: candidates.csv: a file has the name of the folder; give the name of another folder"`,
    )
  })

  test('of an unknown kind: code 2', async () => {
    expect(await refusal(folder, 2, ...classifying('out.docx'))).toMatchInlineSnapshot(
      `"starsift: out.docx: unknown table format: expected a name that ends in .csv, .ecsv, .fits, .tab, .vot, .jsonl, .parquet, .tbl or .fwf, got .docx"`,
    )
    expect(await refusal(folder, 2, ...classifying('out'))).toMatchInlineSnapshot(
      `"starsift: out: unknown table format: expected a name that ends in .csv, .ecsv, .fits, .tab, .vot, .jsonl, .parquet, .tbl or .fwf, got no ending"`,
    )
  })

  test('of cutouts, into a folder that is not there', async () => {
    const out = join(folder, 'no', 'stamps.fits')
    const args = ['--catalog', catalog, '--origin', '0', '--size', '8', '--out', out]
    expect(await refusal(folder, 1, 'cutouts', images, ...args)).toMatchInlineSnapshot(
      `"starsift: no/stamps.fits: the folder does not exist; make it first"`,
    )
  })
})

describe('models', () => {
  const refused = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(join(folder, name), bytes)
    const args = classifying().map((arg) => (arg === model ? join(folder, name) : arg))
    return refusal(folder, 1, ...args)
  }

  test('damaged in the middle', async () => {
    const bytes = readFileSync(model)
    bytes[bytes.length >> 1] ^= 1
    expect(normalised(await refused('damaged.onnx', bytes))).toMatchInlineSnapshot(
      `"starsift: damaged.onnx: the model is damaged: its checksum differs from its card: expected SHA-256, got SHA-256; copy or make it again"`,
    )
  })

  test('cut short', async () => {
    expect(
      sizeless(await refused('short.onnx', readFileSync(model).subarray(0, 3000))),
    ).toMatchInlineSnapshot(
      `"starsift: short.onnx: truncated ONNX file: expected at least # bytes, got 3000; copy or make it again"`,
    )
  })

  test('no model', async () => {
    expect(await refused('page.onnx', '<html>404 not found')).toMatchInlineSnapshot(
      `"starsift: page.onnx: not an ONNX model; make one from weights with \`starsift models import\`"`,
    )
    expect(await refused('empty.onnx', '')).toMatchInlineSnapshot(
      `"starsift: empty.onnx: not an ONNX model; make one from weights with \`starsift models import\`"`,
    )
  })

  test('info of one that is damaged', async () => {
    const path = join(folder, 'short.onnx')
    writeFileSync(path, readFileSync(model).subarray(0, 3000))
    expect(sizeless(await refusal(folder, 1, 'models', 'info', path))).toMatchInlineSnapshot(
      `"starsift: short.onnx: truncated ONNX file: expected at least # bytes, got 3000; copy or make it again"`,
    )
  })

  const normalised = (message: string) => message.replace(/[0-9a-f]{64}/g, 'SHA-256')
})

describe('weights', () => {
  const weights = join(root, 'weights')
  beforeAll(() => unpackFiles('weights-torch', weights))

  const importing = (path: string) => {
    const out = join(folder, 'out.onnx')
    return refusal(folder, 1, 'models', 'import', path, '--arch', 'starcnet', '--out', out)
  }
  const shorten = (message: string) => message.replaceAll(`${weights}/`, '')

  test('of another network', async () => {
    expect(shorten(await importing(join(weights, 'shapes.zip.pth')))).toMatchInlineSnapshot(
      `"starsift: shapes.zip.pth: weights of another network: expected 98 tensors, got 10; 98 missing: conv1.weight, conv1.bias, bn1.weight, bn1.bias, conv3.weight, conv3.bias, bn3.weight, bn3.bias, conv4.weight, conv4.bias and 88 more; 10 left over: odd, scalar, one, empty, transposed, everyOther, offset, row, expanded, base; choose the architecture that these weights were trained for"`,
    )
  })

  test('cut short', async () => {
    for (const kind of ['zip', 'legacy']) {
      const bytes = readFileSync(join(weights, `shapes.${kind}.pth`))
      writeFileSync(join(folder, `${kind}.pth`), bytes.subarray(0, bytes.length / 2))
    }
    expect(sizeless(await importing(join(folder, 'zip.pth')))).toMatchInlineSnapshot(
      `"starsift: zip.pth: truncated zip: no end record: expected the bytes PK 05 06 at the end, got none in # bytes; download or copy it again"`,
    )
    const legacy = await importing(join(folder, 'legacy.pth'))
    expect(sizeless(legacy.replace(/storage \d+/, 'storage KEY'))).toMatchInlineSnapshot(
      `"starsift: legacy.pth: truncated file: it ends before storage KEY does: expected # bytes, got # bytes; download or copy it again"`,
    )
  })

  test('no weights', async () => {
    expect(await importing(given('<html>404', 'page.pth'))).toMatchInlineSnapshot(
      `"starsift: page.pth: not a file of weights: expected .pth (torch.save), .safetensors or .npz, got a web page or XML (was the download refused?)"`,
    )
  })
  test('that ask for os.system: refused by name, not executed', async () => {
    for (const kind of ['zip', 'legacy']) {
      const message = shorten(await importing(join(weights, 'evil', `system.2.${kind}.pth`)))
      expect(message).toMatch(
        /evil\/system\.2\.(zip|legacy)\.pth.*asks for posix\.system.*nothing was executed/,
      )
    }
    expect(readdirSync(weights)).not.toContain('executed')
  })
})
