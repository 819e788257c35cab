/** Mixin columns, masks and cells of several axes pass through starsift as astropy wrote them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { readTable, tableBytes } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { runPython, withPython } from '../setup/peers.js'

withPython('astropy', 'against astropy', () => {
  const folder = temporaryFolder()

  test('types, units, coordinates, times, masks, axes and meta', async () => {
    runPython('table_mixed.py', 'write', folder)
    const made: [string, 'ecsv' | 'fits'][] = [
      ['mixed.ecsv', 'ecsv'],
      ['masked.ecsv', 'ecsv'],
      ['shapes.ecsv', 'ecsv'],
      ['shapes.ecsv', 'fits'],
      ['shapes.fits', 'fits'],
      ['shapes.fits', 'ecsv'],
    ]
    for (const [name, format] of made) {
      const table = await readTable(memorySource(readFileSync(join(folder, name)), name))
      writeFileSync(join(folder, `ours-${name}.${format}`), tableBytes(table, format))
    }
    const answers: Record<string, Record<string, boolean>> = JSON.parse(
      runPython('table_mixed.py', 'compare', folder),
    )
    expect(Object.keys(answers)).toHaveLength(made.length)
    const wrong = Object.entries(answers).flatMap(([file, columns]) =>
      Object.entries(columns).flatMap(([column, alike]) => (alike ? [] : [`${file}: ${column}`])),
    )
    expect(wrong).toEqual([])
    expect(Object.keys(answers['ours-mixed.ecsv.ecsv'])).toEqual(
      expect.arrayContaining(['at', 'when', 'meta shape', 'meta array']),
    )
  })
})
