/** A process that labels until it is killed: it prints the key of each label that is saved. */
import { join } from 'node:path'
import { rolldown } from 'rolldown'

/**
 * Bundles the log, with a program around it.
 *
 * @returns the path; its arguments are a folder, a person, and the number of its first key
 */
export async function labellingProgram(folder: string): Promise<string> {
  const file = join(folder, 'labelling.mjs')
  const bundle = await rolldown({
    input: 'labelling',
    platform: 'node',
    plugins: [
      {
        name: 'labelling',
        resolveId: (id) => (id === 'labelling' ? id : null),
        load: (id) => (id === 'labelling' ? PROGRAM : null),
      },
    ],
  })
  await bundle.write({ file, format: 'esm' })
  await bundle.close()
  return file
}

const PROGRAM = `
import { LabelLog } from '${process.cwd()}/src/labels/index.ts'
const [, , folder, person, first] = process.argv
const log = await LabelLog.open(folder)
const object = { id: '1', x: 1, y: 2, ra: null, dec: null }
const note = 'x'.repeat(1500)
for (let n = Number(first); ; n++) {
  const key = 'key-' + String(n).padStart(8, '0')
  const time = new Date().toISOString()
  await log.append([{
    ...{ kind: 'label', key, time, person, object, catalogue: '', class: 1, milliseconds: 1 },
    ...{ stretch: 'asinh', sawMachine: false, order: 'random', note },
  }])
  process.stdout.write(key + '\\n')
}
`
