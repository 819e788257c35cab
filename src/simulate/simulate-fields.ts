/**
 * Fields with known truth, from options to files. A field has one mosaic per band, with a name like
 * LEGUS's, and two catalogues: the candidates, which `classify` takes, and the truth, which lists
 * all sources that were planned.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openMosaic } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { checkFolder, openFile, writeAtomically } from '../files/index.js'
import type { OnNote } from '../notes.js'
import type { Population } from '../populations/index.js'
import { seedFor } from '../random.js'
import { type Table, tableBytes } from '../tables/index.js'
import type { Wcs } from '../wcs/index.js'
import { candidateTable } from './candidate-table.js'
import { drawNuisances } from './draw-nuisances.js'
import { chosenRows, measureSources } from './field-photometry.js'
import type { FixedNuisances } from './nuisances.js'
import { observedBand, variedBand } from './observed-band.js'
import { columnsOfPeople } from './people-columns.js'
import { type FieldOptions, planField } from './plan-field.js'
import { planVariedField } from './plan-varied-field.js'
import type { SimulatedBand } from './simulated-band.js'
import { writeMosaics } from './write-mosaics.js'

export interface SimulateJob {
  /** Output folder; it is made if it does not exist. Each field gets a folder in it. */
  readonly out: string
  readonly seed: number
  readonly nFields: number
  /** Side of the mosaics, px. */
  readonly sizePx: number
  readonly bands: readonly SimulatedBand[]
  readonly population: Population
  readonly distanceMpc: number
  /** Makes varied fields: all but this is drawn anew for each, and `population` is not used. */
  readonly vary?: FixedNuisances
  readonly candidatesPerField: number
  /** Number of people whose votes the catalogues have, in columns vote_1, vote_2, ... Default 0. */
  readonly people?: number
  /** Makes this field alone, counted from 0; default: all of them. */
  readonly only?: number
  onNote?: OnNote
  onProgress?(event: SimulateProgress): void
}

export interface SimulateProgress {
  /** Number of the field, from 0. */
  readonly field: number
  /** Share of the field's work that is done, 0 to 1. */
  readonly share: number
}

export interface SimulatedField {
  readonly name: string
  readonly folder: string
  readonly mosaics: readonly string[]
  readonly candidates: string
  readonly truth: string
  readonly nCandidates: number
  readonly nSources: number
}

const LEAST_SIZE = 128

/**
 * Makes fields.
 *
 * @throws InputError if the folder cannot be written, or the field is too small
 */
export async function simulateFields(job: SimulateJob): Promise<SimulatedField[]> {
  if (job.sizePx < LEAST_SIZE) {
    throw new InputError({
      what: 'field too small',
      expected: `at least ${LEAST_SIZE} px`,
      got: `${job.sizePx}`,
      remedy: 'give a larger size',
    })
  }
  await checkFolder(job.out)
  const bands = job.vary ? [] : job.bands.map(observedBand)
  const fields: SimulatedField[] = []
  for (let i = 0; i < job.nFields; i++) {
    if (job.only !== undefined && i !== job.only) continue
    const report = (share: number) => job.onProgress?.({ field: i, share })
    const seed = seedFor(job.seed, 'field', i)
    const options = job.vary ? variedOptions(job, job.vary, seed) : plainOptions(job, bands, seed)
    fields.push(await simulateField(job, options, `sim${job.seed}-${i + 1}`, report))
  }
  return fields
}

/** Share of a field's time that planning takes, roughly. */
const PLANNING = 0.3

function plainOptions(job: SimulateJob, bands: FieldOptions['bands'], seed: number): FieldOptions {
  const { sizePx, population, distanceMpc, candidatesPerField: nCandidates } = job
  return { seed, sizePx, bands, population, distanceMpc, nCandidates }
}

function variedOptions(job: SimulateJob, fixed: FixedNuisances, seed: number): FieldOptions {
  const { sizePx, candidatesPerField: nCandidates } = job
  const nuisances = drawNuisances(seed, fixed)
  const { population, distanceMpc } = nuisances
  const bands = nuisances.bands.map((band) => variedBand(band, nuisances))
  return { seed, sizePx, bands, population, distanceMpc, nCandidates, nuisances }
}

async function simulateField(
  job: SimulateJob,
  options: FieldOptions,
  name: string,
  report: (share: number) => void,
): Promise<SimulatedField> {
  const { bands, population, nCandidates, nuisances } = options
  const folder = join(job.out, name)
  const made = await mkdir(folder, { recursive: true })
  if (!made)
    job.onNote?.(`${folder} exists: files with the same names are replaced, others stay`, false)
  const planned = (done: number, total: number) => report((PLANNING * done) / total)
  const plan = nuisances
    ? planVariedField(options, nuisances, planned)
    : planField(options, planned)
  const files = await writeMosaics(folder, name, plan, (share) =>
    report(PLANNING + (1 - PLANNING) * share),
  )
  const measured = await measureSources(plan.sources, bands, files)
  const classes = plan.sources.map(({ classValue }) => classValue)
  const rows = chosenRows(measured, classes, { population, nWanted: nCandidates })
  if (rows.length < nCandidates) {
    job.onNote?.(
      `${name}: ${rows.length} candidates of ${nCandidates}: ` +
        'the field has no room for more, or noise hides them',
      nuisances === undefined,
    )
  }
  const mosaics = [...files.values()]
  const wcs = await wcsOf(mosaics[0])
  const nPeople = nuisances?.nPeople ?? job.people ?? 0
  const people = columnsOfPeople(plan, measured, rows, nPeople)
  const write = (kind: string, which: readonly number[]) => {
    const table = candidateTable(plan, measured, which, wcs, people)
    return writeCatalogue(join(folder, `${name}_${kind}.ecsv`), table)
  }
  return {
    ...{ name, folder, mosaics },
    truth: await write('truth', [...plan.sources.keys()]),
    candidates: await write('candidates', rows),
    nCandidates: rows.length,
    nSources: plan.sources.length,
  }
}

async function wcsOf(path: string): Promise<Wcs> {
  const mosaic = await openMosaic(await openFile(path))
  await mosaic.close()
  return mosaic.wcs!
}

async function writeCatalogue(path: string, table: Table): Promise<string> {
  await writeAtomically(path, (file) => file.write(tableBytes(table, 'ecsv')))
  return path
}
