/** `starsift models pull` as a function, and where it keeps the weights. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError, InputError } from '../errors.js'
import { download, userCacheFolder } from '../files/index.js'
import {
  PUBLISHED_AT,
  PUBLISHED_WEIGHTS,
  publishedWeights,
  sha256PrefixIn,
} from '../models/index.js'
import type { OnNote } from '../notes.js'
import { modelFile } from './model-path.js'

export interface PullOptions {
  /** Name of the published weights, e.g. `resnet18-imagenet`. */
  name: string
  /** Address of the folder that has the file; default: where its authors published it. */
  from?: string
  /** Folder for the file; default: the cache of this user. */
  to?: string
  onNote?: OnNote
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
 * Downloads published weights, and checks them by the hash in their file name.
 *
 * @throws InputError if the name is not known, or the file cannot be had or has another hash
 * @example (await pull({ name: 'resnet18-imagenet' })).path
 * // '/home/ada/.cache/starsift/weights/resnet18-f37072fd.pth'
 */
export async function pull(options: PullOptions): Promise<PulledWeights> {
  const { name, from = PUBLISHED_AT, to = weightsFolder(), onNote, onProgress } = options
  const { file, architecture } = publishedWeights(name)
  const path = join(to, file)
  const url = addressOf(file, from)
  const sha256Prefix = sha256PrefixIn(file)
  const { sha256, isNew } = await download({ url, to: path, sha256Prefix, onNote, onProgress })
  return { path, architecture, sha256, isNew }
}

/**
 * The file of the weights that a user means: a path, or the name of weights that `pull` downloaded,
 * or `shipped`.
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
    remedy: `run \`starsift models pull ${nameOrPath}\`, which needs the network`,
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
