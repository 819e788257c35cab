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
const DIAMOND = 'M0-1L1 0L0 1L-1 0Z'
const HEXAGON = 'M-.5-.87H.5L1 0L.5.87H-.5L-1 0Z'
const PLUS = 'M-1 0H-.4M1 0H.4M0-1V-.4M0 1V.4'

const STYLES: readonly ClassStyle[] = [
  { color: '#56B4E9', shape: 'circle', path: CIRCLE },
  { color: '#E69F00', shape: 'square', path: SQUARE },
  { color: '#00B386', shape: 'triangle', path: TRIANGLE },
  { color: '#CC79A7', shape: 'cross', path: CROSS },
  { color: '#F0E442', shape: 'diamond', path: DIAMOND },
  { color: '#D55E00', shape: 'hexagon', path: HEXAGON },
]

const UNCLASSIFIED: ClassStyle = { color: '#A8ADB5', shape: 'plus', path: PLUS }

/**
 * The style of a class. 1-4 are the classes of the published catalogues; higher values repeat the
 * styles; 0, which means "not classified", is a grey plus.
 *
 * @example classStyle(1).shape // 'circle'
 */
export function classStyle(value: number): ClassStyle {
  if (value === 0) return UNCLASSIFIED
  const n = STYLES.length
  return STYLES[(((value - 1) % n) + n) % n]
}
