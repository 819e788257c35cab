/** Lists, complex numbers and bits in FITS tables, both ways through astropy (table_lists.py). */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readTable, tableBytes } from '../../src/tables/index.js'
import { runPython, withPython } from '../setup/peers.js'

type Seen = Record<string, { format: string; values: unknown[] }>

withPython('astropy', 'against astropy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'starsift-lists-'))
  const path = join(folder, 'theirs.fits')
  runPython('table_lists.py', 'write', path)
  const theirs = async () => readTable(memorySource(readFileSync(path), 'theirs.fits'))
  const seenIn = (file: string): Seen => JSON.parse(runPython('table_lists.py', 'read', file))

  test('every type of element is read', async () => {
    const table = await theirs()
    for (const [code, Values] of Object.entries({
      ...{ B: Uint8Array, I: Int16Array, J: Int32Array, K: BigInt64Array },
      ...{ E: Float32Array, D: Float64Array },
    })) {
      const { values, offsets } = table.column(`list_${code}`)
      expect(values).toBeInstanceOf(Values)
      expect(Array.from(values as ArrayLike<number>, Number)).toEqual([1, 2, 3, 100, 7])
      expect([...offsets!]).toEqual([0, 3, 3, 5])
    }
    for (const code of ['C', 'M']) {
      const { values, offsets, complex } = table.column(`list_${code}`)
      expect([...(values as Float64Array)]).toEqual([1, 0, 2, 0, 3, 0, 100, 0, 7, 0])
      expect({ complex, offsets: [...offsets!] }).toEqual({ complex: true, offsets: [0, 6, 6, 10] })
    }
    expect(table.column('wide')).toMatchObject({ unit: 'mag', offsets: Int32Array.of(0, 3, 3, 5) })
    expect(table.column('words')).toMatchObject({ values: ['a', '', 'bcd'] })
    expect(table.column('bits')).toMatchObject({ width: 11, bits: true })
  })

  test('astropy reads the same from our file as from its own', async () => {
    const ours = join(folder, 'ours.fits')
    writeFileSync(ours, tableBytes(await theirs(), 'fits'))
    const [before, after] = [seenIn(path), seenIn(ours)]
    expect(Object.keys(after)).toEqual(Object.keys(before))
    for (const [name, { values }] of Object.entries(before)) {
      const same = name === 'words' ? ['a', '', 'bcd'] : values
      expect(after[name].values, name).toEqual(same)
    }
    // A list of characters is one text here; Q is written only where P cannot reach.
    const formats = (seen: Seen) => Object.values(seen).map(({ format }) => format)
    expect(formats(after)).toEqual(
      formats(before).map((format) => (format.startsWith('PA') ? '3A' : format.replace('Q', 'P'))),
    )
  })
})
