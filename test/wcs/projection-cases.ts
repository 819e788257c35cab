/** A header for every projection, with parameters and poles, and the places that are asked. */
import type { Keywords } from './headers.js'

type Pair = [number, number]

const parameters: Record<string, Keywords> = {
  TAN: {},
  SIN: {},
  'SIN, slanted': { PV2_1: 0.3, PV2_2: -0.2 },
  STG: {},
  ARC: {},
  ZEA: {},
  AZP: { PV2_1: 2, PV2_2: 30 },
  'AZP, near': { PV2_1: 0.5, PV2_2: 20 },
  SZP: { PV2_1: 2, PV2_2: 180, PV2_3: 60 },
  'SZP, near': { PV2_1: 0.6, PV2_2: 40, PV2_3: 50 },
  ZPN: { PV2_1: 1, PV2_3: -0.1, PV2_5: 0.01 },
  'ZPN, rising': { PV2_1: 1, PV2_3: 33.2 },
  'ZPN, with a constant': { PV2_0: 0.05, PV2_1: 0.975, PV2_2: -0.807, PV2_3: 0.337 },
  AIR: {},
  'AIR, of a cap': { PV2_1: 45 },
  CYP: { PV2_1: 1, PV2_2: Math.SQRT1_2 },
  CEA: { PV2_1: 0.6 },
  CAR: {},
  MER: {},
  SFL: {},
  PAR: {},
  MOL: {},
  AIT: {},
  COP: { PV2_1: 45, PV2_2: 25 },
  COE: { PV2_1: -45, PV2_2: 25 },
  COD: { PV2_1: 45, PV2_2: 25 },
  'COD, one parallel': { PV2_1: 30 },
  COO: { PV2_1: 45, PV2_2: 25 },
  'COO, south': { PV2_1: -45, PV2_2: 0 },
  BON: { PV2_1: 45 },
  'BON, south': { PV2_1: -30 },
  PCO: {},
  TSC: {},
  CSC: {},
  QSC: {},
  HPX: {},
  'HPX, of 6 and 4': { PV2_1: 6, PV2_2: 4 },
}

/** Where the reference point is, and how the sphere is turned. */
const turns: Record<string, Keywords> = {
  plain: {},
  turned: { CRVAL1: 210.3, CRVAL2: -41.7, LONPOLE: 160 },
}
/** For some of them: which pole, LONPOLE as PV, and a reference point elsewhere in the plane. */
const moreTurns: Record<string, Keywords> = {
  'other pole': { CRVAL1: 30, CRVAL2: 20, LATPOLE: -90 },
  'by PV': { CRVAL1: 30, CRVAL2: 3, PV1_3: 5, PV1_4: 10 },
  'moved plane': { CRVAL1: 30, CRVAL2: 50, PV1_0: 1, PV1_1: 10, PV1_2: 60 },
  'moved point': { CRVAL1: 30, CRVAL2: 50, PV1_1: 10, PV1_2: 60 },
}
const WITH_MORE = ['TAN', 'SIN, slanted', 'CAR', 'AIT', 'COE', 'QSC']

const base = { CRPIX1: 1, CRPIX2: 1, CDELT1: -1, CDELT2: 1 }

/** All headers by name. */
export const projectionHeaders: Record<string, Keywords> = Object.fromEntries(
  Object.entries(parameters).flatMap(([name, own]) =>
    Object.entries({ ...turns, ...(WITH_MORE.includes(name) && moreTurns) }).map(([turn, more]) => {
      const code = name.slice(0, 3)
      const types = { CTYPE1: `RA---${code}`, CTYPE2: `DEC--${code}` }
      return [`${name}, ${turn}`, { ...base, CRVAL1: 0, CRVAL2: 0, ...types, ...own, ...more }]
    }),
  ),
)

/** Pixels of 1 degree over more than the whole map; none lies on an edge of one. */
export const mapPixels: Pair[] = [
  ...spread(6, 5, 187.3, 97.7),
  ...spread(3, 3, 21.1, 19.3),
  [0, 0],
  [0.5, -89.2],
]

/** The sky on a grid, with the poles. */
export const mapSky: Pair[] = [...spread(5, 5, 179.1, 83.3), [0, 90], [0, -90], [5, 89.99]]

function spread(nx: number, ny: number, halfX: number, halfY: number): Pair[] {
  return Array.from({ length: nx * ny }, (_, k): Pair => {
    const [i, j] = [k % nx, Math.floor(k / nx)]
    return [((2 * i) / (nx - 1) - 1) * halfX + 0.37, ((2 * j) / (ny - 1) - 1) * halfY + 0.21]
  })
}
