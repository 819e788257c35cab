/**
 * The plan of an experiment: a grid of architectures, label sources and crop sizes, each cell with its trials, in one YAML
 * file. Paths are relative to the file.
 */
import { dirname, isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../errors.js'
import { withFile } from '../files/index.js'
import { type Architecture, architectureNamed } from '../models/index.js'
import type { RunJob } from './prepared-run.js'
import { presetNamed } from './read-recipe.js'
import { labels as labelSource, mergedRecipe, recipeOverrides } from './recipe.js'
import { parsedYaml } from './yaml-file.js'

const count = z.int().min(1)
const files = z.array(z.string()).min(1)

const plan = z.strictObject({
  /** Data set files that networks are trained on. */
  datasets: files,
  /** Data set files of whole fields that no network sees before its test. */
  testDatasets: files,
  /** What the tests are scored against, whatever a cell was trained on; default: the column `class`. */
  truth: labelSource.optional(),
  /** Columns of two or more people in the test data sets: how well they agree with each other. */
  humans: z.array(z.string()).min(2).optional(),
  architectures: z.array(z.string()).min(1),
  /** Label sources by name. */
  labels: z.record(z.string().regex(/^[\w-]+$/), labelSource),
  /** Sides of the crops, px. */
  cropsPx: z.array(count).min(1),
  /** Networks a cell. */
  trials: count,
  seed: z.int().min(0).optional(),
  /** Weights to start from, by architecture: a name of `models pull`, or a file. */
  init: z.record(z.string(), z.string()).optional(),
  preset: z.string().optional(),
  /** Of every cell. */
  recipe: recipeOverrides.optional(),
  /** Further overrides by architecture. */
  recipes: z.record(z.string(), recipeOverrides).optional(),
})

export type Plan = z.infer<typeof plan>

/** One cell of the grid. */
export interface Cell {
  /** Of its folder, e.g. `resnet18_consensus_50px`. */
  readonly name: string
  readonly architecture: string
  readonly labels: string
  readonly cropPx: number
  readonly job: RunJob
}

/**
 * @param weightsNamed the file of a name under `init`, or what it is given if that is a path; default: all are paths
 * @throws InputError with the line of what is wrong
 */
export async function readPlan(
  path: string,
  weightsNamed: (nameOrPath: string) => string = (file) => file,
): Promise<Plan> {
  const text = await withFile(path, async (source) =>
    new TextDecoder().decode(await source.slice(0, source.byteLength)),
  )
  const found = parsedYaml(text, plan, path)
  refuseStrangers(found, path)
  refuseGridKeys(found, path)
  const at = (file: string) => (isAbsolute(file) ? file : join(dirname(path), file))
  return {
    ...found,
    datasets: found.datasets.map(at),
    testDatasets: found.testDatasets.map(at),
    ...(found.init && {
      init: Object.fromEntries(
        Object.entries(found.init).map(([name, file]) => [name, at(weightsNamed(file))]),
      ),
    }),
  }
}

/** What is said of an architecture that is not in the grid was meant for another. */
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
      throw new InputError({ what: `${twice} comes twice`, where: `${where}: ${key}` })
  }
}

/** A preset may say what the grid goes through, and gives way; what the plan itself says would be lost. */
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
      what: `${said.name} of ${key} is what the grid goes through`,
      where,
      remedy: `give it as ${said.instead}, and leave it out here`,
    })
  }
}

/**
 * The cells in the order of the table: architecture by architecture, label source by label source, crop by crop.
 * All have the same seed: with the same label source they have the same validation set (it is stratified by label), as long as
 * they have the same objects. At a smaller crop some may have no pixel in a band, and are left out.
 *
 * @param out folder of the experiment
 * @param named finds an architecture; default: those of starsift
 */
export function cellsOf(
  plan: Plan,
  out: string,
  named: (name: string) => Architecture = architectureNamed,
): Cell[] {
  const { datasets, testDatasets, trials, seed = 1, init = {}, recipes = {}, recipe = {} } = plan
  const truth = plan.truth ?? { from: 'column', columns: ['class'] }
  const base = plan.preset === undefined ? {} : presetNamed(plan.preset)
  return plan.architectures.flatMap((name) =>
    Object.entries(plan.labels).flatMap(([label, labels]) =>
      plan.cropsPx.map((cropPx): Cell => {
        const cell = `${name}_${label}_${cropPx}px`
        const architecture = named(name)
        const whole = mergedRecipe(base, recipe, recipes[name] ?? {}, { model: name, labels })
        const job: RunJob = {
          ...{ datasets, testDatasets, truth, architecture, seed, members: trials },
          out: join(out, 'cells', cell),
          recipe: { ...whole, input: { ...whole.input, cropPx } },
          ...(init[name] !== undefined && { init: init[name] }),
          ...(plan.preset !== undefined && { preset: plan.preset }),
        }
        return { name: cell, architecture: name, labels: label, cropPx, job }
      }),
    ),
  )
}
