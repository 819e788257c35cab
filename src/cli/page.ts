import { Command } from 'commander'
import { openBrowser } from '../server/index.js'
import { type PageOptions, page } from '../verbs/index.js'
import { ended } from './ended.js'
import { portNumber } from './options.js'
import { print } from './print.js'

export function pageVerb(): Command {
  return new Command('page')
    .description('classify files that are dropped into a page in the browser')
    .option('--port <n>', 'port (default: 8642, or a free one)', portNumber)
    .option('--no-open', 'do not open the browser')
    .addHelpText('after', EXAMPLE)
    .action(run)
}

const EXAMPLE = `
Nothing is uploaded: the browser reads the files and runs the model. It keeps your labels for each
address, so give the same --port again to find them. Ctrl-C ends the server.

Example:
  starsift page`

async function run({ open, port }: PageOptions & { open: boolean }): Promise<void> {
  const { address, close } = await page({ port })
  // Whoever reads the address may send the signal at once.
  const end = ended()
  print(`Open in the browser: ${address}\nCtrl-C ends the server.\n`)
  if (open) openBrowser(address)
  await end
  await close()
}
