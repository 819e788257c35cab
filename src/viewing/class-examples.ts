/** Pictures for the help of a page: what a class looks like. */
import { type CandidateSet, nominalWavelengthNm } from '../catalog/index.js'
import type { FitsMosaicSet } from '../cutouts/index.js'
import { cellText, numbersOf } from '../tables/index.js'
import type { FieldDescription, FieldView, SourceStamp } from './field-view.js'

/** A picture for the help. */
export interface ClassExample {
  /** The number in the column of classes. */
  readonly class: number
  /** Made by the simulator, or a source on whose class the people agree. */
  readonly from: 'simulated' | 'agreed'
  /** The row, where the example is a source of this field. */
  readonly row?: number
  readonly stamp: SourceStamp
}

/** A simulated field, whose classes are known. */
export interface SimulatedExamples {
  readonly field: Pick<FitsMosaicSet, 'mosaics'>
  readonly candidates: CandidateSet
  readonly view: FieldView
}

/** Examples of each class. */
const PER_CLASS = 4
const SIDE_PX = 32
/** An example lies so far from the edge, and from the next candidate, px. */
const ALONE_PX = 14
/** Its own light lies so far from the middle, px. */
const OWN_PX = 6

/**
 * Examples of the simulator as this field would show them: each band of the field shows the
 * simulated band next to it in wavelength, in units of its own noise above its own sky.
 *
 * @param like the field of the page, from blue to red
 */
export async function simulatedExamples(
  { field, candidates, view }: SimulatedExamples,
  like: Pick<FieldDescription, 'bands'>,
): Promise<ClassExample[]> {
  const { bands } = await view.describe()
  const from = like.bands.map(({ filter }) => nearestBand(filter, field))
  const examples: ClassExample[] = []
  const stamps = await Promise.all(Array.from(candidates.x, (_, row) => view.stamp(row, SIDE_PX)))
  for (const { row, class: of } of chosenRows(candidates, stamps)) {
    const stamp = stamps[row]
    const shown = like.bands.map(({ sky, noise }, i) => {
      const own = bands[from[i]]
      return stamp.bands[from[i]].map((value) => sky + (noise * (value - own.sky)) / own.noise)
    })
    examples.push({ class: of, from: 'simulated', stamp: { ...stamp, bands: shown } })
  }
  return examples
}

function nearestBand(filter: string, { mosaics }: Pick<FitsMosaicSet, 'mosaics'>): number {
  const wavelength = (name: string, instrument = '') =>
    nominalWavelengthNm({ filter: name, instrument }) ?? Number.NaN
  const wanted = wavelength(filter)
  const off = mosaics.map(({ band, instrument }) => Math.abs(wavelength(band, instrument) - wanted))
  const least = Math.min(...off)
  return Number.isNaN(least) ? mosaics.length >> 1 : off.indexOf(least)
}

/**
 * The brightest candidates of each class that stand alone, of different kinds where it can be.
 * Those that a brighter neighbour outshines come last.
 */
function chosenRows(
  { table, x, y, humanClass = new Uint8Array() }: CandidateSet,
  stamps: readonly SourceStamp[],
) {
  const brightness = table.has('mag_f555w') ? numbersOf(table.column('mag_f555w')) : x
  const kinds = table.has('sub_class') ? table.column('sub_class') : undefined
  const isAlone = (row: number) =>
    x.every((other, i) => i === row || Math.hypot(other - x[row], y[i] - y[row]) > ALONE_PX)
  const rows = Array.from(humanClass, (_, row) => row)
    .filter((row) => humanClass[row] > 0 && isAlone(row))
    .sort((a, b) => brightness[a] - brightness[b])
  const outshone = new Set(rows.filter((row) => isOutshone(stamps[row])))
  const inOrder = [...rows.filter((row) => !outshone.has(row)), ...outshone]
  return [1, 2, 3, 4].flatMap((of) => {
    const own = inOrder.filter((row) => humanClass[row] === of)
    const seen = new Set<string>()
    const isNew = (row: number) => {
      const kind = kinds ? cellText(kinds, row) : ''
      return !seen.has(kind) && seen.add(kind)
    }
    const firsts = own.filter(isNew)
    const others = own.filter((row) => !firsts.includes(row))
    return [...firsts, ...others].slice(0, PER_CLASS).map((row) => ({ row, class: of }))
  })
}

/** Whether some band has a pixel that is twice as bright as the source's brightest one. */
function isOutshone({ bands, sizePx }: SourceStamp): boolean {
  const middle = (sizePx - 1) / 2
  return bands.some((pixels) => {
    let [own, other] = [0, 0]
    pixels.forEach((value, i) => {
      const [x, y] = [i % sizePx, Math.floor(i / sizePx)]
      if (Math.hypot(x - middle, y - middle) <= OWN_PX) own = Math.max(own, value)
      else other = Math.max(other, value)
    })
    return other > 2 * own
  })
}
