/** The figures of the science page: what each one shows, the name of its file, and its caption. */
import {
  colourLabel,
  type Quantity,
  type Sample,
  type Science,
  type SlopeFit,
  type SlopeFunction,
  valuesOf,
} from '../science/index.js'
import { binOf } from '../statistics/index.js'
import { countFigure } from './count-figure.js'
import type { FigureSpec } from './figure-spec.js'
import { paperFigure, seriesEncoding } from './paper.js'
import { groupsOf, type ScatterAxis, type ScatterFigure, scatterFigure } from './scatter-figure.js'

export interface ScienceFigure {
  /** Name of its files, without their endings. */
  readonly name: string
  readonly title: string
  readonly caption: string
  readonly spec: FigureSpec
}

const CI_BIN_MAG = 0.1

/** The figures in the order of the page, without those that have no object. */
export function scienceFigures(science: Science): ScienceFigure[] {
  const figures = [
    ...countFigures(science),
    ...pairs(science).flatMap((pair) => scatterFigures(science, pair)),
    ciFigure(science),
  ]
  return figures.flatMap((figure) => (figure?.spec ? [{ ...figure, spec: figure.spec }] : []))
}

type Drawn = Omit<ScienceFigure, 'spec'> & { spec: FigureSpec | undefined }

/** The first sample with one of the others, or alone. */
interface Pair {
  readonly first: Sample
  readonly second?: Sample
  /** Ending of the file names, where there are several pairs. */
  readonly suffix: string
}

function pairs({ candidates: { samples } }: Science): Pair[] {
  const [first, ...others] = samples
  if (others.length === 0) return [{ first, suffix: '' }]
  const suffix = (i: number) => (others.length > 1 ? `-${i + 2}` : '')
  return others.map((second, i) => ({ first, second, suffix: suffix(i) }))
}

function countFigures(science: Science): Drawn[] {
  const { functions, candidates, distanceModulus, distanceMpc } = science
  return functions.map(({ function: fn, fits }) => {
    const distance =
      fn.kind === 'luminosity'
        ? ` Distance modulus ${distanceModulus.toFixed(2)} mag (${distanceMpc} Mpc).`
        : ` For ${fn.selection}.`
    const caption =
      `Number of clusters by ${fn.name}, with Poisson errors. Points of different columns are ` +
      'drawn side by side. Lines (solid, dashed, dotted, in the order of the legend) are fitted ' +
      'to the objects by maximum likelihood, not to the bins. Grey: not in the fit. ' +
      `${fits.map(slopeText).join('; ')}.${distance}`
    const spec = countFigure({ function: fn, samples: candidates.samples, fits, distanceModulus })
    const name = fn.kind === 'luminosity' ? fn.id.replace('_', '-') : `${fn.kind}-function`
    return { name, title: functionTitle(fn), caption, spec }
  })
}

/** @example slopeText(fit) // 'human: slope 2.35 (2.17 to 2.55), n = 187' */
function slopeText({ label, fit, nInRange }: SlopeFit): string {
  if (!fit) return `${label}: n = ${nInRange}, too few for a slope`
  const { low, high } = fit.interval
  const range = `${low.toFixed(2)} to ${high.toFixed(2)}`
  return `${label}: slope ${fit.slope.toFixed(2)} (${range}), n = ${nInRange}`
}

function scatterFigures(science: Science, { first, second, suffix }: Pair): Drawn[] {
  const { quantities, candidates } = science
  const { system = 'Vega' } = candidates.measurements
  const values = (id: string) => quantities.find((quantity) => quantity.id === id)?.values
  const figure = (name: string, title: string, axes: AxisPair | undefined, more = ''): Drawn[] => {
    if (!axes) return []
    const shown: ScatterFigure = { ...axes, first, second }
    const groups = groupsOf(shown).map((group) => group.name)
    const whose = second ? `${first.label} and ${second.label}: ` : ''
    const caption = `${title} of the clusters of ${whose}${groups.join(', ')}.${more}`
    return [{ name: name + suffix, title, caption, spec: scatterFigure(shown) }]
  }
  const asIs = ` Colours are those of the catalogue, in ${system} magnitudes.`
  return [
    ...figure('colour-ub-vi', 'U − B against V − I', colours(values, 'u'), asIs),
    ...figure('colour-nuvb-vi', 'NUV − B against V − I', colours(values, 'nuv'), asIs),
    ...figure('mass-age', 'Mass against age', massAge(science), ' Dashed: limits of the fits.'),
  ]
}

type AxisPair = { x: ScatterAxis; y: ScatterAxis }

function colours(
  values: (id: string) => Float64Array | undefined,
  blue: 'u' | 'nuv',
): AxisPair | undefined {
  const [x, y] = [values('v_i'), values(`${blue}_b`)]
  if (!x || !y) return undefined
  return {
    x: { title: `${colourLabel('v', 'i')} (mag)`, values: x },
    y: { title: `${colourLabel(blue, 'b')} (mag)`, values: y, isReversed: true },
  }
}

function massAge({ candidates, functions }: Science): AxisPair | undefined {
  const { mass, age } = candidates.measurements
  if (!mass || !age) return undefined
  const limits = (kind: string) => {
    const range = functions.find(({ function: fn }) => fn.kind === kind)?.function.range
    return range ? [range.low, range.high] : []
  }
  return {
    x: { title: 'age (yr)', values: age, isLogarithmic: true, limits: limits('age') },
    y: { title: 'mass (M☉)', values: mass, isLogarithmic: true, limits: limits('mass') },
  }
}

function ciFigure({ quantities, candidates: { samples } }: Science): Drawn | undefined {
  const quantity = quantities.find(({ id }) => id === 'ci')
  if (!quantity) return undefined
  const counted = samples.map(
    (sample) => `${sample.label} n = ${valuesOf(quantity.values, sample).length}`,
  )
  return {
    name: 'concentration',
    title: 'Concentration index',
    caption:
      `Share of the clusters of each column in bins of ${CI_BIN_MAG} mag of the concentration ` +
      'index, which is the magnitude within 1 px minus the magnitude within 3 px; ' +
      `${counted.join(', ')}.`,
    spec: shareFigure({ quantity, samples, binWidth: CI_BIN_MAG }),
  }
}

/** @example functionTitle(mass) // 'Mass function' */
function functionTitle({ name }: SlopeFunction): string {
  const [noun, ...rest] = name.split(' ')
  return [`${noun[0].toUpperCase()}${noun.slice(1)} function`, ...rest].join(' ')
}

export interface ShareFigure {
  readonly quantity: Quantity
  readonly samples: readonly Sample[]
  readonly binWidth: number
}

/** @returns undefined if no sample has an object with a value */
export function shareFigure({ quantity, samples, binWidth }: ShareFigure): FigureSpec | undefined {
  const own = samples.map((sample) =>
    valuesOf(quantity.values, sample).map((value) => binOf(value, binWidth)),
  )
  const all = own.flatMap((bins) => [...bins])
  if (all.length === 0) return undefined
  const [first, last] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))]
  const names = samples.map(({ label }, s) => `${label} (n = ${own[s].length})`)
  // Each line of steps begins at 0 before the first bin and returns to 0 after the last.
  const steps = own.flatMap((bins, s) =>
    Array.from({ length: last - first + 3 }, (_, i) => {
      const bin = first - 1 + i
      const n = bins.filter((one) => one === bin).length
      return { series: names[s], x: bin * binWidth, share: n / Math.max(1, bins.length) }
    }),
  )
  const domain = [(first - 1) * binWidth, (last + 2) * binWidth]
  const { color, strokeDash } = seriesEncoding(names, { symbolSize: 200 })
  return paperFigure({
    data: { values: steps },
    mark: { type: 'line', interpolate: 'step-after' },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        title: `${quantity.name} (${quantity.unit})`,
        scale: { zero: false, nice: false, domain },
      },
      y: {
        field: 'share',
        type: 'quantitative',
        title: `share of clusters per ${binWidth} ${quantity.unit}`,
        axis: { format: '.2f' },
        scale: { domain: [0, 1.08 * Math.max(...steps.map((step) => step.share))], nice: false },
      },
      ...{ color, strokeDash },
    },
  })
}
