/**
 * How a class looks on every page: it has a colour and a shape, so that colour-blind readers and
 * readers of a grey print can tell it too. The colours are those of Okabe & Ito (2008) that stand
 * out on a dark picture. Every shape is open at its centre, so that a marker never hides its
 * source.
 */
export interface ClassStyle {
  readonly color: string
  readonly shape: string
  /** SVG path data of the outline, in the box from -1 to 1, centred on the source. */
  readonly path: string
}

const CIRCLE = 'M-.9 0A.9.9 0 1 1 .9 0A.9.9 0 1 1-.9 0Z'
const SQUARE = 'M-.8-.8H.8V.8H-.8Z'
const TRIANGLE = 'M0-1L.95.7H-.95Z'
const CROSS = 'M-.8-.8L-.3-.3M.8.8L.3.3M-.8.8L-.3.3M.8-.8L.3-.3'
const TURNED = 'M0 1L.95-.7H-.95Z'
const DIAMOND = 'M0-1L1 0L0 1L-1 0Z'
const HEXAGON = 'M-.5-.87H.5L1 0L.5.87H-.5L-1 0Z'
const PLUS = 'M-1 0H-.4M1 0H.4M0-1V-.4M0 1V.4'

const COLORS = ['#56B4E9', '#E69F00', '#00B386', '#CC79A7', '#F0E442', '#D55E00']

/** One more than the colours: from the seventh class on, a colour comes with the next shape. */
const SHAPES: readonly Omit<ClassStyle, 'color'>[] = [
  { shape: 'circle', path: CIRCLE },
  { shape: 'square', path: SQUARE },
  { shape: 'triangle', path: TRIANGLE },
  { shape: 'cross', path: CROSS },
  { shape: 'diamond', path: DIAMOND },
  { shape: 'hexagon', path: HEXAGON },
  { shape: 'turned triangle', path: TURNED },
]

const UNCLASSIFIED: ClassStyle = { color: '#A8ADB5', shape: 'plus', path: PLUS }

/**
 * The style of a class. 1-4 are the classes of the published catalogues. 42 classes have styles
 * that differ, and higher values repeat them; 0, which means "not classified", is a grey plus.
 *
 * @example classStyle(1).shape // 'circle'
 */
export function classStyle(value: number): ClassStyle {
  if (value === 0) return UNCLASSIFIED
  const n = COLORS.length * SHAPES.length
  const place = (((value - 1) % n) + n) % n
  const round = Math.floor(place / COLORS.length)
  const color = COLORS[place % COLORS.length]
  return { color, ...SHAPES[((place % COLORS.length) + round) % SHAPES.length] }
}
