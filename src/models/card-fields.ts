/** The fields of a model card, each by itself; check-card.ts has what must hold between them. */
import { z } from 'zod'
import { type Normalisation, RESAMPLINGS } from '../cutouts/index.js'
import type { ClassSets } from './class-sets.js'
import { FIRST_LAYERS } from './first-layer.js'

/** One input channel: the filter it was made for, and all filters that it accepts. */
const bandSlot = z.strictObject({
  name: z.string().min(1),
  accepts: z.array(z.string().min(1)).min(1),
})

/**
 * The rules of cutouts/stamp-window.ts. `starcnet`: rows and columns [trunc(x1) - n/2, trunc(x1) +
 * n/2), where x1 is the 1-based catalogue position used as a 0-based index. `centred`: the n pixels
 * nearest to the 0-based position, as astropy's Cutout2D takes them.
 */
const windowRule = z.enum(['starcnet', 'centred'])

const perBand = z.array(z.number())
const positivePerBand = z.array(z.number().positive())

/**
 * See cutouts/normalise.ts, which applies it. The numbers are in the unit of the mosaics (e-/s).
 */
const normalisation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('subtract'), means: perBand }),
  z.strictObject({ kind: z.literal('standardise'), means: perBand, deviations: positivePerBand }),
  z.strictObject({ kind: z.literal('asinh'), means: perBand, softenings: positivePerBand }),
  z.strictObject({ kind: z.literal('stamp') }),
]) satisfies z.ZodType<Normalisation>

/** Larger pictures than any network takes: a crop of them would fill the memory. */
const MOST_CROP_PX = 4096

/** What is cut from the mosaics where stamps have another size, and how it becomes a stamp. */
const crop = z.strictObject({
  sizePx: z.int().positive().max(MOST_CROP_PX),
  resampling: z.enum(RESAMPLINGS),
})

/** The weights that training began with: see pretrained.ts. */
const pretrained = z.strictObject({
  /** The name of their file. */
  from: z.string(),
  sha256: z.string().optional(),
  /** How their first layer was made to take these bands. */
  firstLayer: z.enum([...FIRST_LAYERS, 'kept']),
  /** The last stage that was taken from them; absent where no stage was left out. */
  upTo: z.string().optional(),
  /**
   * Present where their last layer was taken too, since the classes are the same; else it is drawn
   * anew.
   */
  lastLayer: z.literal('kept').optional(),
})

const range = z.tuple([z.number().positive(), z.number().positive()])

const trainedOn = z.strictObject({
  /** Pixel scales of the mosaics, [lowest, highest]. */
  pixelScaleArcsec: range.optional(),
  /** Noise of each band, [lowest, highest], e-/s: see cutouts/noise.ts. */
  noise: z.array(range),
})

/** Enough to train the network again. */
const training = z.strictObject({
  /**
   * Names of the fields that it was trained on, or chosen by, and those of the model that training
   * began with.
   */
  fields: z.array(z.string()),
  datasets: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
  /** Seed for its weights, the order of the stamps and their variations. */
  seed: z.int(),
  /** Seed for the split, where it is another: the members of an ensemble share one. */
  splitSeed: z.int().optional(),
  /** The recipe, as config.yaml has it. */
  recipe: z.record(z.string(), z.unknown()),
  /** Its accuracy on the validation set, which chose the epoch and the temperature. */
  validation: z
    .strictObject({ n: z.int(), accuracy: z.number(), accuracyTwo: z.number().optional() })
    .optional(),
})

/** Numbers of classes are bytes, and 0 stands for no class. */
const classValue = z.int().min(1).max(255)

const novelty = z.strictObject({
  /** For stamps with all bands. */
  threshold: z.number().min(0),
  quantile: z.number().gt(0).max(1),
  /**
   * For stamps that lack some bands: the names of these, and their threshold. Absent in older
   * models, and where the model needs all bands.
   */
  missing: z
    .array(z.strictObject({ bands: z.array(z.string()).min(1), threshold: z.number().min(0) }))
    .optional(),
})

const share = z.number().min(0).max(1)

/** See class-sets.ts. */
export const classSets = z.strictObject({
  coverage: z.number().gt(0).lt(1),
  thresholds: z.array(share),
  nAnswers: z.array(z.number().min(0)),
  from: z.enum(['votes', 'classes']),
}) satisfies z.ZodType<ClassSets>

/** How the network computes with integers of 8 bits: see precision.ts. */
const int8 = z.strictObject({
  /** The stamps whose values were measured, in words. */
  calibratedOn: z.string(),
  nStamps: z.int().positive(),
  /** SHA-256 of the ranges, which stand beside the card. */
  rangesSha256: z.string(),
  /** What int8 changed. */
  compared: z.strictObject({
    /** The stamps, in words. */
    on: z.string(),
    nStamps: z.int().positive(),
    /** Stamps whose class became another. */
    changedClasses: share,
    largestProbabilityDifference: share,
    /** Where the classes of the stamps are known; ECE: expected calibration error. */
    accuracy: z.strictObject({ float32: share, int8: share }).optional(),
    ece: z.strictObject({ float32: share, int8: share }).optional(),
  }),
})

/** Stamps of training that stand beside the card: see gallery.ts. */
const gallery = z.strictObject({
  nExamples: z.int().positive(),
  /** The data sets that they come from, in words. */
  from: z.string(),
  /** SHA-256 of the gallery. */
  sha256: z.string(),
})

/** The mean probability of the class, or the share of answers that stay the same. */
const beforeAndAfter = z.tuple([share, share])

/** How stamps that nobody had classified changed the network: `starsift adapt`. */
const adaptedToField = z.strictObject({
  /** The mosaics, and the catalogue of the stamps. */
  mosaics: z.array(z.string()).min(1),
  catalogue: z.string(),
  nStamps: z.int().positive(),
  /** Day, UTC, e.g. `2026-11-30`. */
  date: z.string(),
  seed: z.int(),
  /** SHA-256 of the graph of the model before. */
  from: z.string(),
  /** Share of the stamps' own moments in the statistics of the batch norms; 0: as before. */
  ownStatistics: share,
  /** Epoch of the self-training that was taken; 0: the last stage is as before. */
  epoch: z.int().min(0),
  /** Measured on stamps of the field that were held out: before and after. */
  confidence: beforeAndAfter,
  consistency: beforeAndAfter,
})

/** How stamps that nobody had classified had a part in the training: `starsift train --adapt`. */
const adaptedInTraining = z.strictObject({
  /** The data sets of these stamps. */
  datasets: z.array(z.string()).min(1),
  nStamps: z.int().positive(),
  /** Of the distance of the covariances in the loss: nn/coral.ts. */
  weight: z.number().positive(),
  /**
   * Measured on stamps of these data sets that were held out: before and after; absent where the
   * training began with no model.
   */
  confidence: beforeAndAfter.optional(),
  consistency: beforeAndAfter.optional(),
})

const adapted = z.union([adaptedToField, adaptedInTraining])

export const cardFields = z.strictObject({
  format: z.literal(1),
  architecture: z.string(),
  bands: z.array(bandSlot).min(1),
  /**
   * `apart`: each filter that a band accepts has a plane of its own in the network's input, and its
   * own numbers in `normalisation` and `trainedOn.noise`, in the order of planes.ts. Absent: a band
   * is one plane, whichever of its filters it holds.
   */
  filters: z.literal('apart').optional(),
  /**
   * A stamp needs data in so many bands; a missing band is 0 after the normalisation. Absent: it
   * needs all bands.
   */
  fewestBands: z.int().positive().optional(),
  sizePx: z.int().positive(),
  crop: crop.optional(),
  window: windowRule,
  /** Pixel scale of the mosaics it was made for, arcsec; absent where nobody knows. */
  pixelScaleArcsec: z.number().positive().optional(),
  normalisation,
  /**
   * In the order of the logits. `label` is what stands in `ml_class`, where it is another than
   * `value`; `cluster` says whether the class counts as a cluster, and is absent in models of the
   * four classes of this field, where 1 and 2 do; `from` has the labels in catalogues that mean
   * the class, where these are others.
   */
  classes: z
    .array(
      z.strictObject({
        value: classValue,
        name: z.string(),
        label: z.union([z.int(), z.string().min(1)]).optional(),
        cluster: z.boolean().optional(),
        from: z.array(z.union([z.int(), z.string().min(1)])).optional(),
      }),
    )
    .min(2),
  /**
   * Logits are divided by it before the softmax, so that probabilities mean what they say; absent:
   * 1.
   */
  temperature: z.number().positive().optional(),
  /**
   * The same for the mean of the logits over 2 and over 8 orientations (classify/orientations.ts).
   */
  orientationTemperatures: z
    .strictObject({ 2: z.number().positive(), 8: z.number().positive() })
    .optional(),
  /** From which probability on each class is in `ml_set`: see class-sets.ts. */
  sets: classSets.optional(),
  /**
   * If the output `novelty` of the graph (novelty.ts) is above the threshold, the stamp is unlike
   * the training set. Of the stamps on which the threshold was set, a share of 1 - quantile is
   * above it.
   */
  novelty: novelty.optional(),
  /** Present where the model can be used with `--precision int8`. */
  int8: int8.optional(),
  /** Present where the model can show stamps of training: see gallery.ts. */
  gallery: gallery.optional(),
  /** What the training fields were like; absent where nobody knows. */
  trainedOn: trainedOn.optional(),
  training: training.optional(),
  /** Present where the network was adapted to stamps without labels; its calibration is not. */
  adapted: adapted.optional(),
  /** What the makers want the users to know. */
  remark: z.string().optional(),
  nWeights: z.int().positive(),
  /** True when the weights are random: its classes mean nothing. */
  untrained: z.boolean(),
  pretrained: pretrained.optional(),
  /** Where the weights came from, in words, with the SHA-256 of the file where there was one. */
  provenance: z.strictObject({
    description: z.string(),
    sha256: z.string().optional(),
    created: z.string().optional(),
    software: z.string(),
  }),
  /** SHA-256 of the graph inside the .onnx file, weights included. */
  graphSha256: z.string(),
})

export type CardFields = z.infer<typeof cardFields>
