import { Command } from 'commander'
import { NORMALISATION_FORMULAS } from '../cutouts/index.js'
import { CommandError } from '../errors.js'
import { checkWritable, refuseOverwriting, withFile, writeAtomically } from '../files/index.js'
import {
  ARCHITECTURES,
  architectureNamed,
  exportWeights,
  importWeights,
  type ModelCard,
  readModel,
} from '../models/index.js'
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
    .argument('<model>', '.onnx')
    .requiredOption('--out <file>', 'weights: .safetensors')
    .addHelpText(
      'after',
      '\nExample:\n  starsift models export starcnet.onnx --out starcnet.safetensors',
    )
    .action(exportModel)
}

function infoCommand(): Command {
  return new Command('info')
    .description('print the card of a model file, its checksum verified')
    .argument('<model>', '.onnx')
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

async function exportModel(path: string, { out }: { out: string }): Promise<void> {
  if (!out.toLowerCase().endsWith('.safetensors')) {
    throw new CommandError({
      what: '--out',
      expected: 'a name that ends in .safetensors',
      got: out,
    })
  }
  await refuseOverwriting(out, [path])
  await checkWritable(out)
  const bytes = await withFile(path, exportWeights)
  await writeAtomically(out, (file) => file.write(bytes))
  process.stdout.write(`${out}\n`)
}

async function info(path: string, { json }: { json?: boolean }): Promise<void> {
  const { card } = await withFile(path, readModel)
  process.stdout.write(json ? `${JSON.stringify(card)}\n` : cardText(card))
}

function cardText(card: ModelCard): string {
  const { provenance, normalisation } = card
  const bands = card.bands.map(({ accepts }, i) =>
    [accepts.join(' or '), ...bandNumbers(normalisation, i)].join(', '),
  )
  const rows: [string, string][] = [
    ['architecture', card.architecture],
    ['weights', `${card.nWeights}${card.untrained ? ', random: its classes mean nothing' : ''}`],
    ['bands (e-/s)', bands.join('\n')],
    ['stamp', stampText(card)],
    ['pixels become', NORMALISATION_FORMULAS[normalisation.kind]],
    ['pixel scale', card.pixelScaleArcsec ? `${card.pixelScaleArcsec} arcsec` : 'unknown'],
    ['classes', card.classes.map(({ value, name }) => `${value} ${name}`).join('\n')],
    ['from', provenance.description],
    ...(card.pretrained
      ? [['begun with', pretrainedText(card.pretrained)] as [string, string]]
      : []),
    ['their SHA-256', provenance.sha256 ?? 'none'],
    ['made by', [provenance.software, provenance.created].filter(Boolean).join(', ')],
    ['graph SHA-256', `${card.graphSha256} (verified)`],
  ]
  const indent = `\n${' '.repeat(16)}`
  return rows.map(([key, value]) => `${key.padEnd(16)}${value.replaceAll('\n', indent)}\n`).join('')
}

function stampText({ sizePx, crop, window }: ModelCard): string {
  const made = crop ? `, ${crop.resampling} from ${crop.sizePx} px` : ''
  return `${sizePx} px${made}, window ${window}`
}

/** The numbers of one band, e.g. `mean 0.5`, `softening 0.01`. */
function bandNumbers(normalisation: ModelCard['normalisation'], band: number): string[] {
  return Object.entries(normalisation).flatMap(([name, values]) =>
    Array.isArray(values) ? [`${name.slice(0, -1)} ${values[band]}`] : [],
  )
}

function pretrainedText({ from, firstLayer, upTo }: NonNullable<ModelCard['pretrained']>): string {
  return `${from}${upTo ? ` up to ${upTo}` : ''}, first layer: ${firstLayer}`
}
