/** `starsift page` as a function: the page that classifies dropped files, on this machine. */
import { packageFile } from '../package-files.js'
import { type StaticServer, servePage } from '../server/index.js'

export interface PageOptions {
  /** Default: 8642, or another where that is taken. */
  readonly port?: number
}

/**
 * Serves the page until it is closed. No file leaves the browser.
 *
 * @throws InputError if this installation has no page
 * @throws CommandError if the port cannot be had
 * @example const { address, close } = await page({ port: 8642 })
 */
export function page({ port }: PageOptions = {}): Promise<StaticServer> {
  return servePage({ page: packageFile('dist/page'), port })
}
