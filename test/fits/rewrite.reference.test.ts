/**
 * Images that we pack: astropy and funpack read them, and their tiles are those of fpack, byte for
 * byte (test/reference/written_images.py).
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { endOfHdu, type Hdu, hduSums, readHdus, readImage } from '../../src/fits/index.js'
import { convert } from '../../src/verbs/index.js'
import { hasProgram, hasShared, runPython, sharedPath, withPython } from '../setup/peers.js'
import { temporaryFolder, withFile } from './files.js'
import { rewritten } from './memory-sink.js'

const folder = temporaryFolder()
const KINDS = ['u8', 'i16', 'u16', 'i32', 'i64', 'f32', 'f64', 'gaps', 'cube', 'row']
const PACKINGS = ['rice', 'gzip'] as const
const cases = KINDS.flatMap((kind) => PACKINGS.map((packing) => [kind, packing] as const))

/** The file of a kind, packed; and the largest step that its note names. */
async function packed(plain: string, compress: 'rice' | 'gzip') {
  const out = join(folder, 'packed.fits.fz')
  let step = 0
  const onNote = (note: string) => {
    step = Number(/steps of at most (\S+?)(;|$)/.exec(note)?.[1] ?? step)
  }
  await convert({ input: plain, out, compress, onNote })
  return { out, step }
}

type Compared = [isNanThere: boolean, areZerosThere: boolean, farthest: number]
const seenBy = (plain: string, ...paths: string[]): Compared[] =>
  JSON.parse(runPython('written_images.py', '--read', plain, ...paths))

function funpacked(path: string): string {
  const out = join(folder, 'unpacked.fits')
  rmSync(out, { force: true })
  execFileSync('funpack', ['-O', out, path])
  return out
}

withPython('astropy', 'packed by us', () => {
  runPython('written_images.py', folder)
  const plainOf = (kind: string) => join(folder, `plain_${kind}.fits`)

  describe.skipIf(!hasProgram('fpack'))('read by astropy and funpack', () => {
    test.each(cases)('%s %s', async (kind, packing) => {
      const { out, step } = await packed(plainOf(kind), packing)
      const isRounded = packing === 'rice' && /^(f|gaps|cube|row)/.test(kind)
      expect(step > 0).toBe(isRounded)
      for (const [nan, zeros, far] of seenBy(plainOf(kind), out, funpacked(out))) {
        expect([nan, zeros]).toEqual([true, true])
        expect(far).toBeLessThanOrEqual(0.51 * step)
      }
      // Rounded pixels are the same for us, bit for bit.
      await withFile(out, async (source, hdus) =>
        withFile(funpacked(out), async (other, theirs) => {
          const own = await readImage(source, hdus.at(-1)!)
          expect(own).toEqual(await readImage(other, theirs[0]))
        }),
      )
    })

    test('unpacked by us, the file is as funpack unpacks it', async () => {
      for (const kind of ['i16', 'gaps']) {
        const { out } = await packed(plainOf(kind), 'gzip')
        const plain = join(folder, 'plain.fits')
        await convert({ input: out, out: plain })
        expect(seenBy(plainOf(kind), plain)[0]).toEqual([true, true, 0])
      }
    })
  })

  describe.skipIf(!hasProgram('fpack'))('as fpack packs them', () => {
    test.each(['u8', 'i16', 'u16', 'i32', 'f32', 'f64'])('%s', async (kind) => {
      const { out } = await packed(plainOf(kind), 'rice')
      const theirs = join(folder, 'fpack.fz')
      const rows = (): number[] => JSON.parse(runPython('written_images.py', '--rows', out, theirs))
      const pack = (seed: number) => {
        rmSync(theirs, { force: true })
        execFileSync('fpack', ['-r', `-qz${seed}`, '4', '-O', theirs, plainOf(kind)])
      }
      pack(1)
      const [, , seed] = rows()
      if (seed > 0) pack(seed)
      expect(rows().slice(0, 2)).toEqual([83, 83])
    })
  })

  test('astropy accepts the sums of tables', async () => {
    const table = join(folder, 'table.fits')
    const csv = join(folder, 'table.csv')
    writeFileSync(csv, 'id,x\n9007199254740993,1.5\n2,\n')
    await convert({ input: csv, out: table })
    const seen = JSON.parse(runPython('written_images.py', '--table', table))
    expect(seen).toEqual({ id: ['9007199254740993', '2'], x: ['1.5', 'nan'] })
  })

  test.skipIf(!hasShared('hst') || !hasProgram('fpack'))('real mosaics', async () => {
    for (const file of readdirSync(sharedPath('hst')).filter((name) => /fits$/.test(name))) {
      const plain = sharedPath('hst', file)
      for (const packing of PACKINGS) {
        const { out, step } = await packed(plain, packing)
        for (const [nan, zeros, far] of seenBy(plain, out, funpacked(out))) {
          expect([nan, zeros]).toEqual([true, true])
          expect(far).toBeLessThanOrEqual(0.51 * step)
        }
      }
    }
  })
})

const hasPixels = ({ kind, dataLength }: Hdu) => kind === 'image' && dataLength > 0

describe.skipIf(!hasShared('fits'))('conformance files', () => {
  const files = () =>
    readdirSync(sharedPath('fits', 'files')).filter((name) => name.endsWith('.fits'))

  test.each([undefined, 'gzip'] as const)('packing %s: all pixels are kept', async (packing) => {
    let nImages = 0
    for (const file of files()) {
      const bytes = new Uint8Array(readFileSync(sharedPath('fits', 'files', file)))
      const plain = memorySource(bytes)
      const before = (await readHdus(plain)).filter(hasPixels)
      const { source, hdus } = await rewritten(bytes, { packing })
      for (const [i, hdu] of hdus.filter(hasPixels).entries()) {
        expect(await readImage(source, hdu), file).toEqual(await readImage(plain, before[i]))
        nImages++
      }
      let start = 0
      for (const hdu of hdus) {
        expect(await hduSums(source, start, hdu), file).toEqual({
          checksum: 'holds',
          datasum: 'holds',
        })
        start = endOfHdu(hdu)
      }
    }
    expect(nImages).toBeGreaterThan(20)
  })
})
