/**
 * Compressed tables (fpack -table) of test/reference/packed_tables.py: read as funpack unpacks
 * them, byte for byte, and stored for the fast suite.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Hdu, readBinaryTable } from '../../src/fits/index.js'
import { convert } from '../../src/verbs/index.js'
import { storeFiles } from '../setup/golden.js'
import { hasProgram, runPython, withPython } from '../setup/peers.js'
import { temporaryFolder, withFile } from './files.js'
import { PACKED_TABLES } from './small-packed-tables.js'

const folder = temporaryFolder()

function packed(plain: string, out: string): string {
  const path = join(folder, out)
  rmSync(path, { force: true })
  execFileSync('fpack', ['-table', '-O', path, join(folder, plain)], { stdio: 'ignore' })
  return path
}

function funpacked(path: string): string {
  const out = join(folder, 'unpacked.fits')
  rmSync(out, { force: true })
  execFileSync('funpack', ['-O', out, path], { stdio: 'ignore' })
  return out
}

/** Every card but the sums, which have the time of packing in them. */
const cardsOf = ({ header }: Hdu) => header.cards.filter(({ keyword }) => !/SUM$/.test(keyword))

withPython('astropy', 'packed tables', () => {
  runPython('packed_tables.py', folder)
  const tables = readdirSync(folder).filter((name) => name.startsWith('table_'))

  describe.skipIf(!hasProgram('fpack'))('as funpack unpacks them', () => {
    test.each(tables.filter((name) => !name.includes('complex')))('%s', async (plain) => {
      const path = packed(plain, 'packed.fz')
      const ours = join(folder, 'ours.fits')
      await convert({ input: path, out: ours })
      await withFile(path, async (source, [, own]) => {
        expect(own.packed, 'packed').toBeDefined()
        for (const other of [funpacked(path), join(folder, plain), ours]) {
          await withFile(other, async (theirs, [, expected]) => {
            const { dataStart, dataLength } = expected
            expect(own.dataLength).toBe(dataLength)
            const bytes = await own.data!.slice(0, dataLength)
            const equal = Buffer.from(bytes).equals(
              await theirs.slice(dataStart, dataStart + dataLength),
            )
            expect(equal, other).toBe(true)
            expect(cardsOf(own)).toEqual(cardsOf(expected))
            expect(await readBinaryTable(source, own)).toEqual(
              await readBinaryTable(theirs, expected),
            )
          })
        }
      })
    })

    test('complex numbers that funpack does not read: as they were, or refused by name', async () => {
      await withFile(packed('table_complex_GZIP_1.fits', 'packed.fz'), (source, [, own]) =>
        withFile(join(folder, 'table_complex_GZIP_1.fits'), async (plain, [, expected]) => {
          expect(await readBinaryTable(source, own)).toEqual(await readBinaryTable(plain, expected))
        }),
      )
      await withFile(packed('table_complex_GZIP_2.fits', 'packed.fz'), async (source, [, own]) => {
        await expect(readBinaryTable(source, own)).rejects.toThrow(/ZCTYP2.*elements C, got GZIP_2/)
      })
    })

    test('what the fast suite reads', () => {
      for (const name of PACKED_TABLES) packed(`table_${name.replace(/fz$/, 'fits')}`, name)
      const made = 'test/reference/packed_tables.py, fpack of cfitsio 4.2.0'
      storeFiles('packed-tables', made, folder, PACKED_TABLES)
    })
  })
})
