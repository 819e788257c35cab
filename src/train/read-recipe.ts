/** The recipe of a run, from what the command line gives: a preset, a file of overrides, the name of a network. */
import { CommandError } from '../errors.js'
import { withFile } from '../files/index.js'
import { type Architecture, architectureNamed } from '../models/index.js'
import { presetNamed } from './presets.js'
import { mergedRecipe, type Recipe, type RecipeOverrides, recipeOverrides } from './recipe.js'
import { parsedYaml } from './yaml-file.js'

export interface RecipeRequest {
  readonly preset?: string
  /** YAML file. */
  readonly config?: string
  /** Architecture. */
  readonly model?: string
}

/**
 * The file wins over the preset, key by key.
 *
 * @throws InputError with the line of a key or value in the file that is not known
 * @throws CommandError if there is no such preset or network, none is named, or two different ones are
 */
export async function readRecipe({
  preset,
  config,
  model,
}: RecipeRequest): Promise<{ recipe: Recipe; architecture: Architecture }> {
  const fromPreset = preset === undefined ? {} : presetNamed(preset)
  const fromFile = config === undefined ? {} : await readOverrides(config)
  const named = [model, fromFile.model, fromPreset.model].filter((name) => name !== undefined)
  if (named.length === 0) {
    throw new CommandError({ what: 'no network', remedy: 'give --model, or --preset' })
  }
  const other = named.find((name) => name !== named[0])
  if (other !== undefined) {
    throw new CommandError({
      what: 'two networks',
      expected: `the same from --model, --config and --preset`,
      got: `${named[0]} and ${other}`,
    })
  }
  const architecture = architectureNamed(named[0])
  return { recipe: mergedRecipe(fromPreset, fromFile, { model: architecture.name }), architecture }
}

async function readOverrides(path: string): Promise<RecipeOverrides> {
  const text = await withFile(path, async (source) =>
    new TextDecoder().decode(await source.slice(0, source.byteLength)),
  )
  return parsedYaml(text, recipeOverrides, path)
}
