/** Source Extractor with the settings of its Debian package, some of them changed. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const INSTALLED = '/usr/share/source-extractor'

/**
 * Writes the catalogue of an image, in its ASCII_HEAD format.
 *
 * @param columns parameters of Source Extractor's, e.g. `X_IMAGE`
 * @param changes to its settings, by name
 */
export function runSourceExtractor(
  image: string,
  catalog: string,
  columns: readonly string[],
  changes: Readonly<Record<string, string>>,
): void {
  const parameters = `${catalog}.param`
  writeFileSync(parameters, `${columns.join('\n')}\n`)
  const settings = {
    PARAMETERS_NAME: parameters,
    FILTER_NAME: `${INSTALLED}/default.conv`,
    STARNNW_NAME: `${INSTALLED}/default.nnw`,
    CATALOG_TYPE: 'ASCII_HEAD',
    CATALOG_NAME: catalog,
    VERBOSE_TYPE: 'QUIET',
    ...changes,
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => [`-${name}`, value])
  execFileSync('source-extractor', [image, '-c', `${INSTALLED}/default.sex`, ...flags])
}
