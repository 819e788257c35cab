/**
 * What explains that x, y of a catalogue are other places than its right ascension and declination:
 * the way of counting pixels under which most of the rows would fit.
 */
import { median } from '../statistics/index.js'

/** A row that has both places, in 0-based pixels. */
export interface Pair {
  readonly row: number
  readonly x: number
  readonly y: number
  /** Where right ascension and declination are. */
  readonly skyX: number
  readonly skyY: number
}

/** What is known of the mosaics. */
export interface Frame {
  readonly width: number
  readonly height: number
  /** If they are a part of a larger image: x of the part is `scale` x + `shift`, FITS pixels. */
  readonly subImage?:
    | {
        readonly scale: readonly [x: number, y: number]
        readonly shift: readonly [x: number, y: number]
      }
    | undefined
}

/** How the rows are to be explained. */
export interface Wanted {
  readonly tolerancePx: number
  /** Names of the columns of x and y. */
  readonly columns: readonly [string, string]
  /** Whether most rows of the catalogue differ: then an option would mend it. */
  readonly isMost: boolean
}

interface Cause {
  /** What x, y would be. */
  readonly what: string
  /** What to do if it holds for most rows of the catalogue. */
  readonly remedy: string
  place(pair: Pair): readonly [x: number, y: number]
}

const BY_SKY = '--ra and --dec take the positions from the sky'

/**
 * The likely cause in words, with the option that mends it; undefined if no single one explains
 * more than half of the rows.
 */
export function explained(
  apart: readonly Pair[],
  frame: Frame,
  { tolerancePx, columns, isMost }: Wanted,
): string | undefined {
  const nFit = ({ place }: Cause) =>
    apart.filter((pair) => {
      const [x, y] = place(pair)
      return Math.hypot(x - pair.skyX, y - pair.skyY) <= tolerancePx
    }).length
  const causes = [...knownCauses(frame, columns), ...commonShift(apart)]
  const counts = causes.map(nFit)
  const best = counts.indexOf(Math.max(...counts))
  if (counts[best] <= apart.length / 2) return undefined
  const { what, remedy } = causes[best]
  if (isMost) return `${what}: ${remedy}`
  return `${counts[best]} of them fit as ${what}`
}

function knownCauses(frame: Frame, [nameX, nameY]: readonly [string, string]): Cause[] {
  const swap = `--x ${nameY} --y ${nameX}`
  const [right, top] = [frame.width - 1, frame.height - 1]
  const plain: Cause[] = [
    {
      what: 'x and y swapped',
      remedy: `${swap} would put them there`,
      place: ({ x, y }) => [y, x],
    },
    { what: 'x counted from the right', remedy: BY_SKY, place: ({ x, y }) => [right - x, y] },
    { what: 'y counted from the top', remedy: BY_SKY, place: ({ x, y }) => [x, top - y] },
    {
      ...{ what: 'x counted from the right and y from the top', remedy: BY_SKY },
      place: ({ x, y }) => [right - x, top - y],
    },
    ...partOf(frame),
  ]
  return [
    ...[1, -1].map((by): Cause => {
      const origin = by === 1 ? 0 : 1
      const what = `pixels counted from ${origin}`
      const remedy = `--origin ${origin} would put them there`
      return { what, remedy, place: ({ x, y }) => [x + by, y + by] }
    }),
    ...plain,
    ...plain.flatMap((cause) =>
      [1, -1].map((by) => ({
        ...cause,
        remedy: `${cause.remedy} (with another --origin)`,
        place: (pair: Pair) => cause.place({ ...pair, x: pair.x + by, y: pair.y + by }),
      })),
    ),
  ]
}

function partOf({ subImage }: Frame): Cause[] {
  if (!subImage) return []
  const { scale, shift } = subImage
  return [
    {
      what:
        'pixels of the larger image of which the mosaics are a part ' +
        `(LTV1 = ${shift[0]}, LTV2 = ${shift[1]})`,
      remedy: BY_SKY,
      place: ({ x, y }) => [scale[0] * (x + 1) + shift[0] - 1, scale[1] * (y + 1) + shift[1] - 1],
    },
  ]
}

/** So many rows make a common shift or scale. */
const FEWEST_ROWS = 3

/** One shift, or one factor, for all rows: a mosaic with another corner, or with other pixels. */
function commonShift(apart: readonly Pair[]): Cause[] {
  const known = apart.filter(({ skyX, skyY }) => Number.isFinite(skyX + skyY))
  if (known.length < FEWEST_ROWS) return []
  const [dx, dy] = [median(known.map((p) => p.x - p.skyX)), median(known.map((p) => p.y - p.skyY))]
  const factor = median(
    known.flatMap((p) => [(p.skyX + 0.5) / (p.x + 0.5), (p.skyY + 0.5) / (p.y + 0.5)]),
  )
  const by = `${signed(dx)} px in x and ${signed(dy)} px in y`
  return [
    {
      what: `places of another frame, all off by ${by}`,
      remedy: `a trimmed mosaic, or one of another frame; ${BY_SKY}`,
      place: ({ x, y }) => [x - dx, y - dy],
    },
    {
      what: `pixels of another size, times ${factor.toPrecision(3)}`,
      remedy: BY_SKY,
      place: ({ x, y }) => [factor * (x + 0.5) - 0.5, factor * (y + 0.5) - 0.5],
    },
  ]
}

function signed(px: number): string {
  return `${px < 0 ? '' : '+'}${px.toFixed(2)}`
}
