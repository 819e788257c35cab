/** Notes before the first step: what a run is made of, and what is doubtful about it. */
import { ELECTRONS_PER_SECOND } from '../cutouts/index.js'
import { type Dataset, placeGroups } from '../datasets/index.js'
import { Notes } from '../notes.js'
import { classList, labelsSaid } from './class-list.js'
import { DEFAULT_QUANTILE } from './novelty-fit.js'
import type { RunSettings } from './options.js'
import { presetNamed } from './presets.js'
import type { Recipe } from './recipe.js'
import type { Split } from './split.js'
import type { GivenWeights } from './starting-point.js'

interface Known {
  readonly dataset: Dataset
  readonly split: Split
  readonly given?: GivenWeights
}

/** Notes, in the order in which they should be read. */
export function runNotes(settings: RunSettings, { dataset, split, given }: Known): Notes {
  const { recipe } = settings
  const notes = new Notes()
  notes.say(setsNote(dataset, split, recipe))
  if (recipe.labels.from === 'auto') notes.say(targetsNote(dataset, settings))
  notes.doubt(
    ...dataset.notes,
    ...setDoubts(dataset, split),
    ...unitNotes(dataset),
    ...unusedTestNotes(settings),
    ...fewNotes(split, recipe),
    ...randomStartNotes(settings),
  )
  notes.say(...(given?.notes ?? []))
  notes.doubt(
    ...seenNotes(dataset, split, given),
    ...keptNotes(given, recipe),
    ...lostNotes(given, recipe),
    ...frozenNotes(recipe),
  )
  return notes
}

function setsNote({ classes, objects }: Dataset, split: Split, recipe: Recipe): string {
  const list = classList(recipe)
  const named = recipe.classes ? labelsSaid(recipe) : '1-4'
  const counts = (rows: Uint32Array) =>
    list.map((_, k) => rows.filter((row) => classes[row] === k + 1).length).join('/')
  const sets = Object.entries(split)
    .filter(([, rows]) => rows.length > 0)
    .map(([name, rows]) => `${name} ${rows.length} (${counts(rows)} of classes ${named})`)
  const nFields = new Set(objects.field).size
  return `${sets.join(', ')}; ${nFields} field${nFields === 1 ? '' : 's'}`
}

/** What `auto` came to. */
function targetsNote({ shares }: Dataset, { labels, recipe }: RunSettings): string {
  if (!shares) return 'there are no votes: each object has the one class of its label'
  if (labels !== undefined) return 'the targets are the shares of the votes'
  const [name, ...others] = recipe.labels.columns
  const from = others.length > 0 ? recipe.labels.columns.join(', ') : `${name}_p1 and so on`
  return `the targets are the shares of the votes (${from})`
}

function setDoubts(dataset: Dataset, split: Split): string[] {
  const { classes, nClasses, nNotInspected, nBlank, objects } = dataset
  const nRepeated = classes.length - new Set(placeGroups(objects)).size
  const rare = heldOut(split).filter(
    ([, rows]) => new Set(Array.from(rows, (row) => classes[row])).size < nClasses,
  )
  return [
    nNotInspected > 0 && `${nNotInspected} objects left out: nobody has classified them`,
    nBlank > 0 && `${nBlank} objects left out: no pixels in at least one band`,
    nRepeated > 0 &&
      `${nRepeated} objects lie at the place of another object, and count as objects of ` +
        'their own: are fields or data sets given twice?',
    ...rare.map(([name]) => `the ${name} set lacks a class: scores on it mean little`),
  ].filter((note) => note !== false)
}

/** The sets that are not empty. */
function heldOut({ validation, test }: Split): (readonly [string, Uint32Array])[] {
  const sets = [['validation', validation] as const, ['test', test] as const]
  return sets.filter(([, rows]) => rows.length > 0)
}

function unitNotes({ units }: Dataset): string[] {
  const kinds = [...new Set(units.map(({ unit }) => unit))]
  const [first] = kinds
  if (kinds.length > 1) {
    const files = kinds.map((kind) => {
      const of = units.filter(({ unit }) => unit === kind).map(({ file }) => file)
      return `${kind || 'none'} in ${of.join(', ')}`
    })
    return [
      `the data sets have pixels of different units (${files.join('; ')}): ` +
        'to a network these are different skies; bring the mosaics to one unit and cut again',
    ]
  }
  if (first === ELECTRONS_PER_SECOND) return []
  if (first === '') return ['the data sets do not say the unit of their pixels (BUNIT)']
  return [
    `the pixels are in ${first}: the model will need mosaics in ${first} too, while others need ` +
      ELECTRONS_PER_SECOND,
  ]
}

/** Test data sets alone are the test set, so the recipe's own test set is not made. */
function unusedTestNotes({ recipe, testDatasets }: RunSettings): string[] {
  if (testDatasets.length === 0) return []
  const { test, testFields } = recipe.split
  const why = `is not used: the test set is ${testDatasets.join(', ')}`
  return [
    test > 0 && `split.test ${test} ${why}`,
    testFields.length > 0 && `split.testFields ${testFields.join(', ')} ${why}`,
  ].filter((note) => note !== false)
}

/** With fewer objects than this a measured temperature or quantile is not worth much. */
const FEW = 100

function fewNotes({ validation }: Split, { novelty }: Recipe): string[] {
  const n = validation.length
  if (n === 0 || n >= FEW) return []
  const measured = novelty
    ? `the best epoch, the temperature and ${thresholdOf(n, novelty)}`
    : 'the best epoch and the temperature'
  return [
    `the validation set has ${n} objects: ${measured} rest on few objects; hold out ${FEW} or more`,
  ]
}

function thresholdOf(n: number, { quantile = DEFAULT_QUANTILE }: NonNullable<Recipe['novelty']>) {
  const threshold = 'the threshold of novelty'
  if (n * (1 - quantile) >= 1) return threshold
  return `${threshold} (the ${quantile} quantile of ${n} is nearly the largest)`
}

function randomStartNotes({ preset, init, architecture }: RunSettings): string[] {
  if (preset === undefined || init !== undefined) return []
  const { model, pretrained } = presetNamed(preset)
  if (model !== architecture.name || pretrained === undefined) return []
  return [
    `the network begins with random weights; preset ${preset} is meant for weights of ImageNet ` +
      `(--init ${model}-imagenet)`,
  ]
}

/** A given model has seen the fields that it was trained on, or chosen by. */
function seenNotes({ objects }: Dataset, split: Split, given?: GivenWeights): string[] {
  const known = new Set(given?.card?.training?.fields)
  return heldOut(split).flatMap(([name, rows]) => {
    const seen = Array.from(rows, (row) => objects.field[row]).filter((field) => known.has(field))
    if (seen.length === 0) return []
    const flattered = name === 'test' ? 'accuracy' : 'accuracy, temperature and novelty threshold'
    return [
      `${seen.length} ${name} objects are of fields that the given model was trained on ` +
        `(${[...new Set(seen)].join(', ')}): ${flattered} may be too optimistic`,
    ]
  })
}

/** A given model's normalisation wins over the recipe's: its weights rely on it. */
function keptNotes(given: GivenWeights | undefined, { input }: Recipe): string[] {
  const kept = given?.card?.normalisation
  if (!kept || kept.kind === input.normalisation) return []
  return [
    `pixels are normalised as the given model was trained (${kept.kind}), not as the recipe says ` +
      `(${input.normalisation})`,
  ]
}

/** What a given model can do is not in its weights: the recipe says what the new one can do. */
function lostNotes(given: GivenWeights | undefined, recipe: Recipe): string[] {
  if (!given?.card) return []
  const { fewestBands, bands, novelty } = given.card
  return [
    fewestBands !== undefined &&
      recipe.fewestBands === null &&
      `the given model works with ${fewestBands} of its ${bands.length} bands; the new one will ` +
        'need all of them, unless the recipe has fewestBands and bandDropout',
    novelty !== undefined &&
      recipe.novelty === null &&
      'the given model flags stamps that are unlike its training; the new one will not, unless ' +
        'the recipe has novelty',
  ].filter((note) => note !== false)
}

function frozenNotes({ frozen, epochs }: Recipe): string[] {
  if (frozen?.epochs === undefined || frozen.epochs < epochs) return []
  return [
    `frozen.epochs ${frozen.epochs} is not below epochs ${epochs}: ` +
      `the stages through ${frozen.through} are never trained`,
  ]
}
