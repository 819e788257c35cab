/**
 * The model card: everything that belongs to a model and not to code elsewhere. It travels inside the
 * .onnx file as JSON under the metadata key `starsift.card`. A field that this version does not know is an
 * error: what it asks for would not be done.
 */
import { z } from 'zod'

/** One input channel: the filter it was made for, and the others it may be fed with. */
const bandSlot = z.strictObject({
  name: z.string(),
  accepts: z.array(z.string()).min(1),
})

/**
 * `starcnet`: rows and columns [trunc(x1) - n/2, trunc(x1) + n/2), where x1 is the 1-based catalogue
 * position used as a 0-based index. `centred`: the window of n pixels whose centre is nearest to the
 * 0-based position, as astropy's Cutout2D takes it.
 */
const windowRule = z.enum(['starcnet', 'centred'])

/** `subtract`: pixel minus the mean of its band, in the mosaics' own unit (e-/s). */
const normalisation = z.strictObject({
  kind: z.literal('subtract'),
  means: z.array(z.number()),
})

const fields = z.strictObject({
  format: z.literal(1),
  architecture: z.string(),
  bands: z.array(bandSlot).min(1),
  sizePx: z.int().positive(),
  window: windowRule,
  /** Arcsec a pixel of the mosaics it was made for; absent where nobody knows. */
  pixelScaleArcsec: z.number().positive().optional(),
  normalisation,
  classes: z.array(z.strictObject({ value: z.int(), name: z.string() })).min(2),
  nWeights: z.int().positive(),
  /** True when the weights are random: its classes mean nothing. */
  untrained: z.boolean(),
  /** Where the weights came from, in words, with the SHA-256 of that file where there was one. */
  provenance: z.strictObject({
    description: z.string(),
    sha256: z.string().optional(),
    created: z.string().optional(),
    software: z.string(),
  }),
  /** SHA-256 of the graph inside the .onnx file, weights included. */
  graphSha256: z.string(),
})

export const modelCard = fields.refine(
  ({ bands, normalisation: { means } }) => means.length === bands.length,
  { path: ['normalisation', 'means'], error: 'needs one for each band' },
)

export type ModelCard = z.infer<typeof modelCard>
