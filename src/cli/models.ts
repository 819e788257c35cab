import { Command } from 'commander'
import { ARCHITECTURES, type EnsembleManifest, type ModelCard } from '../models/index.js'
import { exportModel, importModel, modelInfo } from '../verbs/index.js'
import { cardRows, ensembleRows, rowsText } from './model-text.js'
import { jsonOption, numberList, wholeNumber, wordList } from './options.js'
import { print, printJson } from './print.js'
import { printNote } from './progress.js'
import { pullCommand } from './pull.js'

interface ParsedImport {
  arch: string
  out: string
  bands?: string[]
  means?: number[]
  size?: number
}

export function modelsVerb(): Command {
  return new Command('models')
    .description('make model files from weights, and print what is in them')
    .addHelpText('after', '\nExample:\n  starsift models info starcnet.onnx')
    .addCommand(importCommand())
    .addCommand(pullCommand())
    .addCommand(exportCommand())
    .addCommand(infoCommand())
}

function importCommand(): Command {
  return new Command('import')
    .description(
      'make a model file (.onnx) from the weights of a network; nothing in them is executed',
    )
    .usage('<weights> --arch <name> --out <file> [options]')
    .argument('<weights>', 'file of weights: .pth (zip or legacy), .safetensors or .npz')
    .requiredOption('--arch <name>', `network: ${ARCHITECTURES.map(({ name }) => name).join(', ')}`)
    .requiredOption('--out <file>', 'model file: .onnx')
    .option(
      '--bands <list>',
      'bands from blue to red, e.g. F475W,F625W,F814W; | means or',
      wordList,
    )
    .option(
      '--means <list>',
      'value that the training subtracted from each band, e-/s',
      numberList('--means'),
    )
    .option('--size <px>', 'side of a stamp (default: from --arch)', wholeNumber('--size', 1))
    .addHelpText(
      'after',
      '\nExample:\n  starsift models import starcnet.pth --arch starcnet --out starcnet.onnx',
    )
    .action(importFile)
}

function exportCommand(): Command {
  return new Command('export')
    .description('write the weights of a model file for PyTorch (they load with strict=True)')
    .usage('<model> --out <file>')
    .argument('<model>', 'model file (.onnx), or `shipped`')
    .requiredOption('--out <file>', 'file for the weights: .safetensors')
    .addHelpText(
      'after',
      '\nExample:\n  starsift models export starcnet.onnx --out starcnet.safetensors',
    )
    .action(exportFile)
}

function infoCommand(): Command {
  return new Command('info')
    .description('print the card of a model file or an ensemble, and verify all checksums')
    .argument('<model>', 'model file (.onnx), folder of a run or an ensemble, or `shipped`')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  starsift models info starcnet.onnx')
    .action(info)
}

async function importFile(weights: string, options: ParsedImport): Promise<void> {
  await importModel({ weights, ...options, onNote: printNote })
  print(`${options.out}\n`)
}

async function exportFile(model: string, { out }: { out: string }): Promise<void> {
  await exportModel({ model, out })
  print(`${out}\n`)
}

async function info(path: string, { json }: { json?: boolean }): Promise<void> {
  const { card, manifest, notes } = await modelInfo(path)
  notes?.tell(printNote)
  if (json) printJson(manifest ? ofAll(card, manifest) : card)
  else print(rowsText(manifest ? ensembleRows(card, manifest) : cardRows(card)))
}

/** The card of an ensemble, without what belongs to its first member alone. */
function ofAll(card: ModelCard, { members, provenance }: EnsembleManifest) {
  const { graphSha256: _, ...shared } = card
  return { ...shared, provenance, members }
}
