/** What a training run is asked to do. */
import type { Device, Graph, Optimiser, Schedule, Value, Weights } from '../nn/index.js'
import type { LabelledStamps } from './labelled-stamps.js'
import type { LossOptions } from './targets.js'

export interface TrainingJob extends LossOptions {
  /** Folder of the run; it is there already. */
  readonly out: string
  /** Goes on from the checkpoint in `out`; from the start where there is none yet. Default false. */
  readonly resume?: boolean

  /** Name of the network, e.g. `resnet18`. */
  readonly name: string
  /** From stamps (batch, bands, height, width) to logits (batch, classes). */
  readonly network: (graph: Graph, stamps: Value) => Value
  /** Weights and buffers to start from. */
  readonly weights: Weights
  /** Which weights stay as they are; default none. */
  readonly isFrozen?: (name: string) => boolean

  readonly training: LabelledStamps
  /** Scored after every epoch, never trained on. */
  readonly validation?: LabelledStamps

  readonly epochs: number
  /** Stamps a step. */
  readonly batch: number
  readonly optimiser: Optimiser
  readonly learningRate: number
  /** Default constant. */
  readonly schedule?: Schedule
  /** Gradients are clipped at this global norm; default not at all. */
  readonly maxGradientNorm?: number
  /** Of the order of the stamps and of dropout. */
  readonly seed: number

  readonly device?: Device
  readonly nThreads?: number
  /** Steps between two checkpoints; there is one after every epoch in any case. */
  readonly checkpointEvery?: number
  onProgress?(event: TrainingEvent): void
}

export type TrainingEvent =
  /** Once, before the first step. `step` is 0 unless the run was resumed. */
  | { readonly kind: 'start'; readonly step: number; readonly nSteps: number }
  /** After each step; steps count from 1. */
  | {
      readonly kind: 'step'
      readonly step: number
      readonly nSteps: number
      readonly learningRate: number
      readonly loss: number
      readonly accuracy: number
    }
  /** After each epoch; epochs count from 1. */
  | { readonly kind: 'epoch'; readonly epoch: number; readonly score?: Score }

export interface Score {
  /** Mean cross-entropy, without class weights or smoothing. */
  readonly loss: number
  /** Share of the stamps whose largest logit is their label's. */
  readonly accuracy: number
}
