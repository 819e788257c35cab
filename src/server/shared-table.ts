/**
 * The catalogue as a VOTable for other programs of this machine, such as TOPCAT: the page sends
 * them its address through the hub of SAMP. They have no cookie, so the address itself is the
 * secret: 128 random bits, new after each start, told to visitors alone. A hub that fetches for
 * another page (SAMP 1.3, section 5.2.5) asks as a program does; other pages are refused as
 * everywhere here.
 */
import { randomBytes } from 'node:crypto'
import { type Table, tableBytes } from '../tables/index.js'

export interface SharedTable {
  /** e.g. `/samp/0123456789abcdef0123456789abcdef.vot` */
  readonly path: string
  /** Made anew each time: a catalogue of 100,000 rows need not stay in memory twice. */
  bytes(): Uint8Array
}

export const VOTABLE_TYPE = 'application/x-votable+xml'

export function sharedTable(table: Table): SharedTable {
  return {
    path: `/samp/${randomBytes(16).toString('hex')}.vot`,
    bytes: () => tableBytes(table, 'votable'),
  }
}
