/**
 * What a user asks of training, in the words of the command line; and the same with every choice
 * settled. A recipe comes from its parts: presets, files of overrides, overrides made in code, a
 * network.
 */
import { dirname } from 'node:path'
import type { TrainingLabels } from '../datasets/index.js'
import { CommandError } from '../errors.js'
import type { TrainingEvent } from '../loop/index.js'
import { type Architecture, architectureNamed } from '../models/index.js'
import type { SessionOptions } from '../nn/index.js'
import type { NoteOptions } from '../notes.js'
import { PRESETS, presetNamed } from './presets.js'
import {
  filesFrom,
  mergedRecipe,
  type Recipe,
  type RecipeOverrides,
  recipeOverrides,
} from './recipe.js'
import { checkedValue, readYaml } from './user-input.js'

export interface TrainOptions extends TrainHooks {
  /** Data set files of `starsift cutouts`. */
  readonly datasets: readonly string[]
  /**
   * Data set files that are only tested on. Then nothing else is tested on, and the shares of the
   * recipe's split are shares of the other data sets.
   */
  readonly testDatasets?: readonly string[]
  /**
   * Folder of labels (`starsift label`), in place of the labels in the data sets. The votes become
   * shares of the classes, with `labels: { from: mode }` in the recipe their mode.
   */
  readonly labels?: string
  /**
   * Data set files of a field to which the network is adapted, whose labels are ignored:
   * `adapt.data` of the recipe. Default: as the recipe says.
   */
  readonly adapt?: readonly string[]
  /** Labels of the test data sets; default: as the recipe says for the others. */
  readonly truth?: TrainingLabels
  /** Folder of the run; made if need be. */
  readonly out: string
  /** Name of a network, or a network of your own; default: as the recipe says. */
  readonly model?: string | Architecture
  /**
   * Name of a preset, path of a YAML file, or the keys themselves; of several parts, the later win
   * key by key. Default: {@link DEFAULT_RECIPE}.
   */
  readonly recipe?: RecipePart | readonly RecipePart[]
  /**
   * File of weights to start from, or their name (`shipped`, `typical`, or one of `pull weights`)
   * where the verbs are called; default: random weights.
   */
  readonly init?: string
  /** Seed for split, weights and order; default 1. */
  readonly seed?: number
  /** Number of networks; default 1. */
  readonly members?: number
  /** Goes on with the run in the folder, or begins where there is none. Default false. */
  readonly resume?: boolean
}

/** How a run goes on: what it tells, what it draws, and the device that it runs on. */
export interface TrainHooks extends SessionOptions, NoteOptions {
  /** @param member counted from 1 */
  onProgress?(event: TrainingEvent, member: number, nMembers: number): void
  /** Draws learning-curves.svg into a folder that holds metrics.csv. */
  drawCurves?(folder: string): Promise<void>
}

/** All choices that decide what a run computes, and its folder. */
export interface RunSettings {
  readonly datasets: readonly string[]
  readonly testDatasets: readonly string[]
  readonly labels?: string
  readonly truth?: TrainingLabels
  readonly out: string
  readonly architecture: Architecture
  readonly recipe: Recipe
  /** The preset that the recipe began with. */
  readonly preset?: string
  /** File of weights to start from. */
  readonly init?: string
  readonly seed: number
  readonly members: number
}

/**
 * @throws InputError if the recipe cannot be read
 * @throws CommandError if no network is named, or two different ones are
 */
export async function settled(options: TrainOptions): Promise<RunSettings> {
  const { datasets, testDatasets = [], truth, out, model, init, seed = 1, members = 1 } = options
  const { recipe = [], labels, adapt } = options
  const given = Array.isArray(recipe) ? recipe : [recipe]
  const parts = adapt ? [...given, { adapt: { data: [...adapt] } }] : given
  return {
    ...{ datasets, testDatasets, out, seed, members, ...(truth && { truth }) },
    ...(await readRecipe(parts, model)),
    ...(init !== undefined && { init }),
    ...(labels !== undefined && { labels }),
  }
}

/** The name of a preset, the path of a YAML file, or overrides. */
export type RecipePart = string | RecipeOverrides

/**
 * The parts merged; later ones win, key by key.
 *
 * @param model name of a network, or a network of your own; default: what the parts name
 * @throws InputError with the line of a key or value in a file that is not known
 * @throws CommandError if there is no such network, none is named, or two different ones are
 * @example await readRecipe(['starsift', { epochs: 5 }])
 */
export async function readRecipe(
  parts: readonly RecipePart[],
  model?: string | Architecture,
): Promise<{ recipe: Recipe; architecture: Architecture; preset?: string }> {
  const preset = parts.findLast(isPreset)
  const overrides: RecipeOverrides[] = []
  for (const part of parts) overrides.push(await overridesOf(part))
  const asked = typeof model === 'object' ? model.name : model
  const named = [asked, ...overrides.map((part) => part.model).reverse()]
  const name = theOne(named.filter((name) => name !== undefined))
  const own = typeof model === 'object' ? model : undefined
  return {
    recipe: mergedRecipe(...overrides, ...(own ? [] : [{ model: name }])),
    architecture: own ?? architectureNamed(name),
    ...(preset !== undefined && { preset }),
  }
}

function isPreset(part: RecipePart): part is string {
  return typeof part === 'string' && Object.hasOwn(PRESETS, part)
}

async function overridesOf(part: RecipePart): Promise<RecipeOverrides> {
  if (typeof part !== 'string') return filesFrom('.', checkedValue(part, recipeOverrides, 'recipe'))
  if (isPreset(part)) return presetNamed(part)
  return filesFrom(dirname(part), await readYaml(part, recipeOverrides))
}

/** The network that all names mean. */
function theOne(names: readonly string[]): string {
  if (names.length === 0) {
    throw new CommandError({ what: 'no network', remedy: 'give --model, or --preset' })
  }
  const other = names.find((name) => name !== names[0])
  if (other === undefined) return names[0]
  throw new CommandError({
    what: 'two networks',
    expected: 'the same from --model, --config and --preset',
    got: `${names[0]} and ${other}`,
  })
}
