import type { Examples } from '../src/loop/index.js'
import type * as nn from '../src/nn/index.js'

export function settledNorms(
  starsiftNn: typeof nn,
  network: (graph: nn.Graph, stamps: nn.Value) => nn.Value,
  weights: nn.Weights,
  stamps: Examples,
  options?: nn.SessionOptions,
): Promise<nn.Weights>
