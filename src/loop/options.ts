/** What the loop is asked to do, and what it says on the way. */
import type { Alignment, Device, Graph, Optimiser, Schedule, Value, Weights } from '../nn/index.js'
import type { LossOptions, Sampling } from './batches.js'
import type { LabelledStamps } from './examples.js'
import type { Augmentation } from './variation.js'

export interface LoopOptions extends LossOptions {
  /** Folder for the loop's files; it must exist. */
  readonly out: string
  /** Goes on from the checkpoint in `out`, or begins where there is none. Default false. */
  readonly resume?: boolean

  /** Name of the network, e.g. `resnet18`. */
  readonly name: string
  /** From stamps (batch, bands, height, width) to logits (batch, classes). */
  readonly network: (graph: Graph, stamps: Value) => Value
  /** Weights and buffers to start from. */
  readonly weights: Weights
  /** Which weights stay as they are; default none. */
  readonly isFrozen?: (name: string) => boolean
  /** The first stages, kept as they are at first or for good; default none. */
  readonly frozen?: FrozenStages

  readonly training: LabelledStamps
  /** Scored after every epoch, never trained on. */
  readonly validation?: LabelledStamps
  /**
   * Stamps without labels, whose features are brought together with those of the training set; not
   * with `frozen`. Each step then takes as many of them as labelled ones. Their labels are ignored.
   */
  readonly alignment?: Alignment & { readonly unlabelled: LabelledStamps }

  /** Number of epochs; `patience` may end the loop earlier. */
  readonly epochs: number
  /** Stamps per batch. */
  readonly batch: number
  readonly optimiser: Optimiser
  readonly learningRate: number
  /** Default constant. */
  readonly schedule?: Schedule
  /** Gradients are clipped at this global norm; default not at all. */
  readonly maxGradientNorm?: number
  /** Default: stamps as they are. */
  readonly augmentation?: Augmentation
  /** Default natural. */
  readonly sampling?: Sampling
  /** What makes an epoch the best on the validation set; default accuracy. */
  readonly selectBy?: 'accuracy' | 'loss'
  /**
   * The loop ends after so many epochs without a better one. Default: it does not end early. Epochs
   * with frozen stages do not count where they are followed by others.
   */
  readonly patience?: number
  /** Seed for the order of the stamps, their variations and dropout. */
  readonly seed: number

  readonly device?: Device
  readonly nThreads?: number
  /** Steps between two checkpoints; there is one after every epoch in any case. */
  readonly checkpointEvery?: number
  onProgress?(event: TrainingEvent): void
}

/** A network in two parts: `head` after `trunk` is the whole. */
export interface FrozenStages {
  /** Name of the last stage that stays as it is. */
  readonly through: string
  /** From stamps to features, as in use. */
  readonly trunk: (graph: Graph, stamps: Value) => Value
  /** From features (batch, ...) to logits. */
  readonly head: (graph: Graph, features: Value) => Value
  /** After so many epochs all weights are trained; default: never. */
  readonly epochs?: number
  /** Learning rate while stages are frozen; default: the loop's own. */
  readonly learningRate?: number
  /** Whether features are kept in memory; default true. */
  readonly keepFeatures?: boolean
}

export type TrainingEvent =
  /** Once, before the first step. `step` is 0 unless the loop was resumed. */
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
  /** Mean cross-entropy, without class weights or smoothing; against votes where there are some. */
  readonly loss: number
  /** Share of the stamps whose largest logit is their label's. */
  readonly accuracy: number
}
