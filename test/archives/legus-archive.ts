/** Simulated fields, packed and named as LEGUS's are, behind an archive on this machine. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { publishedField } from '../../src/archives/index.js'
import { numbersOf, parseEcsv, type Table } from '../../src/tables/index.js'
import { simulate } from '../../src/verbs/index.js'
import { type ServedArchive, serveArchive } from './archive-server.js'
import { tarGz } from './tar.js'

const BANDS = ['f275w', 'f336w', 'f438w', 'f555w', 'f814w']

export interface SimulatedFields {
  /** Names of fields with LEGUS's standard layout. */
  readonly fields: readonly string[]
  /** Side of the mosaics, px. */
  readonly size: number
  readonly nCandidates: number
  readonly seed: number
}

/** @param out folder for the simulated fields */
export async function serveLegus(
  out: string,
  { fields, size, nCandidates, seed }: SimulatedFields,
): Promise<ServedArchive> {
  const made = await simulate({
    ...{ out, seed, size, fields: fields.length, candidatesPerField: nCandidates },
  })
  const files = fields.flatMap((name, i) => {
    const { folder, candidates } = made[i]
    const { field } = publishedField(`legus:${name}`)
    const table = parseEcsv(readFileSync(candidates, 'utf8'))
    return [
      [field.images[0].path, tarGz(mosaicsOf(folder, name))],
      [field.catalog.path, new TextEncoder().encode(legusTab(table))],
    ] as const
  })
  return serveArchive(Object.fromEntries(files))
}

function mosaicsOf(folder: string, field: string): Record<string, Uint8Array> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.fits'))
  return Object.fromEntries(
    names.map((name) => [
      `./hlsp_legus_hst_uvis_${field}_${name.split('_').at(-3)}_v1_drc.fits`,
      readFileSync(join(folder, name)),
    ]),
  )
}

/** The 35 columns of LEGUS's standard layout (Adamo et al. 2017), without a header. */
function legusTab(table: Table): string {
  const of = (name: string) => numbersOf(table.column(name))
  const [id, x, y, ra, dec] = ['id', 'x', 'y', 'ra', 'dec'].map(of)
  const photometry = BANDS.flatMap((band) => [of(`mag_${band}`), of(`err_${band}`)])
  const [ci, nFilters, classes] = ['ci', 'n_filters', 'class'].map(of)
  const lines = Array.from({ length: table.nRows }, (_, row) => {
    const measured = photometry.map((values) => {
      return (Number.isFinite(values[row]) ? values[row] : 99.999).toFixed(3)
    })
    const sed = ['1e7', '2e7', '5e6', '1e4', '2e4', '5e3', '0.1', '0.2', '0.0']
    const fit = ['0.1', '0.1', '0.1', '0.1', '0.1', '1.0', '0.5']
    return [
      ...[id[row], x[row].toFixed(3), y[row].toFixed(3), ra[row].toFixed(7), dec[row].toFixed(7)],
      ...[...measured, ci[row].toFixed(3), ...sed, ...fit],
      ...[nFilters[row], classes[row], classes[row].toFixed(3)],
    ].join(' ')
  })
  return `${lines.join('\n')}\n`
}
