import { Command } from 'commander'
import { type Merged, type MergeOptions, merge } from '../pieces/index.js'
import { classificationText, summaryOf } from './classify-run.js'
import { completenessSummary, completenessText } from './completeness.js'
import { datasetSummary, datasetText } from './cutouts.js'
import { jsonOption, strictOption, typedCommand } from './options.js'
import { print, printJson } from './print.js'
import { printNote } from './progress.js'

export function mergeVerb(): Command {
  return new Command('merge')
    .description('make the result of a job from its pieces, as one process would')
    .usage('<job> --out <file or dir> [options]')
    .argument('<job>', 'folder of the job, made with `starsift plan`')
    .requiredOption('--out <path>', 'what --out is for the verb; of several fields, a folder')
    .option('--partial', 'merge what is done; rows of other pieces have the flag not_done')
    .option('--report <dir>', 'of classify: folder for report.html, a page with pictures')
    .option('--regions <file>', 'of classify, one field: the classes as regions for DS9: .reg')
    .option('--ending <ending>', 'of classify on several fields: .fits .csv ... (default: .ecsv)')
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  starsift merge job/ --out classes.fits')
    .action(run)
}

type ParsedOptions = Omit<MergeOptions, 'job'> & { json?: boolean }

async function run(job: string, { json, ...options }: ParsedOptions): Promise<void> {
  const merged = await merge({ ...options, job, command: typedCommand(), onNote: printNote })
  if (json) printJson(jsonOf(merged, options.out))
  else print(textOf(merged, options.out))
}

function jsonOf(merged: Merged, out: string): unknown {
  if (merged.verb === 'classify') return { fields: merged.fields.map((one) => summaryOf(one, out)) }
  if (merged.verb === 'train') return { out, model: merged.run.model, ...merged.run.result }
  if (merged.verb === 'simulate') return { folders: merged.folders }
  if (merged.verb === 'completeness') return completenessSummary(merged.completeness)
  if (merged.verb === 'cutouts') return datasetSummary(merged.dataset, out)
  return { out, cells: merged.experiment.cells.map(({ cell, error }) => ({ ...cell, error })) }
}

function textOf(merged: Merged, out: string): string {
  if (merged.verb === 'classify') {
    return merged.fields.map((one) => classificationText(summaryOf(one, out))).join('')
  }
  if (merged.verb === 'train') return merged.run.summary
  if (merged.verb === 'simulate') return merged.folders.map((folder) => `${folder}\n`).join('')
  if (merged.verb === 'completeness') return completenessText(merged.completeness)
  if (merged.verb === 'cutouts') return datasetText(datasetSummary(merged.dataset, out))
  return `${out}: ${merged.experiment.cells.length} cells\n`
}
