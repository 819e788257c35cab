/**
 * The recipe: how a network is trained, as the user says it in a short YAML file of overrides. Each
 * key has a default here; a preset changes some keys, a file or a program some more. The merged
 * recipe is kept in the run's folder as config.yaml, and is itself such a file.
 */
import { resolve } from 'node:path'
import { z } from 'zod'
import { classEntries, FEWEST_CLASSES } from '../catalog/index.js'
import { NORMALISATIONS, RESAMPLINGS } from '../cutouts/index.js'
import { FIRST_LAYERS } from '../models/index.js'

const share = z.number().min(0).lt(1)
const count = z.int().min(1)
const rate = z.number().positive()

const optimiser = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sgd'),
    momentum: share.optional(),
    weightDecay: z.number().min(0).optional(),
  }),
  z.strictObject({
    kind: z.enum(['adam', 'adamw']),
    betas: z.tuple([share, share]).optional(),
    eps: rate.optional(),
    weightDecay: z.number().min(0).optional(),
  }),
])

/** See nn/schedule.ts. */
const schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  z.strictObject({ kind: z.literal('step'), everySteps: count, factor: rate.optional() }),
  z.strictObject({ kind: z.literal('cosine'), end: z.number().min(0).optional() }),
  z.strictObject({
    kind: z.literal('one-cycle'),
    warmUp: share.optional(),
    start: rate.optional(),
    end: rate.optional(),
  }),
])

export const labels = z.strictObject({
  /** See datasets/labels.ts. */
  from: z.enum(['column', 'mode', 'soft', 'auto']),
  columns: z.array(z.string()).min(1),
})

const split = z.strictObject({
  /**
   * Held out are: `object` objects of any field; `field` whole fields; `named` the fields below.
   */
  by: z.enum(['object', 'field', 'named']),
  /** Shares of the objects that are held out. */
  validation: share,
  test: share,
  /** Names of the fields that are held out, with `named`. */
  validationFields: z.array(z.string()),
  testFields: z.array(z.string()),
})

const input = z.strictObject({
  /** Side of the central part of the stamps that is used, px; null: the whole stamps. */
  cropPx: count.nullable(),
  /** Side of the picture that the network sees, px; null: that of the crop. */
  sizePx: count.nullable(),
  /** How a crop becomes a picture of another size. */
  resampling: z.enum(RESAMPLINGS),
  normalisation: z.enum(NORMALISATIONS),
  /**
   * `apart`: each filter of a band has its own plane and its own normalisation, so the network
   * knows which of them it sees. `together` or absent: a band is one plane.
   */
  filters: z.enum(['together', 'apart']).optional(),
})

/** How given weights (--init) are used. */
const pretrained = z.strictObject({
  /** How their first layer is made to take these bands. */
  firstLayer: z.enum(FIRST_LAYERS),
  /** Last stage that is taken from them; null: all but the last layer. */
  upTo: z.string().nullable(),
})

const frozen = z.strictObject({
  /** Last stage that stays as it is, e.g. `layer3` of resnet18. */
  through: z.string(),
  /** After so many epochs all weights are trained; absent: never. */
  epochs: count.optional(),
  /** Learning rate while stages are frozen; absent: `learningRate`. */
  learningRate: rate.optional(),
})

/** Stamps without labels (--adapt), whose features are aligned: see nn/coral.ts. */
const adapt = z.strictObject({
  /** Data set files; their labels are ignored. In a file of overrides, relative to that file. */
  data: z.array(z.string()).min(1),
  /** Weight of the distance between the covariances in the loss. */
  weight: rate,
})

/** How stamps unlike the training set are recognised: see novelty-fit.ts. */
const novelty = z.strictObject({
  /** Share of the validation set that must not be called unlike; absent: 0.99. */
  quantile: z.number().gt(0).max(1).optional(),
})

/** With a weight of 0, a batch of this class alone would have no mean loss. */
const classWeights = z
  .union([z.enum(['none', 'balanced']), z.array(z.number().min(0)).min(FEWEST_CLASSES)])
  .refine((asked) => typeof asked === 'string' || asked.every((weight) => weight > 0), {
    message: 'numbers above 0, one for each class',
    params: { remedy: 'give a class that should count little a small weight, such as 0.01' },
  })

const fields = {
  /** Name of the architecture; absent: what --model says. */
  model: z.string().optional(),
  epochs: count,
  batch: count,
  optimiser,
  learningRate: rate,
  schedule,
  maxGradientNorm: rate.nullable(),
  rotations: z.boolean(),
  flips: z.boolean(),
  bandDropout: share,
  /** The fewest bands with which the network may be used; null: it needs all bands. */
  fewestBands: count.nullable(),
  sampling: z.enum(['natural', 'balanced']),
  classWeights,
  labelSmoothing: share,
  /** Absent: the four classes of this field. */
  classes: classEntries.optional(),
  labels,
  split,
  input,
  pretrained,
  frozen: frozen.nullable(),
  novelty: novelty.nullable(),
  /** Absent: the network sees labelled stamps alone. */
  adapt: adapt.optional(),
  /** What makes an epoch the best on the validation set. */
  selectBy: z.enum(['accuracy', 'loss']),
  /** Training ends after so many epochs without a better one. */
  patience: count.nullable(),
  checkpointEvery: count.nullable(),
}

export const recipe = z.strictObject(fields)

/** Every key, as config.yaml has it. */
export type Recipe = z.infer<typeof recipe>

/** Any of the keys, as files, presets and programs give them. */
export const recipeOverrides = z
  .strictObject({
    ...fields,
    labels: labels.partial(),
    split: split.partial(),
    input: input.partial(),
    pretrained: pretrained.partial(),
    adapt: adapt.partial(),
  })
  .partial()

export type RecipeOverrides = z.infer<typeof recipeOverrides>

export const DEFAULT_RECIPE: Recipe = {
  epochs: 30,
  batch: 32,
  optimiser: { kind: 'adam' },
  learningRate: 3e-4,
  schedule: { kind: 'cosine' },
  maxGradientNorm: null,
  rotations: true,
  flips: true,
  bandDropout: 0,
  fewestBands: null,
  sampling: 'natural',
  classWeights: 'none',
  labelSmoothing: 0,
  labels: { from: 'column', columns: ['class'] },
  split: { by: 'object', validation: 0.2, test: 0, validationFields: [], testFields: [] },
  input: { cropPx: null, sizePx: null, resampling: 'bilinear', normalisation: 'subtract' },
  pretrained: { firstLayer: 'mean', upTo: null },
  frozen: null,
  novelty: null,
  selectBy: 'accuracy',
  patience: null,
  checkpointEvery: null,
}

/** The weight of the alignment: docs/studies/default-model.md says what was tried. */
const NO_DATA: NonNullable<Recipe['adapt']> = { data: [], weight: 1 }

const NO_SHARES = { validation: 0, test: 0 }

/**
 * Later parts win, key by key; in labels, split, input, pretrained and adapt, too. A part that
 * holds fields out by name takes back the shares of the parts before it.
 */
export function mergedRecipe(...parts: readonly RecipeOverrides[]): Recipe {
  let whole = DEFAULT_RECIPE
  for (const part of parts) {
    whole = {
      ...whole,
      ...part,
      labels: { ...whole.labels, ...part.labels },
      split: { ...whole.split, ...(part.split?.by === 'named' && NO_SHARES), ...part.split },
      input: { ...whole.input, ...part.input },
      pretrained: { ...whole.pretrained, ...part.pretrained },
      adapt: part.adapt ? { ...(whole.adapt ?? NO_DATA), ...part.adapt } : whole.adapt,
    }
  }
  return whole
}

/** A part whose files are relative to a folder, with their whole paths. */
export function filesFrom(folder: string, part: RecipeOverrides): RecipeOverrides {
  const { adapt } = part
  if (!adapt?.data) return part
  return { ...part, adapt: { ...adapt, data: adapt.data.map((file) => resolve(folder, file)) } }
}
