/** The lines that `starsift models info` prints about a model file or an ensemble. */
import { type ClassList, hasTwoSides, numberWord } from '../catalog/index.js'
import { NORMALISATION_FORMULAS } from '../cutouts/index.js'
import { listed } from '../listed.js'
import {
  adaptationText,
  classesOfCard,
  classTitle,
  type EnsembleManifest,
  type ModelCard,
  planesOf,
} from '../models/index.js'

/** More would hide the other lines. */
const N_FIELDS_NAMED = 12

type Row = [key: string, value: string]

export function ensembleRows(card: ModelCard, { members, provenance }: EnsembleManifest): Row[] {
  const networks = members.map(({ file, graphSha256 }) => `${file}, ${graphSha256.slice(0, 8)}`)
  return [
    ['ensemble', `${members.length} networks, which vote`],
    ...inputRows(card, ' (all networks together)'),
    ['from', provenance.description],
    ['made by', provenance.software],
    ['members', [...networks, '(files and their SHA-256, verified)'].join('\n')],
  ]
}

export function cardRows(card: ModelCard): Row[] {
  const { provenance, pretrained, training, remark, adapted } = card
  return [
    ...inputRows(card),
    ['from', provenance.description],
    ...(training ? trainingRows(training, classesOfCard(card)) : []),
    ...(adapted ? [['adapted', adaptationText(adapted).join('\n')] as Row] : []),
    ...(remark ? [['note', remark] as Row] : []),
    ...(pretrained ? [['started from', pretrainedText(pretrained)] as Row] : []),
    ...(provenance.sha256 ? [['weights SHA-256', provenance.sha256] as Row] : []),
    ['made by', [provenance.software, provenance.created].filter(Boolean).join(', ')],
    ['graph SHA-256', `${card.graphSha256} (verified)`],
  ]
}

/** @param ofWhat said after the number of weights and the temperature of an ensemble */
function inputRows(card: ModelCard, ofWhat = ''): Row[] {
  const { normalisation, untrained, novelty, trainedOn } = card
  const bands = planesOf(card).map(({ filters, band }, i) => {
    const of = card.filters && filters[0] !== card.bands[band].name
    const named = `${filters.join(' or ')}${of ? ` (in place of ${card.bands[band].name})` : ''}`
    return [named, ...bandNumbers(normalisation, i)].join(', ')
  })
  return [
    ['architecture', card.architecture],
    [
      'weights',
      `${card.nWeights}${ofWhat}${untrained ? ', random: its classes mean nothing' : ''}`,
    ],
    ['bands (e-/s)', bands.join('\n')],
    ...(card.fewestBands ? [['needed bands', `at least ${card.fewestBands}`] as Row] : []),
    ['stamp', stampText(card)],
    ['pixel values', NORMALISATION_FORMULAS[normalisation.kind]],
    ['pixel scale', card.pixelScaleArcsec ? `${card.pixelScaleArcsec} arcsec` : 'unknown'],
    ...(trainedOn ? [['trained on', trainedOnText(trainedOn, card)] as Row] : []),
    ['classes', classRows(card).join('\n')],
    ...(novelty ? [['novelty', noveltyText(novelty)] as Row] : []),
    ['temperature', temperatureText(card, ofWhat)],
    ['ml_set', setsText(card)],
    ...int8Rows(card),
    ...galleryRows(card),
  ]
}

/** What `--precision int8` changes, where it can be used. */
export function int8Rows({ int8 }: Pick<ModelCard, 'int8'>): Row[] {
  if (!int8) return []
  const { compared } = int8
  const { accuracy, ece } = compared
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`
  const text = [
    `measured on ${int8.nStamps} stamps: ${int8.calibratedOn}`,
    `of ${compared.nStamps} stamps (${compared.on}) ${percent(compared.changedClasses)} change ` +
      `their class; largest change of a probability ${compared.largestProbabilityDifference}`,
    accuracy && `accuracy ${percent(accuracy.float32)}, with int8 ${percent(accuracy.int8)}`,
    ece && `calibration error ${ece.float32}, with int8 ${ece.int8}`,
  ]
  return [['int8', text.filter((line) => line !== undefined).join('\n')]]
}

/** The stamps of training that the model can show. */
export function galleryRows({ gallery }: Pick<ModelCard, 'gallery'>): Row[] {
  if (!gallery) return []
  return [['gallery', `${gallery.nExamples} stamps of training, from ${gallery.from}`]]
}

/** From which probability on a class is in the set. */
function setsText({ sets, classes }: ModelCard): string {
  if (!sets) return 'none: no thresholds'
  const each = classes.map(
    ({ value, label = value }, k) =>
      `${label} from ${sets.thresholds[k]} (${sets.nAnswers[k]} answers)`,
  )
  const answers = sets.from === 'votes' ? 'votes' : 'classes'
  return `holds ${Math.round(100 * sets.coverage)} % of the ${answers}: ${each.join(', ')}`
}

function temperatureText(
  { temperature, orientationTemperatures }: ModelCard,
  ofWhat: string,
): string {
  if (temperature === undefined) return 'none'
  const others = Object.entries(orientationTemperatures ?? {}).map(
    ([orientations, value]) => `; ${value} with ${orientations} orientations`,
  )
  return `${temperature}${ofWhat}${others.join('')}`
}

export function rowsText(rows: readonly Row[]): string {
  const indent = `\n${' '.repeat(16)}`
  return rows.map(([key, value]) => `${key.padEnd(16)}${value.replaceAll('\n', indent)}\n`).join('')
}

function stampText({ sizePx, crop, window }: ModelCard): string {
  const made = crop ? `, resampled (${crop.resampling}) from ${crop.sizePx} px` : ''
  return `${sizePx} px${made}, window ${window}`
}

function noveltyText({
  threshold,
  quantile,
  missing = [],
}: NonNullable<ModelCard['novelty']>): string {
  const share = `${100 * quantile} % of similar stamps are below`
  const without = missing.map((one) => `without ${one.bands.join(', ')} above ${one.threshold}`)
  return [`a stamp above ${threshold} is unlike the training set; ${share}`, ...without].join('\n')
}

function trainedOnText(
  { pixelScaleArcsec, noise }: NonNullable<ModelCard['trainedOn']>,
  card: Pick<ModelCard, 'bands' | 'filters'>,
): string {
  const planes = planesOf(card)
  const nameOf = (i: number) =>
    card.filters ? planes[i].filters[0] : card.bands[planes[i].band].name
  const range = ([low, high]: readonly [number, number]) => `${low} to ${high}`
  const noises = noise.map((of, i) => `${nameOf(i)} ${range(of)}`)
  return [
    ...(pixelScaleArcsec ? [`${range(pixelScaleArcsec)} arcsec per pixel`] : []),
    `noise ${noises.join(', ')} e-/s`,
  ].join('\n')
}

/** Of classes of one's own it is said which are clusters, and which labels mean them. */
function classRows({ classes }: ModelCard): string[] {
  return classes.map((kind) => {
    const { cluster, from } = kind
    const said = [cluster && 'a cluster', from && `in catalogues ${from.join(', ')}`]
    const more = said.filter(Boolean).join('; ')
    return `${classTitle(kind)}${more && ` (${more})`}`
  })
}

function trainingRows(
  { fields, datasets, seed, validation }: NonNullable<ModelCard['training']>,
  list: ClassList,
): Row[] {
  const files = datasets.map(({ name, sha256 }) => `${name}, SHA-256 ${sha256.slice(0, 8)}...`)
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const { accuracy = 0, accuracyTwo = 0, n = 0 } = validation ?? {}
  const two = hasTwoSides(list) ? `, ${percent(accuracyTwo)} in two` : ''
  const all = `${numberWord(list.length)} classes`
  const right = `${percent(accuracy)} right in ${all}${two} (n = ${n})`
  return [
    ['fields', fieldsText(fields)],
    ['data sets', files.join('\n')],
    ['seed', `${seed} (--json prints the recipe)`],
    ...(validation ? [['validation', right] as Row] : []),
  ]
}

/** A shipped model has hundreds of fields. */
function fieldsText(fields: readonly string[]): string {
  const isCut = fields.length > N_FIELDS_NAMED
  return listed(fields, N_FIELDS_NAMED) + (isCut ? ' (--json prints all)' : '')
}

/** The numbers of one band, e.g. `mean 0.5`, `softening 0.01`. */
function bandNumbers(normalisation: ModelCard['normalisation'], band: number): string[] {
  return Object.entries(normalisation).flatMap(([name, values]) =>
    Array.isArray(values) ? [`${name.slice(0, -1)} ${values[band]}`] : [],
  )
}

function pretrainedText(pretrained: NonNullable<ModelCard['pretrained']>): string {
  const { from, sha256, firstLayer, upTo, lastLayer } = pretrained
  const hash = sha256 ? ` (SHA-256 ${sha256.slice(0, 8)}...)` : ''
  const last = lastLayer ? `, last layer: ${lastLayer}` : ''
  return `${from}${hash}${upTo ? ` up to ${upTo}` : ''}, first layer: ${firstLayer}${last}`
}
