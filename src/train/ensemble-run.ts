/** Members that are trained become an ensemble: their votes on what is held out, a temperature for all, and its file. */
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ENSEMBLE_FILE, type EnsembleManifest, MODEL_FILE } from '../classify/index.js'
import { withFile, writeTextAtomically } from '../files/index.js'
import { readCard } from '../models/index.js'
import { SOFTWARE } from '../software.js'
import { numbersOf, parseCsv } from '../tables/index.js'
import { type HeldOutSet, temperatureFor } from './held-out.js'
import {
  HELD_OUT,
  type Result,
  readResult,
  resultWith,
  trainedOn,
  writeHeldOut,
  writeResult,
} from './member.js'
import type { PreparedRun } from './prepared-run.js'

/**
 * Writes ensemble.json, held-out.csv and result.json of all together.
 *
 * @param out folder of the run; the members' folders are in it
 */
export async function joinMembers(
  out: string,
  prepared: PreparedRun,
  folders: readonly string[],
  members: readonly Result[],
): Promise<Result> {
  const known = await readResult(out)
  if (known) return known
  const sets = await pooledSets(folders, prepared)
  const temperature = temperatureFor(sets, prepared.dataset)
  await writeHeldOut(out, sets, prepared, temperature)
  const files = folders.map((folder) => `${basename(folder)}/${MODEL_FILE}`)
  const cards = await Promise.all(
    folders.map((folder) => withFile(join(folder, MODEL_FILE), readCard)),
  )
  const manifest: EnsembleManifest = {
    format: 1,
    members: files.map((file, i) => ({ file, graphSha256: cards[i].graphSha256 })),
    ...(temperature !== undefined && { temperature }),
    provenance: {
      description: `${files.length} networks, ${trainedOn(prepared)}, seed ${prepared.inputs.seed}`,
      software: SOFTWARE,
    },
  }
  await writeTextAtomically(join(out, ENSEMBLE_FILE), `${JSON.stringify(manifest, null, 2)}\n`)
  const result = resultWith(sets, prepared, {
    nMembers: folders.length,
    nSteps: members.flatMap(({ nSteps }) => nSteps),
    bestEpochs: members.flatMap(({ bestEpochs }) => bestEpochs),
    temperature: temperature ?? null,
  })
  await writeResult(out, result)
  return result
}

/** The members' logits, from their tables. */
async function pooledSets(
  folders: readonly string[],
  { split, shape }: PreparedRun,
): Promise<HeldOutSet[]> {
  const names = (['validation', 'test'] as const).filter((name) => split[name].length > 0)
  if (names.length === 0) return []
  const all = await Promise.all(folders.map((folder) => readLogits(folder, shape.nClasses)))
  let at = 0
  return names.map((name) => {
    const rows = split[name]
    const [start, end] = [at * shape.nClasses, (at + rows.length) * shape.nClasses]
    at += rows.length
    return { name, rows, logits: all.map((logits) => logits.slice(start, end)) }
  })
}

/** Of validation and test, as held-out.csv has them. */
async function readLogits(folder: string, nClasses: number): Promise<Float32Array> {
  const path = join(folder, HELD_OUT)
  const table = parseCsv(await readFile(path, 'utf8'), path)
  const columns = Array.from({ length: nClasses }, (_, k) =>
    numbersOf(table.column(`logit${k + 1}`)),
  )
  return Float32Array.from(
    { length: table.nRows * nClasses },
    (_, i) => columns[i % nClasses][Math.floor(i / nClasses)],
  )
}
