/**
 * Stamps bit for bit against astropy's Cutout2D and numpy's slices:
 * test/reference/cutouts_stamps.py.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import {
  openMosaic,
  type SourcePosition,
  StampCutter,
  stampWindow,
  type WindowRule,
} from '../../src/cutouts/index.js'
import { openFile } from '../../src/files/index.js'
import { temporaryFolder } from '../fits/files.js'
import { hasPython, runPython, withPython } from '../setup/peers.js'
import { expectSameBits } from './oracle.js'

const MOSAICS = ['float32', 'int16', 'float64']
const SIZES = [1, 2, 7, 32, 33]

withPython('astropy', 'against astropy', () => {
  const folder = temporaryFolder()
  if (hasPython('astropy')) runPython('cutouts_stamps.py', folder)

  function positionsIn(file: string, origin: 0 | 1): SourcePosition[] {
    const pairs: [number, number][] = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    return pairs.map(([x, y]) => ({
      x: x - origin,
      y: y - origin,
      fitsX: x - origin + 1,
      fitsY: y - origin + 1,
      ...(origin === 1 && { fitsX: x, fitsY: y }),
    }))
  }

  async function stampsOf(
    mosaic: string,
    rule: WindowRule,
    positions: SourcePosition[],
    sizePx: number,
  ): Promise<Float32Array> {
    const opened = await openMosaic(await openFile(join(folder, `${mosaic}.fits`)))
    const stamps = new Float32Array(positions.length * sizePx ** 2)
    const windows = positions.map((position) => stampWindow(rule, position, sizePx))
    await new StampCutter([opened], sizePx).cut(windows, stamps)
    await opened.close()
    return stamps
  }

  function expected(file: string): Float32Array {
    const bytes = readFileSync(join(folder, file))
    return new Float32Array(new Uint8Array(bytes).buffer)
  }

  describe.each(MOSAICS)('%s', (mosaic) => {
    test.each(SIZES)('Cutout2D of %i px', async (sizePx) => {
      const positions = positionsIn('positions.json', 0)
      const stamps = await stampsOf(mosaic, 'centred', positions, sizePx)
      expectSameBits(stamps, expected(`${mosaic}-${sizePx}.f32`))
    })

    test("StarcNet's slices", async () => {
      const positions = positionsIn('starcnet.json', 1)
      const stamps = await stampsOf(mosaic, 'starcnet', positions, 32)
      expectSameBits(stamps, expected(`${mosaic}-starcnet.f32`))
    })
  })
})
