/** Examples of the four classes, from the simulated field that comes with the package. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FOUR_CLASSES } from '../catalog/index.js'
import { candidatesOn, openMosaics } from '../cutouts/index.js'
import { openFitsFiles } from '../files/index.js'
import { packageFile } from '../package-files.js'
import {
  type ClassExample,
  type FieldDescription,
  openFieldView,
  simulatedExamples,
} from '../viewing/index.js'
import { BUNDLED, BUNDLED_CATALOG } from './demo.js'
import { openTable } from './open-table.js'

/** @param like the field in whose sky and noise they are shown */
export async function demoExamples(like: Pick<FieldDescription, 'bands'>): Promise<ClassExample[]> {
  const folder = packageFile(BUNDLED)
  const mosaics = (await readdir(folder)).filter((name) => name.endsWith('.fits'))
  const field = await openMosaics(await openFitsFiles(mosaics.map((name) => join(folder, name))))
  try {
    const table = await openTable(join(folder, BUNDLED_CATALOG))
    const candidates = candidatesOn(field, table, { origin: 1 })
    const about = { title: 'simulated', catalogue: { file: BUNDLED_CATALOG, sha256: '' } }
    const view = openFieldView({ field, candidates, classes: FOUR_CLASSES, ...about })
    return await simulatedExamples({ field, candidates, view }, like)
  } finally {
    await field.close()
  }
}
