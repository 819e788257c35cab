import { Command } from 'commander'
import { cancelSubmitted, openJob } from '../jobs/index.js'
import { print } from './print.js'

export function cancelVerb(): Command {
  return new Command('cancel')
    .description('stop a job: no further piece is begun; what is done is kept')
    .usage('<job>')
    .argument('<job>', 'folder of the job, made with `starsift plan`')
    .addHelpText('after', '\nExample:\n  starsift cancel job/')
    .action(async (folder: string) => {
      const ids = await cancelSubmitted(await openJob(folder))
      const ended = ids.length > 0 ? `ended: ${ids.join(', ')}` : 'pieces that run go to their end'
      print(`${folder} is cancelled; ${ended}\n`)
    })
}
