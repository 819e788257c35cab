/**
 * `starsift models` as functions: weights become a model file, and a model file becomes weights.
 */
import { CommandError } from '../errors.js'
import { checkWritable, refuseOverwriting, withFile, writeAtomically } from '../files/index.js'
import {
  architectureNamed,
  type EnsembleManifest,
  exportWeights,
  importWeights,
  type ModelCard,
} from '../models/index.js'
import type { OnNote } from '../notes.js'
import { modelFile, openModelAt } from './model-path.js'

export interface ImportModelOptions {
  /** A .pth (zip or legacy), .safetensors or .npz file; nothing in it is executed. */
  readonly weights: string
  /** Name of the network, e.g. `starcnet`. */
  readonly arch: string
  /** Model file to write: .onnx. */
  readonly out: string
  /** Filters, blue to red; `|` joins alternatives; default: those of the network. */
  readonly bands?: readonly string[]
  /** What training subtracted from each band, e-/s; default: that of the network. */
  readonly means?: readonly number[]
  /** Side of the stamps, px; default: that of the network. */
  readonly size?: number
  readonly onNote?: OnNote
}

/**
 * Makes a model file from the weights of PyTorch.
 *
 * @throws InputError if the file is damaged, or its tensors are not those of the network
 * @example await importModel({ weights: 'starcnet.pth', arch: 'starcnet', out: 'starcnet.onnx' })
 */
export async function importModel(options: ImportModelOptions): Promise<void> {
  const { weights, arch, out, bands, means, size: sizePx, onNote } = options
  const architecture = architectureNamed(arch)
  await refuseOverwriting(out, [weights])
  await checkWritable(out)
  const { bytes, notes } = await withFile(weights, (source) =>
    importWeights(source, architecture, { bands, means, sizePx }),
  )
  for (const note of notes) onNote?.(note, false)
  await writeAtomically(out, (file) => file.write(bytes))
}

/**
 * Writes the weights of a model file as PyTorch loads them with `strict=True`.
 *
 * @param options.model `shipped`, or a model file
 * @param options.out a name that ends in .safetensors
 * @example await exportModel({ model: 'starcnet.onnx', out: 'starcnet.safetensors' })
 */
export async function exportModel(options: { model: string; out: string }): Promise<void> {
  const { model, out } = options
  if (!out.toLowerCase().endsWith('.safetensors')) {
    throw new CommandError({
      what: '--out',
      expected: 'a name that ends in .safetensors',
      got: out,
    })
  }
  const path = modelFile(model)
  await refuseOverwriting(out, [path])
  await checkWritable(out)
  const bytes = await withFile(path, exportWeights)
  await writeAtomically(out, (file) => file.write(bytes))
}

/**
 * The card of a model, with every checksum verified; of an ensemble also its manifest.
 *
 * @param nameOrPath `shipped`, a model file, or the folder of a run or an ensemble
 * @example (await modelInfo('shipped')).card.bands // [['F275W'], ...]
 */
export async function modelInfo(
  nameOrPath: string,
): Promise<{ card: ModelCard; manifest?: EnsembleManifest }> {
  const { card, manifest } = await openModelAt(nameOrPath)
  return { card, manifest }
}
