/**
 * `starsift models` as functions: weights become a model file, and a model file becomes weights;
 * published weights are pulled into the folder where they are kept.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError, InputError } from '../errors.js'
import {
  checkWritable,
  download,
  refuseOverwriting,
  userCacheFolder,
  withFile,
  writeAtomically,
} from '../files/index.js'
import {
  architectureNamed,
  type EnsembleManifest,
  exportWeights,
  importWeights,
  type ModelCard,
  PUBLISHED_AT,
  PUBLISHED_WEIGHTS,
  publishedWeights,
  sha256PrefixIn,
} from '../models/index.js'
import { listenerOf, type NoteOptions, type OnNote } from '../notes.js'
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
 * @param options.model `shipped`, `typical`, or a model file
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
 * @param nameOrPath `shipped`, `typical`, a model file, or the folder of a run or an ensemble
 * @example (await modelInfo('shipped')).card.bands[0] // { name: 'F275W', accepts: ['F275W'] }
 */
export async function modelInfo(
  nameOrPath: string,
  options: NoteOptions = {},
): Promise<{ card: ModelCard; manifest?: EnsembleManifest }> {
  const { card, manifest, notes } = await openModelAt(nameOrPath)
  notes?.tell(listenerOf(options))
  return { card, manifest }
}

export interface PullOptions extends NoteOptions {
  /** Name of the published weights, e.g. `resnet18-imagenet`. */
  name: string
  /** Address of the folder that has the file; default: where its authors published it. */
  from?: string
  /** Folder for the file; default: the cache of this user. */
  to?: string
  /** Called with the number of bytes that are here, and of all bytes. */
  onProgress?: (nDone: number, nTotal: number) => void
}

export interface PulledWeights {
  readonly path: string
  readonly architecture: string
  readonly sha256: string
  /** False if the file was there already. */
  readonly isNew: boolean
}

/**
 * Downloads published weights, and checks their length and their SHA-256.
 *
 * @throws InputError if the name is not known, or the file cannot be had or has another hash
 * @example (await pull({ name: 'resnet18-imagenet' })).path
 * // '/home/ada/.cache/starsift/weights/resnet18-f37072fd.pth'
 */
export async function pull(options: PullOptions): Promise<PulledWeights> {
  const { name, from = PUBLISHED_AT, to = weightsFolder(), onProgress } = options
  const onNote = listenerOf(options)
  const { file, architecture, bytes, sha256: whole } = publishedWeights(name)
  const path = join(to, file)
  const url = addressOf(file, from)
  const known = whole ?? sha256PrefixIn(file)
  const job = { url, to: path, sha256: known, bytes, onNote, onProgress }
  if (!whole) onNote(prefixDoubt(file, known), true)
  const { sha256, isNew } = await download(job)
  return { path, architecture, sha256, isNew }
}

/** Eight digits keep out damage, but not somebody who makes another file of the same digits. */
function prefixDoubt(file: string, known: string): string {
  return (
    `${file}: its authors publish ${known.length} digits of its SHA-256, so these and its length ` +
    'are compared; --json prints all of it, to be compared with a copy of your own'
  )
}

/**
 * The file of the weights that a user means: a path, or the name of weights that `pull` downloaded,
 * or `shipped` or `typical`.
 *
 * @throws InputError if weights of this name were not downloaded
 */
export function weightsFile(nameOrPath: string): string {
  const published = PUBLISHED_WEIGHTS.find(({ name }) => name === nameOrPath)
  if (!published) return modelFile(nameOrPath)
  const path = join(weightsFolder(), published.file)
  if (existsSync(path)) return path
  throw new InputError({
    what: `the weights ${nameOrPath} are not on this machine`,
    where: path,
    remedy: `run \`starsift pull weights ${nameOrPath}\`, which needs the network`,
  })
}

function weightsFolder(): string {
  return join(userCacheFolder(), 'weights')
}

function addressOf(file: string, base: string): string {
  const folder = base.endsWith('/') ? base : `${base}/`
  if (/^https?:/i.test(base) && URL.canParse(folder)) return new URL(file, folder).href
  throw new CommandError({ what: '--from', expected: 'an http or https address', got: base })
}
