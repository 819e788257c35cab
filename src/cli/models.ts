import { Command } from 'commander'
import { ARCHITECTURES, type EnsembleManifest, type ModelCard } from '../models/index.js'
import { addGallery, exportModel, importModel, modelInfo, quantize } from '../verbs/index.js'
import { cardRows, ensembleRows, galleryRows, int8Rows, rowsText } from './model-text.js'
import {
  jsonOption,
  numberList,
  seedOption,
  strictOption,
  wholeNumber,
  wordList,
} from './options.js'
import { print, printJson } from './print.js'
import { printNote, progressLine } from './progress.js'
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
    .addCommand(quantizeCommand())
    .addCommand(galleryCommand())
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
    .argument('<model>', 'model file (.onnx), `shipped` or `typical`')
    .requiredOption('--out <file>', 'file for the weights: .safetensors')
    .addHelpText(
      'after',
      '\nExample:\n  starsift models export starcnet.onnx --out starcnet.safetensors',
    )
    .action(exportFile)
}

function quantizeCommand(): Command {
  return new Command('quantize')
    .description('measure the values in a network, so that `--precision int8` can be used')
    .usage('<model> --out <file> [options]')
    .argument('<model>', 'model file (.onnx), `shipped` or `typical`')
    .requiredOption('--out <file>', 'model file: .onnx')
    .option('--data <files...>', 'data sets of classified stamps (default: a simulated field)')
    .option('--test <files...>', 'data sets to measure the effect on (default: those of --data)')
    .addOption(seedOption('the simulated field'))
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  starsift models quantize run/model.onnx --out mine.onnx')
    .action(quantizeFile)
}

function galleryCommand(): Command {
  return new Command('gallery')
    .description('add stamps of training to a model, for `explain` to show beside a row')
    .usage('<model> --data <files...> --out <file> [options]')
    .argument('<model>', 'model file (.onnx), `shipped` or `typical`')
    .requiredOption('--out <file>', 'model file: .onnx')
    .requiredOption('--data <files...>', 'data sets of classified stamps: those of its training')
    .option('--per-class <n>', 'stamps of each class (default: 64)', wholeNumber('--per-class', 1))
    .addOption(seedOption('the draw'))
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  starsift models gallery run/model.onnx --data train.fits --out mine.onnx',
    )
    .action(galleryFile)
}

function infoCommand(): Command {
  return new Command('info')
    .description('print the card of a model file or an ensemble, and verify all checksums')
    .argument(
      '<model>',
      'model file (.onnx), folder of a run or an ensemble, `shipped` or `typical`',
    )
    .addOption(strictOption())
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

interface ParsedQuantize {
  out: string
  data?: string[]
  test?: string[]
  seed?: number
  strict?: boolean
  json?: boolean
}

async function quantizeFile(model: string, { json, ...options }: ParsedQuantize): Promise<void> {
  const onProgress = progressLine('stamps')
  const card = await quantize({ model, ...options, onNote: printNote, onProgress })
  if (json) printJson({ out: options.out, int8: card.int8 })
  else print(`${options.out}\n${rowsText(int8Rows(card))}`)
}

interface ParsedGallery {
  out: string
  data: string[]
  perClass?: number
  seed?: number
  strict?: boolean
  json?: boolean
}

async function galleryFile(model: string, { json, ...options }: ParsedGallery): Promise<void> {
  const onProgress = progressLine('stamps')
  const card = await addGallery({ model, ...options, onNote: printNote, onProgress })
  if (json) printJson({ out: options.out, gallery: card.gallery })
  else print(`${options.out}\n${rowsText(galleryRows(card))}`)
}

async function info(
  path: string,
  { json, strict }: { json?: boolean; strict?: boolean },
): Promise<void> {
  const { card, manifest } = await modelInfo(path, { strict, onNote: printNote })
  if (json) printJson(manifest ? ofAll(card, manifest) : card)
  else print(rowsText(manifest ? ensembleRows(card, manifest) : cardRows(card)))
}

/** The card of an ensemble, without what belongs to its first member alone. */
function ofAll(card: ModelCard, { members, provenance }: EnsembleManifest) {
  const { graphSha256: _, ...shared } = card
  return { ...shared, provenance, members }
}
