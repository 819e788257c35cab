/** The projections by the code in CTYPE. */
import { csc } from './cobe-cube.js'
import { cod, coe, coo, cop } from './conic.js'
import { car, cea, cyp, mer } from './cylindrical.js'
import { hpx } from './healpix.js'
import { azp, sin, szp } from './perspective.js'
import { bon, pco } from './polyconic.js'
import type { ProjectionMaker } from './projection.js'
import { ait, mol, par, sfl } from './pseudo-cylindrical.js'
import { qsc, tsc } from './quad-cube.js'
import { air, plainZenithal, zpn } from './zenithal.js'

/** All projections of Calabretta & Greisen 2002, and HPX. */
export const PROJECTIONS: Readonly<Record<string, ProjectionMaker>> = {
  TAN: () => plainZenithal('TAN'),
  SIN: sin,
  STG: () => plainZenithal('STG'),
  ARC: () => plainZenithal('ARC'),
  ZEA: () => plainZenithal('ZEA'),
  ...{ AZP: azp, SZP: szp, ZPN: zpn, AIR: air },
  ...{ CYP: cyp, CEA: cea, CAR: car, MER: mer },
  ...{ SFL: sfl, PAR: par, MOL: mol, AIT: ait },
  ...{ COP: cop, COE: coe, COD: cod, COO: coo },
  ...{ BON: bon, PCO: pco },
  ...{ TSC: tsc, CSC: csc, QSC: qsc, HPX: hpx },
}
