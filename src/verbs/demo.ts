/** `starsift demo` as a function: the field that comes with the package, classified. */
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import type { Classification } from '../classify/index.js'
import { checkFolder } from '../files/index.js'
import { packageFile } from '../package-files.js'
import { type ClassifyOptions, classify } from './classify.js'
import { SHIPPED_MODEL } from './model-path.js'

/** The simulated field; demo/README.md has the command that made it. */
export const BUNDLED = 'demo/sim2-1'
export const BUNDLED_CATALOG = 'sim2-1_candidates.ecsv'

export interface DemoOptions {
  /** Folder for the field, the catalogue classes.csv and the report; default `starsift-demo`. */
  readonly out?: string
  readonly onProgress?: ClassifyOptions['onProgress']
}

/**
 * Copies the bundled field and classifies it with the shipped model.
 *
 * @returns the classification, and the path of the catalogue with the classes
 * @example const { classification } = await demo({ out: 'starsift-demo' })
 */
export async function demo({ out = 'starsift-demo', onProgress }: DemoOptions = {}): Promise<{
  classification: Classification
  catalog: string
}> {
  await checkFolder(out)
  const images = join(out, 'field')
  await cp(packageFile(BUNDLED), images, { recursive: true })
  const catalog = join(out, 'classes.csv')
  const classification = await classify({
    images: [images],
    catalog: join(images, BUNDLED_CATALOG),
    model: SHIPPED_MODEL,
    out: catalog,
    report: join(out, 'report'),
    origin: 1,
    onProgress,
  })
  return { classification, catalog }
}
