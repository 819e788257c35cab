import { Command } from 'commander'
import { cancelJob, openJob } from '../jobs/index.js'
import { print } from './print.js'

export function cancelVerb(): Command {
  return new Command('cancel')
    .description('stop a job: no further piece is begun; what is done is kept')
    .usage('<job>')
    .argument('<job>', 'folder of the job, made with `starsift plan`')
    .addHelpText('after', '\nExample:\n  starsift cancel job/')
    .action(async (folder: string) => {
      await cancelJob(await openJob(folder))
      print(`${folder} is cancelled; pieces that run are ended by their engine, or end\n`)
    })
}
