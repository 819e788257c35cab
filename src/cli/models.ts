import { Command } from 'commander'
import { CommandError } from '../errors.js'
import { checkWritable, refuseOverwriting, withFile, writeAtomically } from '../files/index.js'
import {
  ARCHITECTURES,
  architectureNamed,
  type EnsembleManifest,
  exportWeights,
  importWeights,
  type ModelCard,
} from '../models/index.js'
import { modelFile, openModelAt } from '../verbs/index.js'
import { cardRows, ensembleRows, rowsText } from './model-text.js'
import { jsonOption, numberList, wholeNumber, wordList } from './options.js'
import { printNote } from './progress.js'
import { pullCommand } from './pull.js'

interface ImportFlags {
  arch: string
  out: string
  bands?: string[]
  means?: number[]
  size?: number
}

export function modelsVerb(): Command {
  return new Command('models')
    .description('make model files from weights, and look into them')
    .addHelpText('after', '\nExample:\n  starsift models info starcnet.onnx')
    .addCommand(importCommand())
    .addCommand(pullCommand())
    .addCommand(exportCommand())
    .addCommand(infoCommand())
}

function importCommand(): Command {
  return new Command('import')
    .description(
      'make a model file (.onnx) from the weights of PyTorch; nothing in them is executed',
    )
    .argument('<weights>', '.pth (zip or legacy), .safetensors or .npz')
    .requiredOption('--arch <name>', `network: ${ARCHITECTURES.map(({ name }) => name).join(', ')}`)
    .requiredOption('--out <file>', 'model file: .onnx')
    .option(
      '--bands <list>',
      'filters, blue to red, e.g. F475W,F625W,F814W; | joins alternatives',
      wordList,
    )
    .option(
      '--means <list>',
      'what training subtracted from each band, e-/s',
      numberList('--means'),
    )
    .option('--size <px>', 'side of the stamps; default: that of --arch', wholeNumber('--size', 1))
    .addHelpText(
      'after',
      '\nExample:\n  starsift models import starcnet.pth --arch starcnet --out starcnet.onnx',
    )
    .action(importModel)
}

function exportCommand(): Command {
  return new Command('export')
    .description('write the weights of a model file as PyTorch loads them, strict=True')
    .argument('<model>', '.onnx, or `shipped`')
    .requiredOption('--out <file>', 'weights: .safetensors')
    .addHelpText(
      'after',
      '\nExample:\n  starsift models export starcnet.onnx --out starcnet.safetensors',
    )
    .action(exportModel)
}

function infoCommand(): Command {
  return new Command('info')
    .description('print the card of a model file or an ensemble, all checksums verified')
    .argument('<model>', '.onnx, the folder of a run or an ensemble, or `shipped`')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  starsift models info starcnet.onnx')
    .action(info)
}

async function importModel(path: string, { arch, out, ...flags }: ImportFlags): Promise<void> {
  const architecture = architectureNamed(arch)
  await refuseOverwriting(out, [path])
  await checkWritable(out)
  const { bytes, notes } = await withFile(path, (source) =>
    importWeights(source, architecture, {
      bands: flags.bands,
      means: flags.means,
      sizePx: flags.size,
    }),
  )
  for (const note of notes) printNote(note)
  await writeAtomically(out, (file) => file.write(bytes))
  process.stdout.write(`${out}\n`)
}

async function exportModel(named: string, { out }: { out: string }): Promise<void> {
  if (!out.toLowerCase().endsWith('.safetensors')) {
    throw new CommandError({
      what: '--out',
      expected: 'a name that ends in .safetensors',
      got: out,
    })
  }
  const path = modelFile(named)
  await refuseOverwriting(out, [path])
  await checkWritable(out)
  const bytes = await withFile(path, exportWeights)
  await writeAtomically(out, (file) => file.write(bytes))
  process.stdout.write(`${out}\n`)
}

async function info(path: string, { json }: { json?: boolean }): Promise<void> {
  const { card, manifest } = await openModelAt(path)
  if (json) process.stdout.write(`${JSON.stringify(manifest ? ofAll(card, manifest) : card)}\n`)
  else process.stdout.write(rowsText(manifest ? ensembleRows(card, manifest) : cardRows(card)))
}

/** What is the first member's own is left out. */
function ofAll(card: ModelCard, { members, provenance }: EnsembleManifest) {
  const { graphSha256: _, ...shared } = card
  return { ...shared, provenance, members }
}
