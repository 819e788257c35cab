/**
 * A network that was adapted in training, and the model that it began with: how sure and how steady
 * each is on stamps without labels that were held out, in the eight orientations.
 */
import { withFile } from '../files/index.js'
import { inPieces, type LabelledStamps, stampExamples, symmetriesOf } from '../loop/index.js'
import { type ModelCard, readModel } from '../models/index.js'
import { joinedFloats, openSession, type SessionOptions } from '../nn/index.js'
import type { Prepared } from './prepare.js'
import { beforeAndAfter, refuseSurer, type Steadiness, steadinessOf } from './steadiness.js'

interface Asked extends SessionOptions {
  readonly batch: number
  readonly nClasses: number
  readonly temperature?: number
}

/**
 * What the card says of the adaptation; undefined for a network that was not adapted.
 *
 * @param model bytes of the new model, as it answers
 * @throws InputError if it is more sure and less consistent than the model that it began with
 */
export async function adaptationOf(
  model: Uint8Array,
  { given, stamps, unlabelled, inputs, shape }: Prepared,
  { temperature, ...asked }: SessionOptions & { batch: number; temperature?: number },
): Promise<ModelCard['adapted']> {
  const { adaptDatasets, recipe } = inputs
  if (!unlabelled || !stamps.unlabelled || !recipe.adapt || !adaptDatasets) return undefined
  const said = {
    datasets: recipe.adapt.data,
    nStamps: unlabelled.training.length,
    weight: recipe.adapt.weight,
  }
  if (!given?.card || given.card.untrained) return said
  const { heldOut } = stamps.unlabelled
  const first = await withFile(given.file, readModel)
  const before = await steadinessOn(first.bytes, heldOut, {
    ...{ ...asked, nClasses: first.card.classes.length, temperature: first.card.temperature },
  })
  const { nClasses } = shape
  const after = await steadinessOn(model, heldOut, { ...asked, nClasses, temperature })
  refuseSurer(before, after, given.file)
  return { ...said, ...beforeAndAfter(before, after) }
}

async function steadinessOn(
  model: Uint8Array,
  data: LabelledStamps,
  { batch, nClasses, temperature, ...options }: Asked,
): Promise<Steadiness> {
  const session = await openSession(model, options)
  const views: Float32Array[] = []
  try {
    for (const symmetry of symmetriesOf({ rotations: true, flips: true })) {
      const parts: Float32Array[] = []
      for await (const stamps of inPieces(stampExamples(data), batch, { symmetry, hidden: 0 })) {
        parts.push((await session.run({ stamps })).logits.data)
      }
      views.push(joinedFloats(parts))
    }
  } finally {
    await session.release()
  }
  return steadinessOf(views, nClasses, temperature)
}
