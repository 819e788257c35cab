/** The files that the package brings along: the shipped model, the demo, the font. Node only. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

let folder: string | undefined

/**
 * Path of a file or folder of the package, by its path in the package. Nothing checks that it is
 * there.
 *
 * @example
 * packageFile('models/starsift.onnx') // '/usr/lib/node_modules/starsift/models/starsift.onnx'
 */
export function packageFile(path: string): string {
  folder ??= packageFolder(dirname(fileURLToPath(import.meta.url)))
  return join(folder, path)
}

/** Sources and bundle lie at different depths, so the folder of the package is found upwards. */
function packageFolder(from: string): string {
  if (packageName(from) === 'starsift') return from
  const above = dirname(from)
  if (above === from)
    throw new Error(`internal: no package.json of starsift above ${import.meta.url}`)
  return packageFolder(above)
}

function packageName(dir: string): string | undefined {
  try {
    return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')).name
  } catch {
    return undefined
  }
}
