/**
 * Recipes by name, as the YAML files that a user would write. Their comments say what is from a
 * paper, with where it was read, and what is our assumption: the training recipes of both papers
 * were not published in full.
 */
import { closest } from '../closest.js'
import { CommandError } from '../errors.js'
import { type RecipeOverrides, recipeOverrides } from './recipe.js'
import { parsedYaml } from './user-input.js'

const STARCNET = `
# StarcNet: Pérez et al. 2021, ApJ 907, 100. Its training code was not published.
model: starcnet              # paper: three branches, 32 px, dropout 0.5
input:
  normalisation: subtract    # published code: the mean of each band is subtracted, nothing else
labels:
  from: column               # paper: LEGUS's consensus of humans, classes 1-4
  columns: [class]
rotations: true              # assumption (remembered, not verified): rotations and flips
flips: true
split:
  by: object                 # assumption (remembered, not verified): 80/10/10, not by whole field
  validation: 0.1
  test: 0.1
optimiser: { kind: adam }    # assumption
learningRate: 1e-4           # assumption
schedule: { kind: constant } # assumption
batch: 64                    # assumption
epochs: 30                   # assumption
sampling: natural            # assumption
classWeights: none           # assumption: plain cross-entropy
selectBy: accuracy           # assumption: the weights of the best epoch are kept
`

/** What both networks of the paper share. */
const WEI_2020 = `
input:
  cropPx: 50                 # assumption (remembered, not verified): 25, 50, 100 px were tried
  sizePx: 299                # assumption (remembered, not verified)
  resampling: bilinear       # assumption
  normalisation: standardise # assumption: as the ImageNet weights saw their pictures
pretrained:
  firstLayer: mean           # assumption: how three channels became five bands is not established
labels:
  from: column               # paper: one expert (BCW), or the consensus of three people: from: mode
  columns: [class]
frozen: null                 # assumption (remembered, not verified): all layers are fine-tuned
optimiser: { kind: adam }    # assumption (remembered, not verified)
learningRate: 1e-4           # assumption (remembered, not verified)
schedule: { kind: constant } # assumption
sampling: balanced           # assumption (remembered, not verified): classes are sampled equally
rotations: true              # assumption (remembered, not verified): by 90 degrees, and flips
flips: true
split:
  by: object                 # assumption (remembered, not verified): random, 80/20
  validation: 0.2
  test: 0
epochs: 60                   # assumption: about 10,000 batches (remembered) of 5,000 stamps
selectBy: accuracy           # assumption: the weights of the best epoch are kept
`

const WEI_2020_RESNET18 = `
# Wei et al. 2020, MNRAS 493, 3178. Give the ImageNet weights with --init;
# ten models: --members 10 (paper).
model: resnet18              # paper: ResNet18 from ImageNet
batch: 32                    # assumption (remembered, not verified: 16 to 32)
${WEI_2020.trim()}
`

const WEI_2020_VGG19BN = `
# Wei et al. 2020, MNRAS 493, 3178. Give the ImageNet weights with --init;
# ten models: --members 10 (paper).
model: vgg19_bn              # paper: VGG19 with batch norm from ImageNet
batch: 16                    # assumption (remembered, not verified: 16 to 32)
${WEI_2020.trim()}
`

const STARSIFT = `
# starsift's own network: docs/studies/typical-model.md says what was tried.
model: starsift
input:
  cropPx: 48
  normalisation: asinh       # faint and bright sources alike
labels: { from: auto, columns: [class] } # the shares of people's votes, where there are some
bandDropout: 0.1             # bands may be missing in use
fewestBands: 3
novelty: { quantile: 0.99 }  # a stamp farther off than all but 1 in 100 is flagged
optimiser: { kind: adamw, weightDecay: 0.01 }
learningRate: 2e-3
schedule: { kind: one-cycle, warmUp: 0.15 }
batch: 64
epochs: 20
selectBy: loss               # probabilities matter, not the class alone
`

/** The text of each preset, by name. */
export const PRESETS: Readonly<Record<string, string>> = {
  starsift: STARSIFT.trimStart(),
  starcnet: STARCNET.trimStart(),
  'wei2020-resnet18': WEI_2020_RESNET18.trimStart(),
  'wei2020-vgg19bn': WEI_2020_VGG19BN.trimStart(),
}

/** @throws CommandError naming the nearest preset if there is none of this name */
export function presetNamed(name: string): RecipeOverrides {
  const text = PRESETS[name]
  if (text !== undefined) return parsedYaml(text, recipeOverrides, `preset ${name}`)
  const names = Object.keys(PRESETS)
  const nearest = closest(name, names)
  throw new CommandError({
    what: `no preset ${name}`,
    expected: names.join(', '),
    remedy: nearest && `did you mean ${nearest}?`,
  })
}
