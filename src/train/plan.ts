/**
 * The plan of an experiment: a grid of architectures, labels and crop sizes, in a YAML file or made
 * in code. Each cell of the grid is a run, whose members are the trials.
 */
import { dirname, isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../errors.js'
import { type Architecture, architectureNamed } from '../models/index.js'
import type { RunSettings } from './options.js'
import { presetNamed } from './presets.js'
import { filesFrom, mergedRecipe, recipeOverrides, labels as trainingLabels } from './recipe.js'
import { checkedValue, readYaml } from './user-input.js'

const count = z.int().min(1)
const files = z.array(z.string()).min(1)

const plan = z.strictObject({
  /** Data set files that networks are trained on. */
  datasets: files,
  /** Data set files of whole fields that no network sees before its test. */
  testDatasets: files,
  /** Labels that the tests are scored against in all cells; default: the column `class`. */
  truth: trainingLabels.optional(),
  /** Columns of two or more people in the test data sets: how well they agree with each other. */
  humans: z.array(z.string()).min(2).optional(),
  architectures: z.array(z.string()).min(1),
  /** Labels of the grid, by name. */
  labels: z.record(z.string().regex(/^[\w-]+$/), trainingLabels),
  /** Sides of the crops, px. */
  cropsPx: z.array(count).min(1),
  /** Networks per cell. */
  trials: count,
  seed: z.int().min(0).optional(),
  /** Weights to start from, by architecture: a name (as of `train --init`) or a file. */
  init: z.record(z.string(), z.string()).optional(),
  preset: z.string().optional(),
  /** Recipe of every cell. */
  recipe: recipeOverrides.optional(),
  /** Further changes to the recipe, by architecture. */
  recipes: z.record(z.string(), recipeOverrides).optional(),
})

export type Plan = z.infer<typeof plan>

/** One cell of the grid. */
export interface Cell {
  /** Name of its folder, e.g. `resnet18_consensus_50px`. */
  readonly name: string
  readonly architecture: string
  readonly labels: string
  readonly cropPx: number
  readonly settings: RunSettings
}

/**
 * A plan from its file. Paths in it are relative to the file.
 *
 * @param weightsNamed the file for what stands under `init`; default: these are paths
 * @throws InputError with the line of what is wrong
 */
export async function readPlan(
  path: string,
  weightsNamed: (nameOrPath: string) => string = (file) => file,
): Promise<Plan> {
  const found = await readYaml(path, plan)
  refuseStrangers(found, path)
  refuseGridKeys(found, path)
  refuseOtherClasses(found, path)
  const at = (file: string) => (isAbsolute(file) ? file : join(dirname(path), file))
  return {
    ...withWeights(found, (given) => at(weightsNamed(given))),
    datasets: found.datasets.map(at),
    testDatasets: found.testDatasets.map(at),
    ...recipesFrom(dirname(path), found),
  }
}

/** Files that recipes name are relative to the plan, too. */
function recipesFrom(folder: string, { recipe, recipes }: Plan): Pick<Plan, 'recipe' | 'recipes'> {
  const all = Object.entries(recipes ?? {}).map(([name, part]) => [name, filesFrom(folder, part)])
  return {
    ...(recipe && { recipe: filesFrom(folder, recipe) }),
    ...(recipes && { recipes: Object.fromEntries(all) }),
  }
}

/**
 * A plan made in code.
 *
 * @param weightsNamed the file for what stands under `init`; default: these are paths
 * @throws InputError naming what is wrong
 */
export function checkedPlan(
  made: Plan,
  weightsNamed: (nameOrPath: string) => string = (file) => file,
): Plan {
  const found = checkedValue(made, plan, 'plan')
  refuseStrangers(found, 'plan')
  refuseGridKeys(found, 'plan')
  refuseOtherClasses(found, 'plan')
  return withWeights(found, weightsNamed)
}

function withWeights(plan: Plan, fileOf: (given: string) => string): Plan {
  if (!plan.init) return plan
  const init = Object.entries(plan.init).map(([name, given]) => [name, fileOf(given)])
  return { ...plan, init: Object.fromEntries(init) }
}

/** Keys for an architecture that is not in the grid were meant for another one. */
function refuseStrangers({ architectures, init = {}, recipes = {}, cropsPx }: Plan, where: string) {
  for (const [key, named] of Object.entries({ init, recipes })) {
    const stranger = Object.keys(named).find((name) => !architectures.includes(name))
    if (stranger === undefined) continue
    throw new InputError({
      what: `${key} of ${stranger}, which is not among the architectures`,
      where,
      expected: architectures.join(', '),
    })
  }
  for (const [key, values] of Object.entries({ architectures, cropsPx })) {
    const twice = values.find((value, i) => (values as unknown[]).indexOf(value) < i)
    if (twice !== undefined)
      throw new InputError({ what: `${twice} is given twice`, where: `${where}: ${key}` })
  }
}

/**
 * Where a preset says what the grid varies, the grid wins. Where the plan's own recipe says it, it
 * would be lost.
 */
function refuseGridKeys({ recipe = {}, recipes = {} }: Plan, where: string): void {
  const ofArchitectures = Object.entries(recipes).map(
    ([name, part]) => [`recipes.${name}`, part] as const,
  )
  for (const [key, { labels, model, input }] of [['recipe', recipe] as const, ...ofArchitectures]) {
    const said = [
      { name: 'labels', value: labels, instead: 'labels of the plan, by name' },
      { name: 'model', value: model, instead: 'architectures of the plan' },
      { name: 'input.cropPx', value: input?.cropPx, instead: 'cropsPx of the plan' },
    ].find(({ value }) => value !== undefined)
    if (!said) continue
    throw new InputError({
      what: `${said.name} of ${key}: the grid varies this`,
      where,
      remedy: `give it as ${said.instead}, and leave it out here`,
    })
  }
}

/** All cells are compared, so they have the same classes. */
function refuseOtherClasses({ recipes = {} }: Plan, where: string): void {
  const name = Object.keys(recipes).find((one) => recipes[one].classes)
  if (name === undefined) return
  throw new InputError({
    what: `classes of recipes.${name}: the networks of an experiment have the same classes`,
    where,
    remedy: 'give them in the recipe of the plan',
  })
}

/**
 * The cells in the order of the table: by architecture, then labels, then crop size. All have the
 * same seed. So cells with the same labels have the same validation set (it is stratified by
 * label), if they have the same objects: at a smaller crop some may have no pixel in a band, and
 * are left out.
 *
 * @param out folder of the experiment
 * @param named finds an architecture; default: those of starsift
 */
export function cellsOf(
  plan: Plan,
  out: string,
  named: (name: string) => Architecture = architectureNamed,
): Cell[] {
  const { datasets, testDatasets, trials: members, seed = 1, init = {}, preset } = plan
  const truth = plan.truth ?? { from: 'column', columns: ['class'] }
  const base = preset === undefined ? {} : presetNamed(preset)
  return plan.architectures.flatMap((model) =>
    Object.entries(plan.labels).flatMap(([label, labels]) =>
      plan.cropsPx.map((cropPx): Cell => {
        const name = `${model}_${label}_${cropPx}px`
        const own = [plan.recipe ?? {}, plan.recipes?.[model] ?? {}]
        const settings: RunSettings = {
          ...{ datasets, testDatasets, truth, seed, members },
          out: join(out, 'cells', name),
          architecture: named(model),
          recipe: mergedRecipe(base, ...own, { model, labels, input: { cropPx } }),
          ...(init[model] !== undefined && { init: init[model] }),
          ...(preset !== undefined && { preset }),
        }
        return { name, architecture: model, labels: label, cropPx, settings }
      }),
    ),
  )
}
