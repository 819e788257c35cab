/** Which weights a run begins with, and which of them it keeps: what is drawn at random is not to be kept as it is. */
import { closest } from '../closest.js'
import { InputError } from '../errors.js'
import type { Architecture } from '../models/index.js'
import type { Recipe } from './recipe.js'

/**
 * @param isGiven whether there are weights to start from
 * @throws InputError if a stage that there is not, or one that is drawn at random, is to be frozen; or stages are to be taken from
 *   weights that are not given
 */
export function checkStart(
  architecture: Architecture,
  { frozen, pretrained }: Recipe,
  isGiven: boolean,
): void {
  if (pretrained.upTo !== null && !isGiven) {
    throw new InputError({
      what: 'no weights are given of which stages could be taken',
      where: 'pretrained.upTo',
      got: pretrained.upTo,
      remedy: 'give weights (--init, in a plan init), or set pretrained: { upTo: null }',
    })
  }
  if (!frozen) return
  refuseUnknownStage(architecture, frozen.through)
  const drawn = drawnStage(architecture, frozen.through, pretrained, isGiven)
  if (drawn === undefined) return
  throw new InputError({
    what: `stage ${drawn.stage} is to stay as it is, but is drawn at random`,
    where: 'frozen.through',
    got: `${frozen.through}, ${drawn.why}`,
    remedy: drawn.remedy,
  })
}

function refuseUnknownStage({ name, stages }: Architecture, through: string): void {
  const names = stages.slice(0, -1).map((stage) => stage.name)
  if (names.includes(through)) return
  const nearest = closest(through, names)
  throw new InputError({
    what: `${name} has no stage ${through} to freeze`,
    where: 'frozen.through',
    expected: names.join(', '),
    remedy: nearest && `did you mean ${nearest}?`,
  })
}

/** The first of the frozen stages that is not from given weights. */
function drawnStage(
  { stages }: Architecture,
  through: string,
  { firstLayer, upTo }: Recipe['pretrained'],
  isGiven: boolean,
) {
  const names = stages.map((stage) => stage.name)
  if (!isGiven) {
    const remedy = 'give weights (--init, in a plan init), or set frozen: null'
    return { stage: names[0], why: 'no weights given', remedy }
  }
  if (firstLayer === 'random') {
    const remedy = 'choose pretrained: { firstLayer: mean } or repeat, or set frozen: null'
    return { stage: names[0], why: 'pretrained.firstLayer: random', remedy }
  }
  const last = names.indexOf(upTo ?? through)
  if (last < 0 || names.indexOf(through) <= last) return undefined
  const remedy = `freeze through ${upTo} at most, or take more (pretrained: { upTo: ${through} })`
  return { stage: names[last + 1], why: `pretrained.upTo: ${upTo}`, remedy }
}
