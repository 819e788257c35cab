// What bench/transfer.mjs and bench/time-to-accuracy.mjs share: the galaxies as the weights of
// torchvision expect pictures, ResNet18 with those weights to layer3 (shared/data/weights, whose
// batch norms are folded into the convolutions), and the parts of the network that are trained on
// features of the frozen part.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readNpy } from '../dist/arrays/index.js'
import { withFile } from '../dist/files/index.js'
import { nn, Random } from '../dist/index.js'
import {
  architectureNamed,
  pretrainedWeights,
  startingWeights,
  throughStages,
} from '../dist/models/index.js'
import { dataFolder, labelledStamps, N_CLASSES, readImages } from './galaxy-images.mjs'

export const THROUGH = 'layer3'

/** For pixels divided by 255, in red, green and blue: torchvision's numbers. */
export const MEANS = [0.485, 0.456, 0.406]
export const DEVIATIONS = [0.229, 0.224, 0.225]

const architecture = architectureNamed('resnet18')

/** `labelled` is a function from rows to the labelled stamps that the loop takes. */
export async function readGalaxies() {
  const images = await readImages()
  const normalised = (pixel, band) => (pixel / 255 - MEANS[band]) / DEVIATIONS[band]
  const labelled = (rows) => labelledStamps(images, rows, normalised)
  return { n: images.n, sizePx: images.sizePx, labelled }
}

export async function readImagenetWeights() {
  const folder = join(dataFolder, 'weights')
  const weights = new Map()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.npy'))) {
    weights.set(file.slice(0, -'.npy'.length), await withFile(join(folder, file), readNpy))
  }
  return weights
}

/**
 * The weights at the start. The seed draws those that `imagenet` does not give.
 *
 * @param of an architecture that has layer3; default the whole ResNet18
 */
export function firstWeights(imagenet, sizePx, seed, of = architecture) {
  const options = { nBands: MEANS.length, nClasses: N_CLASSES, sizePx }
  if (!imagenet) return startingWeights(of, options, new Random(seed))
  const given = { ...options, firstLayer: 'repeat', upTo: THROUGH }
  return pretrainedWeights(imagenet, of, given, new Random(seed)).weights
}

const { stages } = architecture
const part = (some) => (graph, x) => throughStages(some, graph, x, N_CLASSES)

/** The stages up to this one are frozen (the trunk); the others are trained (the head). */
export function frozenThrough(through) {
  const nFrozen = stages.findIndex(({ name }) => name === through) + 1
  return { through, trunk: part(stages.slice(0, nFrozen)), head: part(stages.slice(nFrozen)) }
}

/** The stages up to layer3 are frozen; layer4 and fc are trained. */
export const frozen = frozenThrough(THROUGH)
export const { trunk } = frozen
const linearHead = (graph, features) => {
  const normal = nn.batchNorm(graph, features, 'standardised')
  return nn.linear(graph, nn.flatten(graph, normal, 'flatten'), 'linear', N_CLASSES)
}

export const network = part(stages)

/**
 * The frozen stages with one linear layer on all their features, which are standardised first.
 * `weights` draws those of the linear layer, and nothing for the layers that are not there.
 */
export const linearProbe = {
  network: (graph, stamps) => linearHead(graph, trunk(graph, stamps)),
  frozen: { through: THROUGH, trunk, head: linearHead },
  weights(imagenet, sizePx, seed) {
    const given = [...imagenet].filter(([name]) => !/^(layer4|fc)\b/.test(name))
    const probe = { ...architecture, network: linearProbe.network }
    return firstWeights(new Map(given), sizePx, seed, probe)
  },
}
