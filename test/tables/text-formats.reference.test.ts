/** Text tables as astropy reads them: our cases, and the files that astropy itself is tested with. */
import { expect, test } from 'vitest'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, runPython, withPython } from '../setup/peers.js'
import {
  readCase,
  type SeenColumn,
  seenOf,
  TEXT_CASES,
  type TextCase,
  withoutUnits,
} from './text-cases.js'

withPython('astropy', 'against astropy', () => {
  test('our cases, and what is stored of them', async () => {
    const answers = answersOf<Record<string, SeenColumn[]>>('table_texts.py', TEXT_CASES)
    expectStored('text-tables', madeBy('table_texts.py', 'astropy'), answers)
    for (const [name, asked] of Object.entries(TEXT_CASES)) {
      expect(seenOf(await readCase(asked)), name).toEqual(withoutUnits(answers[name]))
    }
  })

  test.each(['ipac', 'cds', 'daophot', 'fixed_width_two_line'])(
    'the files of astropy: %s',
    async (form) => {
      const files: Record<string, TextCase & { columns: SeenColumn[] }> = JSON.parse(
        runPython('table_texts.py', 'own', form),
      )
      for (const [name, file] of Object.entries(files)) {
        const expected = withoutUnits(file.columns)
        const table = await readCase(file, name.split('/').at(-1))
        const notes = [...(table.meta.notes ?? [])]
        if (name === 'ipac.dat') {
          // The digits of its second row run under the bars: astropy cuts them there.
          expect(notes).toEqual([
            '1 of 2 rows (2) run under the bars: cells that touch are missing',
            '1 of 2 rows (2) have text behind the last bar',
          ])
          for (const column of expected) column.cells[1] = null
        } else if (name.startsWith('fixed')) expected[1].cells[0] = 'hello'
        expect(seenOf(table), name).toEqual(expected)
      }
    },
  )
})
