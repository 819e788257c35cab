/**
 * The members of a run become an ensemble: their votes on the held-out sets, one temperature for
 * all, and the file that lists them.
 */
import { basename, join } from 'node:path'
import { withFile, writeTextAtomically } from '../files/index.js'
import { ENSEMBLE_FILE, type EnsembleManifest, MODEL_FILE, readCard } from '../models/index.js'
import { SOFTWARE } from '../software.js'
import { trainedOn } from './card-facts.js'
import { HELD_OUT, readHeldOut } from './held-out.js'
import { judge } from './judge.js'
import type { Prepared } from './prepare.js'
import { type RunResult, readResult, writeResult } from './result.js'

/** Writes ensemble.json, held-out.csv and result.json of all members together. */
export async function joinMembers(
  prepared: Prepared,
  folders: readonly string[],
  results: readonly RunResult[],
): Promise<RunResult> {
  const { settings, dataset, split } = prepared
  const { out, seed } = settings
  const known = await readResult(out)
  if (known) return known
  const { table, ...judgement } = judge(await readHeldOut(folders, split), dataset)
  if (table !== undefined) await writeTextAtomically(join(out, HELD_OUT), table)
  const manifest: EnsembleManifest = {
    format: 1,
    members: await Promise.all(folders.map(memberEntry)),
    ...(judgement.temperature !== null && { temperature: judgement.temperature }),
    provenance: {
      description: `${folders.length} networks, ${trainedOn(prepared)}, seed ${seed}`,
      software: SOFTWARE,
    },
  }
  await writeTextAtomically(join(out, ENSEMBLE_FILE), `${JSON.stringify(manifest, null, 2)}\n`)
  const result = {
    nMembers: folders.length,
    nSteps: results.flatMap(({ nSteps }) => nSteps),
    bestEpochs: results.flatMap(({ bestEpochs }) => bestEpochs),
    ...judgement,
  }
  await writeResult(out, result)
  return result
}

async function memberEntry(folder: string): Promise<EnsembleManifest['members'][number]> {
  const { graphSha256 } = await withFile(join(folder, MODEL_FILE), readCard)
  return { file: `${basename(folder)}/${MODEL_FILE}`, graphSha256 }
}
