/** The networks that are trained here and in PyTorch, and on what. */
import {
  type Architecture,
  architectureNamed,
  starcnet as starcnetNetwork,
} from '../../src/models/index.js'
import type { Lesson } from './training-run.js'

const [starcnet, resnet18, vgg19bn, starsift] = [
  'starcnet',
  'resnet18',
  'vgg19_bn',
  'starsift',
].map(architectureNamed)
const directly: Architecture = {
  ...starcnet,
  network: (graph, stamps, nClasses) => starcnetNetwork(graph, stamps, nClasses, 'direct'),
}

export interface Pupil {
  title: string
  architecture: Architecture
  shape: Lesson['shape']
  rates: { sgd: number; adam: number }
  /**
   * Left out of Adam, whose state would need gigabytes: these layers are of one kind with the last,
   * which is in.
   */
  frozenWithAdam?: string[]
}

export const PUPILS: Pupil[] = [
  {
    title: 'starsift',
    architecture: starsift,
    shape: [16, 5, 48, 48],
    rates: { sgd: 1e-2, adam: 1e-4 },
  },
  {
    title: 'StarcNet, direct',
    architecture: directly,
    shape: [4, 5, 32, 32],
    rates: { sgd: 1e-2, adam: 1e-5 },
  },
  {
    title: 'StarcNet, tiled',
    architecture: starcnet,
    shape: [4, 5, 32, 32],
    rates: { sgd: 1e-2, adam: 3e-6 },
  },
  {
    title: 'ResNet18',
    architecture: resnet18,
    shape: [16, 5, 64, 64],
    rates: { sgd: 1e-4, adam: 3e-5 },
  },
  {
    title: 'VGG19-BN',
    architecture: vgg19bn,
    shape: [8, 5, 32, 32],
    rates: { sgd: 3e-6, adam: 3e-6 },
    frozenWithAdam: ['classifier.0.weight', 'classifier.3.weight'],
  },
]
