/** A recipe from its parts: presets, files of overrides, overrides made in code, a network. */
import { CommandError } from '../errors.js'
import { type Architecture, architectureNamed } from '../models/index.js'
import { PRESETS, presetNamed } from './presets.js'
import { mergedRecipe, type Recipe, type RecipeOverrides, recipeOverrides } from './recipe.js'
import { checkedValue, readYaml } from './user-input.js'

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
  if (typeof part !== 'string') return checkedValue(part, recipeOverrides, 'recipe')
  return isPreset(part) ? presetNamed(part) : readYaml(part, recipeOverrides)
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
