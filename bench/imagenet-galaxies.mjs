// What bench/transfer.mjs and bench/time-to-accuracy.mjs share: the 1,771 galaxies of shared/data/images as torchvision's
// weights expect pictures, ResNet18 with those weights to layer3 (shared/data/weights; batch norms folded), and the
// job of training its layer4 and fc on features that are made once.
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  architectureNamed,
  nn,
  pretrainedWeights,
  Random,
  startingWeights,
  throughStages,
  withFile,
} from '../dist/index.js'
import { readNpy } from '../dist/weights/index.js'

export const THROUGH = 'layer3'
export const N_CLASSES = 6

/** Of pixels divided by 255, in red, green, blue. */
export const MEANS = [0.485, 0.456, 0.406]
export const DEVIATIONS = [0.229, 0.224, 0.225]

const architecture = architectureNamed('resnet18')
export const dataFolder = join(resolve(process.env.STARSIFT_SHARED ?? '../shared'), 'data')

/** @returns a function from rows to what `runLoop` takes */
export async function readGalaxies() {
  const folder = join(dataFolder, 'images')
  const { shape, data } = await withFile(join(folder, 'gz1small_rgb_u8_N3x64x64.npy'), readNpy)
  const { data: classes } = await withFile(join(folder, 'gz1small_labels_u8.npy'), readNpy)
  const [n, nBands, sizePx] = shape
  const nPixels = sizePx ** 2
  const perStamp = nBands * nPixels
  const labelled = (rows) => {
    const stamps = new Float32Array(rows.length * perStamp)
    for (const [i, row] of rows.entries()) {
      for (let k = 0; k < perStamp; k++) {
        const band = Math.floor(k / nPixels)
        const pixel = data[row * perStamp + k] / 255
        stamps[i * perStamp + k] = (pixel - MEANS[band]) / DEVIATIONS[band]
      }
    }
    const labels = Uint8Array.from(rows, (row) => classes[row])
    return { stamps, shape: [rows.length, nBands, sizePx, sizePx], labels }
  }
  return { n, sizePx, labelled }
}

/** The rows in an order that is the seed's. */
export const orderOfRows = (n, seed) => new Random(seed).shuffled(Array(n).keys())

export async function readImagenetWeights() {
  const folder = join(dataFolder, 'weights')
  const weights = new Map()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.npy'))) {
    weights.set(file.slice(0, -'.npy'.length), await withFile(join(folder, file), readNpy))
  }
  return weights
}

/** All of the network that a seed draws, after what is given. */
export function firstWeights(imagenet, sizePx, seed) {
  const options = { nBands: MEANS.length, nClasses: N_CLASSES, sizePx }
  if (!imagenet) return startingWeights(architecture, options, new Random(seed))
  const given = { ...options, firstLayer: 'repeat', upTo: THROUGH }
  return pretrainedWeights(imagenet, architecture, given, new Random(seed)).weights
}

const { stages } = architecture
const part = (some) => (graph, x) => throughStages(some, graph, x, N_CLASSES)

/** The stages to this one as they are; the others are trained. */
export function frozenThrough(through) {
  const nFrozen = stages.findIndex(({ name }) => name === through) + 1
  return { through, trunk: part(stages.slice(0, nFrozen)), head: part(stages.slice(nFrozen)) }
}

/** The stages to layer3 as they are; layer4 and fc are trained. */
export const frozen = frozenThrough(THROUGH)
export const { trunk } = frozen
const linearHead = (graph, features) => {
  const normal = nn.batchNorm(graph, features, 'standardised')
  return nn.linear(graph, nn.flatten(graph, normal, 'flatten'), 'linear', N_CLASSES)
}

export const network = part(stages)

/** The same stages with one linear layer on all that they answer, standardised, for the weights of a network to layer3. */
export const linearProbe = {
  network: (graph, stamps) => linearHead(graph, trunk(graph, stamps)),
  frozen: { through: THROUGH, trunk, head: linearHead },
  weights(given, sizePx, seed) {
    const graph = new nn.Graph('probe')
    linearProbe.network(graph, graph.input('stamps', [1, MEANS.length, sizePx, sizePx]))
    return new Map([...nn.initialWeights(graph, new Random(seed)), ...given])
  },
}
