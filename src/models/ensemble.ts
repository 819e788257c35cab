/**
 * Several networks as one model (decision 8). `ensemble.json` lists the members, which are ordinary
 * model files beside it, each with its checksum, and the temperature of all of them together.
 */
import { z } from 'zod'
import type { ByteSource } from '../bytes/index.js'
import { isSameScale } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { jsonDocument } from '../json-document.js'
import { classSets } from './card-fields.js'
import { type ModelCard, trainedScales } from './model-card.js'

export const ENSEMBLE_FILE = 'ensemble.json'

const member = z.strictObject({
  /** Path from the folder of ensemble.json, with forward slashes; never out of that folder. */
  file: z.string().regex(/^(?!\/|.*(^|\/)\.\.(\/|$)).+\.onnx$/),
  /** As the card of the member has it. */
  graphSha256: z.string(),
})

const ensembleManifest = z.strictObject({
  format: z.literal(1),
  members: z
    .array(member)
    .min(2)
    .refine((members) => new Set(members.map(({ file }) => file)).size === members.length, {
      message: 'a member is there twice, and would vote twice',
    }),
  /** Takes the place of the members' own temperatures. */
  temperature: z.number().positive().optional(),
  /** Takes the place of the members' own. */
  sets: classSets.optional(),
  provenance: z.strictObject({ description: z.string(), software: z.string() }),
})

export type EnsembleManifest = z.infer<typeof ensembleManifest>

/** Of a hundred thousand members. */
const LARGEST_BYTES = 2 ** 24

/** @throws InputError if the file is no ensemble.json */
export async function readManifest(source: ByteSource): Promise<EnsembleManifest> {
  // A longer one is not read: it has no value, which is no ensemble.
  const size = Math.min(source.byteLength, LARGEST_BYTES)
  const text = new TextDecoder().decode(await source.slice(0, size))
  const found = ensembleManifest.safeParse(
    size < source.byteLength ? undefined : jsonDocument(text),
  )
  if (found.success) return found.data
  const [{ path, message }] = found.error.issues
  throw new InputError({
    what: `not an ensemble: ${[path.join('.'), message].filter(Boolean).join(': ')}`,
    where: source.name,
    remedy: 'give the folder that `starsift train --members` made',
  })
}

/**
 * The card of an ensemble: what its members have in common, and the number of all their weights.
 * Where a member was adapted to a field without labels, the votes are not verified either, so the
 * first such member's word is that of the ensemble.
 */
export function commonCard(cards: readonly ModelCard[], manifest: EnsembleManifest): ModelCard {
  const ofOneMember = {
    novelty: undefined,
    training: undefined,
    pretrained: undefined,
    int8: undefined,
    gallery: undefined,
    orientationTemperatures: undefined,
  }
  const nWeights = cards.reduce((n, card) => n + card.nWeights, 0)
  const adapted = cards.find((card) => card.adapted)?.adapted
  const { temperature, sets } = manifest
  return { ...cards[0], ...ofOneMember, adapted, nWeights, temperature, sets }
}

/** What decides which stamps a network is shown, and what its answers are called. */
const SHARED = [
  ...(['bands', 'filters', 'fewestBands', 'sizePx', 'crop', 'window'] as const),
  ...(['normalisation', 'classes'] as const),
] as const

/**
 * Refuses a member that takes other stamps than the first, or gives other classes.
 *
 * @param where the file of the other member
 */
export function refuseOtherInput(first: ModelCard, other: ModelCard, where: string): void {
  const refuse = (expected: string, got: string, what: string) => {
    throw new InputError({
      what: `a member of the ensemble that differs in ${what}`,
      where,
      expected,
      got,
      remedy: 'train all members together',
    })
  }
  for (const key of SHARED) {
    const [expected, got] = [first, other].map((card) => JSON.stringify(card[key]) ?? 'none')
    if (expected !== got) refuse(expected, got, key)
  }
  const [scale, otherScale] = [first, other].map(trainedScales)
  if (scale && otherScale && scale.some((value, i) => !isSameScale(value, otherScale[i]))) {
    refuse(`${scale} arcsec`, `${otherScale} arcsec`, 'pixel scale')
  }
}
